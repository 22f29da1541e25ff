// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICreditAssets} from "../interfaces/ICreditAssets.sol";
import {ICreditPool} from "../interfaces/ICreditPool.sol";
import {ICreditPoolVault} from "../interfaces/ICreditPoolVault.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {IYieldVault} from "../interfaces/IYieldVault.sol";
import {BoundedRead} from "../libraries/BoundedRead.sol";
import {CreditLineStatus, VaultState, VaultTotals} from "../types/Vault.sol";
import {YieldVault} from "./YieldVault.sol";

/// @notice Lenders' capital: idle money, what borrowers owe, and what they paid and stands in Settlement.
/// @dev TOKEN REQUIREMENTS: as PaymentEscrow, and below 2^120 units in the vault.
/// ROLES: ADMIN names the credit line, SENTINEL retires it, FEE_MANAGER sets the fee; none of them can move money.
/// ROUNDING: shares are made and assets paid rounded down, shares burned and assets asked rounded up, in favour of the
/// remaining shares; fee shares are rounded down.
/// LIVENESS: lenders leave as far as idle money goes, or wait in the queue; nothing stops them but a credit line that
/// cannot be read, since shares have no price then. A donation never counts.
contract CreditPool is ICreditPoolVault, YieldVault {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using Math for uint256;
    using EnumerableSet for EnumerableSet.AddressSet;

    uint256 private constant MAX_CREDIT_LINES = 4;
    uint256 private constant READ_GAS = 200_000;

    ISettlement private immutable _settlement;

    address private _creditLine;
    EnumerableSet.AddressSet private _counted;
    mapping(address line => CreditLineStatus) private _statusOf;

    constructor(
        address authority,
        address asset_,
        address settlement_,
        address treasury,
        string memory name_,
        string memory symbol_
    ) YieldVault(authority, asset_, treasury, name_, symbol_) {
        _settlement = ISettlement(settlement_);
    }

    /// @inheritdoc ICreditPool
    /// @dev In the middle of a draw the credit line's figures are not to be relied on: the queue's share is priced at
    /// the last accrual.
    function fundDraw(uint256 amount, address to) external nonReentrant {
        // checks
        require(amount != 0, ZeroAmount());
        require(msg.sender == _creditLine, NotACreditLine(msg.sender, _statusOf[msg.sender]));
        VaultState memory state = _state;
        uint256 have = _lendable(state);
        require(amount <= have, InsufficientLiquidity(have, amount));

        // state, event
        state.idle -= amount.toUint120();
        _store(state);
        emit DrawFunded(msg.sender, to, amount, state.idle);

        // interaction
        IERC20(asset()).safeTransfer(to, amount);
    }

    /// @inheritdoc ICreditPool
    /// @dev Interest was counted as it accrued, and owed the fee then.
    function returnFunds(uint256 principal, uint256 interest, uint256 loss, bool fromSettlement) external nonReentrant {
        // checks
        CreditLineStatus status = _statusOf[msg.sender];
        require(status != CreditLineStatus.None, NotACreditLine(msg.sender, status));
        VaultState memory state = _state;
        if (!fromSettlement) {
            uint256 have = _uncounted(state);
            require(have >= principal + interest, NotReturned(have, principal + interest));

            // state
            state.idle += (principal + interest).toUint120();
            state.needsAccrual = true;
            _store(state);
        }

        // event
        emit FundsReturned(msg.sender, principal, interest, loss, fromSettlement, state.idle);
    }

    /// @inheritdoc ICreditPoolVault
    function collect() external nonReentrant returns (uint256 amount) {
        for (uint256 i = 0; i < _counted.length(); ++i) amount += _collectFrom(_counted.at(i));
    }

    /// @inheritdoc ICreditPoolVault
    function setCreditLine(address line) external restricted nonReentrant {
        require(_creditLine == address(0), CreditLineAlreadySet(_creditLine));
        require(line.code.length != 0, InvalidAddress(line));
        _counted.add(line);
        require(_counted.length() <= MAX_CREDIT_LINES, TooManyCreditLines(MAX_CREDIT_LINES));
        _creditLine = line;
        _setStatus(line, CreditLineStatus.Active);
        _settleBooks();
        _state.needsAccrual = true;
    }

    /// @inheritdoc ICreditPoolVault
    function retireCreditLine() external restricted {
        address line = _creditLine;
        require(line != address(0), NotACreditLine(line, CreditLineStatus.None));
        delete _creditLine;
        _setStatus(line, CreditLineStatus.Retired);
    }

    /// @inheritdoc ICreditPoolVault
    function removeCreditLine(address line) external restricted nonReentrant {
        CreditLineStatus status = _statusOf[line];
        require(status == CreditLineStatus.Retired, NotACreditLine(line, status));
        (uint256 assets, bool isKnown) = _assetsOf(line);
        require(!isKnown || assets == 0, CreditLineNotEmpty(line, assets));
        _counted.remove(line);
        _setStatus(line, CreditLineStatus.Removed);
        _state.needsAccrual = true;
    }

    /// @inheritdoc ICreditPoolVault
    function creditLine() external view returns (address) {
        return _creditLine;
    }

    /// @inheritdoc ICreditPoolVault
    function creditLines() external view returns (address[] memory) {
        return _counted.values();
    }

    /// @inheritdoc ICreditPoolVault
    function creditLineStatus(address line) external view returns (CreditLineStatus) {
        return _statusOf[line];
    }

    /// @inheritdoc ICreditPoolVault
    function settlement() external view returns (address) {
        return address(_settlement);
    }

    /// @inheritdoc IYieldVault
    function externalAssets() public view returns (uint256 assets, bool isKnown) {
        isKnown = true;
        for (uint256 i = 0; i < _counted.length(); ++i) {
            (uint256 counted, bool isRead) = _assetsOf(_counted.at(i));
            assets += counted;
            isKnown = isKnown && isRead;
        }
    }

    function _grossAssets(uint256 idle, bool) internal view override returns (uint256 gross, bool isKnown) {
        (gross, isKnown) = externalAssets();
        gross += idle;
    }

    function _realise(
        uint256 idle,
        bool hasShares
    ) internal view override returns (uint256 gross, bool isKnown, bool isInvested) {
        (gross, isKnown) = _grossAssets(idle, hasShares);
        isInvested = _counted.length() != 0;
    }

    function _available(
        address,
        VaultState memory state,
        VaultTotals memory totals
    ) internal view override returns (uint256) {
        if (!state.hasPriorClaims) return state.idle;
        return uint256(state.idle).saturatingSub(_queuedAssets(totals));
    }

    function _fillable(VaultState memory state, VaultTotals memory) internal pure override returns (uint256) {
        return state.idle;
    }

    /// @dev What may leave is idle already.
    function _bringHome(VaultState memory, VaultTotals memory, address, uint256) internal pure override {}

    function _exitsAtBook() internal pure override returns (bool) {
        return false;
    }

    function _uncountedSurplus(VaultState memory state, VaultTotals memory) internal view override returns (uint256) {
        return _uncounted(state);
    }

    /// @dev What is about to be withdrawn stops counting before it starts counting as idle, in one call.
    function _collectFrom(address line) private returns (uint256 amount) {
        amount = ICreditAssets(line).takeUncollected();
        if (amount == 0) return 0;
        IERC20 token = IERC20(asset());
        uint256 before = token.balanceOf(address(this));
        _settlement.withdraw(address(token), amount, address(this));
        uint256 received = token.balanceOf(address(this)) - before;
        require(received == amount, InexactTransfer(address(token), amount, received));
        VaultState memory state = _state;
        state.idle += amount.toUint120();
        _store(state);
        emit Collected(line, amount, state.idle);
    }

    /// @dev Idle money of the shares that the queue does not wait for.
    function _lendable(VaultState memory state) private view returns (uint256) {
        VaultTotals memory last = VaultTotals(state.lastTotalAssets, totalSupply(), true);
        return last.supply == 0 ? 0 : _available(address(0), state, last).saturatingSub(_aside.surplus);
    }

    function _setStatus(address line, CreditLineStatus status) private {
        _statusOf[line] = status;
        emit CreditLineSet(line, status);
    }

    function _assetsOf(address line) private view returns (uint256 assets, bool isKnown) {
        (bool isReal, uint256 real) = _read(line, abi.encodeCall(ICreditAssets.realAssets, ()));
        (bool isPaid, uint256 paid) = _read(line, abi.encodeCall(ICreditAssets.uncollected, ()));
        return (real + paid, isReal && isPaid);
    }

    function _read(address line, bytes memory request) private view returns (bool isRead, uint256 word) {
        (isRead, word) = BoundedRead.tryReadWord(line, request, READ_GAS);
        return word <= MAX_ASSETS ? (isRead, word) : (false, 0);
    }
}
