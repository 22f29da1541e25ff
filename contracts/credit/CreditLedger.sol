// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICreditAssets} from "../interfaces/ICreditAssets.sol";
import {ICreditHook} from "../interfaces/ICreditHook.sol";
import {ICreditLine} from "../interfaces/ICreditLine.sol";
import {ICreditPool} from "../interfaces/ICreditPool.sol";
import {IPledgeBook} from "../interfaces/IPledgeBook.sol";
import {ISettlementCredit} from "../interfaces/ISettlementCredit.sol";
import {Bps} from "../libraries/Bps.sol";
import {CreditMath} from "../libraries/CreditMath.sol";
import {Gated} from "../libraries/Gated.sol";
import {Credit, CreditStatus} from "../types/Credit.sol";
import {PledgeBook} from "./PledgeBook.sol";

/// @notice The lines, and their sums, from which the pool reads what it owns in one step (C7).
/// @dev A line is read to memory, accrued and changed there, and stored with the change of the sums it makes.
abstract contract CreditLedger is ICreditLine, Gated, ReentrancyGuardTransient {
    using SafeCast for uint256;

    /// @dev What one line adds to the sums.
    struct Share {
        uint256 principal;
        uint256 latePrincipal;
        uint256 defaultedPrincipal;
        uint256 interestScaled;
        uint256 rate;
        uint256 offset;
    }

    struct Totals {
        /// Units owed by every line.
        uint96 principal;
        /// Stored interest of performing lines in 1e-9 units.
        uint160 interestScaled;
    }

    /// @dev Interest since each performing line's last accrual, in bps-seconds: rate * now - offset, without rounding.
    struct Accrual {
        /// Sum of principal * bps.
        uint112 rate;
        /// Sum of principal * bps * lastAccrual.
        uint144 offset;
    }

    struct Impaired {
        uint96 latePrincipal;
        uint96 defaultedPrincipal;
    }

    /// @dev `collections` begins at one, so that a capture never fills an empty slot.
    struct Uncollected {
        uint128 amount;
        uint128 collections;
    }

    /// @dev Part of a late line's principal that lenders no longer count.
    uint256 private constant LATE_IMPAIRMENT_BPS = 1_000;

    address public immutable settlement;
    address public immutable asset;
    address public immutable policy;
    address public immutable pledgeBook;
    ICreditPool internal immutable _pool;

    mapping(bytes32 id => Credit) internal _lines;
    mapping(bytes32 id => uint96) private _paid;
    mapping(address borrower => bytes32) public lineOf;
    Totals internal _totals;
    Accrual private _accrual;
    Impaired internal _impaired;
    Uncollected private _uncollected;

    constructor(address settlement_, address pool_, address policy_) {
        settlement = settlement_;
        policy = policy_;
        asset = IERC4626(pool_).asset();
        _pool = ICreditPool(pool_);
        pledgeBook = address(new PledgeBook(settlement_, asset, policy_));
        _uncollected.collections = 1;
    }

    /// @inheritdoc ICreditLine
    function accrue(bytes32 id) external nonReentrant {
        (Credit memory line, Share memory was) = _load(id);
        _store(id, line, was);
    }

    /// @inheritdoc ICreditAssets
    function takeUncollected() external nonReentrant returns (uint256 amount) {
        require(msg.sender == address(_pool), InvalidSender(msg.sender, address(_pool)));
        amount = _uncollected.amount;
        _uncollected.amount = 0;
        ++_uncollected.collections;
    }

    /// @inheritdoc ICreditHook
    function pool() external view returns (address) {
        return address(_pool);
    }

    /// @inheritdoc ICreditAssets
    /// @dev Not guarded: the pool asks in the middle of a repayment, when the sums already agree.
    function realAssets() external view returns (uint256) {
        uint256 bpsSeconds = uint256(_accrual.rate) * block.timestamp - _accrual.offset;
        uint256 interest = _totals.interestScaled + (bpsSeconds * CreditMath.SCALE) / CreditMath.BPS_YEAR;
        uint256 impairment = Math.ceilDiv(_impaired.latePrincipal * LATE_IMPAIRMENT_BPS, Bps.ONE);
        return _totals.principal - _impaired.defaultedPrincipal - impairment + interest / CreditMath.SCALE;
    }

    /// @inheritdoc ICreditAssets
    function uncollected() external view returns (uint256) {
        return _uncollected.amount;
    }

    /// @inheritdoc ICreditLine
    function debtOf(bytes32 id) external view returns (uint256) {
        return CreditMath.debtUp(_lineNow(id));
    }

    /// @inheritdoc ICreditLine
    function dueOf(bytes32 id) external view returns (uint256 amount, uint40 dueAt) {
        Credit memory line = _lineNow(id);
        return (CreditMath.dueAmount(line, _paid[id], block.timestamp), line.dueAt);
    }

    /// @inheritdoc ICreditLine
    function borrowingBase(bytes32 id) external view returns (uint256) {
        return _baseOf(id, _lines[id]);
    }

    /// @inheritdoc ICreditLine
    function creditOf(bytes32 id) external view returns (Credit memory) {
        return _lines[id];
    }

    /// @inheritdoc ICreditLine
    function paidOf(bytes32 id) external view returns (uint96) {
        return _paid[id];
    }

    /// @inheritdoc ICreditLine
    function totals() external view returns (uint256 principal, uint256 latePrincipal, uint256 defaultedPrincipal) {
        return (_totals.principal, _impaired.latePrincipal, _impaired.defaultedPrincipal);
    }

    /// @dev The line accrued to now, and what it added to the sums as stored.
    function _load(bytes32 id) internal view returns (Credit memory line, Share memory was) {
        line = _lines[id];
        require(line.status != CreditStatus.None, LineNotActive(id, line.status));
        was = _shareOf(line);
        CreditMath.accrue(line, block.timestamp);
    }

    function _lineNow(bytes32 id) internal view returns (Credit memory line) {
        line = _lines[id];
        CreditMath.accrue(line, block.timestamp);
    }

    /// @dev The slot of the terms costs next to nothing while they stay.
    function _store(bytes32 id, Credit memory line, Share memory was) internal {
        _lines[id] = line;
        _exchange(was, _shareOf(line));
    }

    /// @dev No cast cuts anything: principal is below 2^96 by the ceiling, rates are below 2^14, time below 2^34.
    function _exchange(Share memory was, Share memory becomes) private {
        Totals memory sums = _totals;
        _totals = Totals(
            uint96(sums.principal + becomes.principal - was.principal),
            uint160(sums.interestScaled + becomes.interestScaled - was.interestScaled)
        );
        Accrual memory accrual = _accrual;
        _accrual = Accrual(
            uint112(accrual.rate + becomes.rate - was.rate),
            uint144(accrual.offset + becomes.offset - was.offset)
        );
        if (was.latePrincipal == becomes.latePrincipal && was.defaultedPrincipal == becomes.defaultedPrincipal) return;
        Impaired memory impaired = _impaired;
        _impaired = Impaired(
            uint96(impaired.latePrincipal + becomes.latePrincipal - was.latePrincipal),
            uint96(impaired.defaultedPrincipal + becomes.defaultedPrincipal - was.defaultedPrincipal)
        );
    }

    /// @dev The sums use the late rate from the first accrual after lateFrom on: they lag, but never exceed the debts.
    function _shareOf(Credit memory line) internal pure returns (Share memory share) {
        uint256 principal = line.principal;
        share.principal = principal;
        if (CreditMath.isPerforming(line.status)) {
            share.interestScaled = line.interestScaled;
            if (principal == 0) return share;
            if (line.status == CreditStatus.Late) share.latePrincipal = principal;
            bool isLate = line.lastAccrual >= CreditMath.lateFrom(line);
            share.rate = principal * (isLate ? line.lateAprBps : line.aprBps);
            share.offset = share.rate * line.lastAccrual;
        } else {
            share.defaultedPrincipal = principal;
        }
    }

    function _moveTo(bytes32 id, Credit memory line, CreditStatus to) internal {
        CreditStatus from = line.status;
        require(CreditMath.canMove(from, to), StatusChangeNotAllowed(id, from, to));
        line.status = to;
        emit CreditStatusChanged(id, from, to);
    }

    /// @dev A debt begins: its schedule and its lien.
    function _beginDebt(bytes32 id, Credit memory line) internal {
        line.dueAt = CreditMath.firstDue(line, block.timestamp);
        emit CreditDueChanged(id, line.dueAt, 0);
    }

    /// @dev `amount` units were paid or given up; the debt is already reduced.
    function _advanceSchedule(bytes32 id, Credit memory line, uint256 amount) internal {
        uint40 dueAt = line.dueAt;
        if (line.principal == 0 && line.interestScaled == 0) {
            line.dueAt = 0;
            if (line.minPayment != 0) _paid[id] = 0;
        } else {
            if (line.minPayment == 0) return;
            uint256 paid = _paid[id];
            uint96 left = CreditMath.moveDue(line, paid + amount, block.timestamp);
            if (left != paid) _paid[id] = left;
            else if (line.dueAt == dueAt) return;
        }
        emit CreditDueChanged(id, line.dueAt, _paid[id]);
    }

    function _restartSchedule(bytes32 id, Credit memory line) internal {
        _paid[id] = 0;
        _beginDebt(id, line);
    }

    /// @dev The lien that an account with or without debt has (C11).
    function _lienBps(Credit memory line) internal pure returns (uint16) {
        if (line.principal == 0 && line.interestScaled == 0) return 0;
        return line.holdbackBps == 0 ? 1 : line.holdbackBps;
    }

    /// @dev Another credit line may have the lien by now; then it stays, so that nobody's last repayment fails.
    function _updateLien(bytes32 id, Credit memory line) internal {
        (address creditLine, ) = ISettlementCredit(settlement).lienOf(_borrowerOf(id), asset);
        if (creditLine == address(this)) _setLien(id, line);
    }

    function _setLien(bytes32 id, Credit memory line) internal {
        ISettlementCredit(settlement).setLien(_borrowerOf(id), asset, _lienBps(line));
    }

    function _addUncollected(uint256 amount) internal {
        _uncollected.amount += amount.toUint128();
    }

    /// @dev What may be owed against the pledges; the limit for a line that needs none.
    function _baseOf(bytes32 id, Credit memory line) internal view returns (uint256) {
        if (line.advanceRateBps == 0) return line.limit;
        return Bps.shareDown(IPledgeBook(pledgeBook).pledgesOf(id).amount, line.advanceRateBps);
    }

    function _requireBorrower(bytes32 id) internal view {
        require(msg.sender == _borrowerOf(id), InvalidSender(msg.sender, _borrowerOf(id)));
    }

    function _requirePerforming(bytes32 id, CreditStatus status) internal pure {
        require(CreditMath.isPerforming(status), LineNotActive(id, status));
    }

    function _borrowerOf(bytes32 id) internal pure returns (address) {
        return address(uint160(uint256(id)));
    }
}
