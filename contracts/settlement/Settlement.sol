// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Gated} from "../libraries/Gated.sol";
import {Verb} from "../types/Compliance.sol";
import {BalanceKind, Creditor} from "../types/Settlement.sol";
import {MerchantAccounts} from "./MerchantAccounts.sol";
import {Payouts} from "./Payouts.sol";

/// @notice Keeps what each merchant is owed, pays it out, and pays refunds from it.
/// @dev TOKEN REQUIREMENTS: as PaymentEscrow. A token that loses balance by itself stops its own outflows (S1).
/// ROLES: a merchant withdraws alone; SETTLER pays to addresses the merchant chose, within the outflow limit; the
/// escrow credits captures and takes refunds; nobody else lowers a balance.
/// ROUNDING: the rolling reserve is rounded down, in favour of the available balance.
/// LIVENESS: withdraw needs no role, gate or limit. A capture is bookkeeping and cannot be refused by its parties.
contract Settlement is Payouts {
    using SafeERC20 for IERC20;
    using EnumerableSet for EnumerableSet.AddressSet;

    mapping(address creditor => Creditor) public creditorOf;
    /// @dev Set for the escrow in place and each refund operator, so that one slot both authenticates the escrow and
    /// trusts the operator.
    mapping(address escrow => mapping(address operator => bool)) private _mayRefund;
    EnumerableSet.AddressSet private _refundOperators;

    constructor(address authority, uint40 changeDelaySeconds_) Gated(authority) MerchantAccounts(changeDelaySeconds_) {}

    /// @inheritdoc ISettlement
    function deposit(address account, address token, uint256 amount) external nonReentrant {
        // checks
        require(amount != 0, ZeroAmount());
        _requireEntry(Verb.Deposit, msg.sender, token);

        // state, event
        _addLiabilities(token, amount);
        _credit(account, token, amount, 0, BalanceKind.Deposit, bytes32(0));

        // interaction
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        require(received == amount, InexactTransfer(token, amount, received));
    }

    /// @inheritdoc ISettlement
    function withdraw(address token, uint256 amount, address to) external nonReentrant {
        // checks
        require(amount != 0, ZeroAmount());
        require(to != address(0) && to != address(this), InvalidRecipient(to));

        // state, event
        _debit(msg.sender, token, amount, BalanceKind.Withdrawal, bytes32(0));

        // interaction
        if (IERC20(token).balanceOf(address(this)) < amount) _pull(token);
        _send(token, to, amount);
        _requireSolvent(token);
    }

    /// @inheritdoc ISettlement
    function takeRefund(
        address account,
        address token,
        uint256 amount,
        address to,
        bytes32 id,
        address operator
    ) external nonReentrant {
        // checks
        if (!_mayRefund[msg.sender][operator]) {
            _requireEscrow();
            require(operator == account, RefundNotAllowed(account, operator));
        }

        // state, event
        _debit(account, token, amount, BalanceKind.Refund, id);

        // interaction
        _send(token, to, amount);
    }

    /// @inheritdoc ISettlement
    function pull(address escrow_, address token) external nonReentrant {
        require(creditorOf[escrow_] != Creditor.None, NotAnEscrow(escrow_));
        IPaymentEscrow(escrow_).release(token);
    }

    /// @inheritdoc ISettlement
    function addEscrow(address escrow_) external restricted {
        require(address(_escrow) == address(0), EscrowAlreadySet(address(_escrow)));
        require(IPaymentEscrow(escrow_).settlement() == address(this), NotAnEscrow(escrow_));
        _escrow = IPaymentEscrow(escrow_);
        creditorOf[escrow_] = Creditor.Escrow;
        _setMayRefund(escrow_, true);
        emit CreditorSet(escrow_, Creditor.Escrow);
    }

    /// @inheritdoc ISettlement
    function removeEscrow(address escrow_) external restricted {
        require(escrow_ == address(_escrow) && escrow_ != address(0), NotAnEscrow(escrow_));
        delete _escrow;
        creditorOf[escrow_] = Creditor.RetiredEscrow;
        _setMayRefund(escrow_, false);
        emit CreditorSet(escrow_, Creditor.RetiredEscrow);
    }

    /// @inheritdoc ISettlement
    function addRefundOperator(address operator) external restricted {
        _refundOperators.add(operator);
        if (address(_escrow) != address(0)) _mayRefund[address(_escrow)][operator] = true;
        emit RefundOperatorSet(operator, true);
    }

    /// @inheritdoc ISettlement
    function removeRefundOperator(address operator) external restricted {
        _refundOperators.remove(operator);
        _mayRefund[address(_escrow)][operator] = false;
        emit RefundOperatorSet(operator, false);
    }

    /// @inheritdoc ISettlement
    function isRefundOperator(address operator) external view returns (bool) {
        return _refundOperators.contains(operator);
    }

    /// @inheritdoc ISettlement
    function escrow() external view returns (address) {
        return address(_escrow);
    }

    /// @dev For all refund operators, of which ADMIN adds a handful.
    function _setMayRefund(address escrow_, bool allowed) private {
        for (uint256 i = 0; i < _refundOperators.length(); ++i) _mayRefund[escrow_][_refundOperators.at(i)] = allowed;
    }

    /// @dev A refusal of the token stays short, whatever the token returns.
    function _send(address token, address to, uint256 amount) private {
        require(IERC20(token).trySafeTransfer(to, amount), TransferFailed(token, to));
    }
}
