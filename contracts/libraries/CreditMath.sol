// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Credit, CreditStatus} from "../types/Credit.sol";

/// @notice Interest, due dates and status changes of a line, without storage.
/// @dev Interest is simple: principal * 1e9 * bps * seconds / (1e4 * 365 days), in 1e-9 units, so that accruing often
/// costs a borrower less than 1e-9 unit each time, whatever the token's decimals.
library CreditMath {
    uint256 internal constant SCALE = 1e9;
    /// @dev Bps-seconds in which a principal doubles.
    uint256 internal constant BPS_YEAR = 10_000 * 365 days;
    /// @dev At MAX_APR_BPS the interest of this principal fills its 128 bits after 270 years.
    uint256 internal constant MAX_LIMIT = 2 ** 90 - 1;
    uint256 internal constant MAX_APR_BPS = 10_000;

    /// @notice Whether a line may go from one status to another. Only None leads to Active, by accepted terms.
    function canMove(CreditStatus from, CreditStatus to) internal pure returns (bool) {
        if (to == CreditStatus.Active) return from == CreditStatus.None;
        if (to == CreditStatus.Frozen) return from == CreditStatus.Active;
        if (to == CreditStatus.Late) return from == CreditStatus.Active || from == CreditStatus.Frozen;
        if (to == CreditStatus.Defaulted) return isPerforming(from);
        if (to == CreditStatus.WrittenOff) return from == CreditStatus.Defaulted;
        return to == CreditStatus.Closed && from != CreditStatus.None && from != CreditStatus.Closed;
    }

    /// @notice Whether the lenders still count the debt.
    function isPerforming(CreditStatus status) internal pure returns (bool) {
        return status == CreditStatus.Active || status == CreditStatus.Frozen || status == CreditStatus.Late;
    }

    /// @notice The second from which the line is late while it owes.
    function lateFrom(Credit memory line) internal pure returns (uint256) {
        return uint256(line.dueAt) + line.gracePeriod;
    }

    /// @notice Interest from lastAccrual to `to`, in 1e-9 units, rounded up for the lenders.
    /// @dev The late rate runs by time alone, so that nobody gains by accruing or marking early or late (C5).
    function interestUntil(Credit memory line, uint256 to) internal pure returns (uint256) {
        uint256 from = line.lastAccrual;
        if (line.principal == 0 || to <= from) return 0;
        uint256 boundary = Math.min(Math.max(lateFrom(line), from), to);
        uint256 bpsSeconds = (boundary - from) * line.aprBps + (to - boundary) * line.lateAprBps;
        return Math.ceilDiv(uint256(line.principal) * SCALE * bpsSeconds, BPS_YEAR);
    }

    /// @notice Accrues up to `to`. Interest stops at the end of its 128 bits rather than refuse a repayment.
    function accrue(Credit memory line, uint256 to) internal pure {
        uint256 interest = line.interestScaled + interestUntil(line, to);
        line.interestScaled = uint128(Math.min(interest, type(uint128).max));
        line.lastAccrual = uint40(to);
    }

    /// @notice Accrued interest in units, rounded up for the lenders.
    function interestUp(Credit memory line) internal pure returns (uint256) {
        return Math.ceilDiv(line.interestScaled, SCALE);
    }

    /// @notice Principal and accrued interest in units, rounded up for the lenders.
    function debtUp(Credit memory line) internal pure returns (uint256) {
        return line.principal + interestUp(line);
    }

    /// @notice Takes `amount` units off the debt, interest first.
    /// @dev amount <= debtUp. The rest of a unit that interest was rounded up by stays with the lenders.
    function reduce(
        Credit memory line,
        uint256 amount
    ) internal pure returns (uint256 interestPaid, uint256 principalPaid) {
        interestPaid = Math.min(amount, interestUp(line));
        principalPaid = amount - interestPaid;
        line.interestScaled = uint128(Math.saturatingSub(line.interestScaled, interestPaid * SCALE));
        line.principal -= uint128(principalPaid);
    }

    /// @notice The first due date of a debt that begins at `start`.
    function firstDue(Credit memory line, uint256 start) internal pure returns (uint40) {
        return line.period == 0 ? line.maturity : uint40(Math.min(start + line.period, line.maturity));
    }

    /// @notice Moves the due date by the periods that `paid` covers: the overdue ones and the current one, none ahead.
    /// @param paid units paid since the due date last moved, this payment included
    /// @return left what counts toward the next due date
    function moveDue(Credit memory line, uint256 paid, uint256 time) internal pure returns (uint96 left) {
        uint256 horizon = time + line.period;
        if (line.dueAt >= line.maturity || line.dueAt >= horizon) return 0;
        uint256 open = Math.ceilDiv(horizon - line.dueAt, line.period);
        uint256 covered = Math.min(open, paid / line.minPayment);
        line.dueAt = uint40(Math.min(line.dueAt + covered * line.period, line.maturity));
        if (covered == open || line.dueAt == line.maturity) return 0;
        return uint96(paid - covered * line.minPayment);
    }

    /// @notice Units due: every missed payment, or the next one; everything from maturity on.
    function dueAmount(Credit memory line, uint256 paid, uint256 time) internal pure returns (uint256) {
        uint256 debt = debtUp(line);
        if (debt == 0 || line.dueAt >= line.maturity || time >= line.maturity) return debt;
        uint256 payments = time < line.dueAt ? 1 : (time - line.dueAt) / line.period + 1;
        return Math.min(debt, payments * line.minPayment - paid);
    }
}
