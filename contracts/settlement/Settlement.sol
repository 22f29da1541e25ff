// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Gated} from "../libraries/Gated.sol";
import {Verb} from "../types/Compliance.sol";
import {BalanceKind} from "../types/Settlement.sol";
import {MerchantAccounts} from "./MerchantAccounts.sol";
import {Earn} from "./Earn.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Keeps what each merchant is owed, pays it out, and pays refunds from it.
/// @dev TOKEN REQUIREMENTS: as PaymentEscrow. A token that loses balance by itself stops its own outflows (S1).
/// ROLES: a merchant withdraws alone; SETTLER pays to addresses the merchant chose, within the outflow limit; the
/// escrow credits captures and takes refunds; nobody else lowers a balance.
/// ROUNDING: the rolling reserve is rounded down, in favour of the available balance.
/// LIVENESS: withdraw needs no role, gate or limit. A capture is bookkeeping and cannot be refused by its parties.
contract Settlement is Earn {
    using SafeERC20 for IERC20;
    using Ledger for Ledger.Books;

    constructor(address authority, uint40 changeDelaySeconds_) Gated(authority) MerchantAccounts(changeDelaySeconds_) {}

    /// @inheritdoc ISettlement
    function deposit(address account, address token, uint256 amount) external nonReentrant {
        // checks
        require(amount != 0, ZeroAmount());
        _requireEntry(Verb.Deposit, msg.sender, token);

        // state, event
        _books.liabilities[token] += amount;
        _books.credit(account, token, amount, 0, BalanceKind.Deposit, bytes32(0));

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
        _books.debit(msg.sender, token, amount, BalanceKind.Withdrawal, bytes32(0));

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
        if (!_operators.mayRefund[msg.sender][operator]) {
            _requireEscrow();
            require(operator == account, RefundNotAllowed(account, operator));
        }

        // state, event
        _books.debit(account, token, amount, BalanceKind.Refund, id);

        // interaction
        _send(token, to, amount);
    }

    /// @inheritdoc ISettlement
    function setTreasury(address treasury_) external restricted {
        require(treasury_ != address(this), InvalidRecipient(treasury_));
        treasury = treasury_;
        emit TreasurySet(treasury_);
    }

    /// @inheritdoc ISettlement
    /// @dev The escrow's totals refuse to be read during a call of the escrow, when money may be here that is not
    /// booked yet.
    function skim(address token) external restricted nonReentrant {
        require(treasury != address(0), NoTreasury());
        (uint256 have, uint256 want) = _books.position(_escrow, token);
        require(have > want, NoSurplus(token));
        _books.liabilities[token] = have;
        _books.credit(treasury, token, have - want, 0, BalanceKind.Skim, bytes32(0));
    }

    /// @dev A refusal of the token stays short, whatever the token returns.
    function _send(address token, address to, uint256 amount) private {
        require(IERC20(token).trySafeTransfer(to, amount), TransferFailed(token, to));
    }
}
