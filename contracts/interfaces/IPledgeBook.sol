// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pledge, PledgeTotals} from "../types/Credit.sol";
import {PaymentInfo} from "../types/Payment.sol";

/// @notice The live holds that secure the lines of one credit line contract, and what was drawn against each.
interface IPledgeBook {
    /// @notice `amount` units of a hold secure a line, `advance` of them drawn against it.
    event Pledged(bytes32 indexed id, bytes32 indexed paymentId, uint112 amount, uint96 advance);
    /// @notice `amount` units of a hold secure the line no longer.
    event PledgeReleased(bytes32 indexed id, bytes32 indexed paymentId, uint112 amount);

    /// @notice The live pledges carry less.
    error BorrowingBaseShortfall(uint256 have, uint256 want);
    /// @notice Holds of this operator do not secure lines.
    error OperatorNotPledgeable(address operator);
    /// @notice The hold belongs to another receiver or token.
    error HoldMismatch(bytes32 paymentId);
    /// @notice Nothing of the payment is held.
    error HoldNotLive(bytes32 paymentId);
    /// @notice The hold ends too soon.
    error HoldExpiresTooSoon(uint256 expiry, uint256 earliest);
    /// @notice The hold secures another line that is not closed.
    error AlreadyPledged(bytes32 paymentId, bytes32 line);

    /// @notice Pledges live holds, or pledges them afresh, and spreads `amount` over them.
    /// @dev The credit line. An advance is at most advanceRate * live hold, rounded down; those on the holds of one
    /// payer together at most a fifth of the base. Emits Pledged per hold.
    /// @param principal of the line before the draw; advances above it were repaid otherwise and are freed
    /// @return base advanceRate * pledged, rounded down
    function pledge(
        bytes32 id,
        uint256 principal,
        uint16 advanceRateBps,
        PaymentInfo[] calldata infos,
        uint256 amount
    ) external returns (uint256 base);

    /// @notice Takes the advance of a captured hold off the book; the pledge ends with its advance.
    /// @dev The credit line. Emits PledgeReleased.
    /// @param net what was captured after the fee, in units
    /// @param highest what the borrower can pay of it
    /// @return paid of the advance
    /// @return pledged sum of the line before
    function payAdvance(
        bytes32 id,
        bytes32 paymentId,
        uint256 net,
        uint256 highest
    ) external returns (uint256 paid, uint256 pledged);

    /// @notice Lowers pledges to what their holds still have.
    /// @dev Anyone. Never raises one. Emits PledgeReleased.
    function syncPledges(bytes32 id, bytes32[] calldata paymentIds) external;

    /// @notice The pledge of a payment; zeros when it has none.
    function pledgeOf(bytes32 paymentId) external view returns (Pledge memory);

    /// @notice The sums over a line's pledges.
    function pledgesOf(bytes32 id) external view returns (PledgeTotals memory);

    /// @notice Units a line drew against the holds of one payer.
    function advancedBy(bytes32 id, address payer) external view returns (uint256);
}
