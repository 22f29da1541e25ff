// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Capture, PaymentInfo, PaymentStatus, Refund} from "../types/Payment.sol";
import {IGated} from "./IGated.sol";
import {ISharedErrors} from "./ISharedErrors.sol";

/// @notice Holds payers' money under terms the payer signed.
/// Struct, id recipe, verbs and events of a single payment have the ABI of Base's AuthCaptureEscrow.
interface IPaymentEscrow is IGated, ISharedErrors {
    /// @notice Money was collected and moved to Settlement at once. The new state: all of it refundable.
    event PaymentCharged(
        bytes32 indexed paymentInfoHash,
        PaymentInfo paymentInfo,
        uint256 amount,
        address tokenCollector,
        uint16 feeBps,
        address feeReceiver
    );
    /// @notice Money was collected and is held. The new state: all of it capturable.
    event PaymentAuthorized(
        bytes32 indexed paymentInfoHash,
        PaymentInfo paymentInfo,
        uint256 amount,
        address tokenCollector
    );
    /// @notice Part of a hold became the receiver's, less the fee; the new state follows.
    event PaymentCaptured(bytes32 indexed paymentInfoHash, uint256 amount, uint16 feeBps, address feeReceiver);
    /// @notice The operator returned part of a hold or all of it; the new state follows.
    event PaymentVoided(bytes32 indexed paymentInfoHash, uint256 amount);
    /// @notice The rest of a hold returned to the payer after expiry; the new state follows.
    event PaymentReclaimed(bytes32 indexed paymentInfoHash, uint256 amount);
    /// @notice Captured money returned to the payer; the new state follows.
    event PaymentRefunded(bytes32 indexed paymentInfoHash, uint256 amount, address tokenCollector);
    /// @notice The state of a payment after the change named by the event before it.
    event PaymentStateUpdated(bytes32 indexed id, uint120 capturable, uint120 refundable, PaymentStatus status);
    /// @notice An item of captureBatch was left out; the first four bytes of `reason` are the selector of the error.
    event CaptureSkipped(bytes32 indexed id, bytes32 reason);
    /// @notice An item of refundBatch was left out; the first four bytes of `reason` are the selector of the error.
    event RefundSkipped(bytes32 indexed id, bytes32 reason);
    /// @notice A payer could not be paid and may claim; `claimable` is its whole claim.
    event ClaimRecorded(
        address indexed payer,
        address indexed token,
        bytes32 indexed id,
        uint256 amount,
        uint256 claimable
    );
    /// @notice A payer took its whole claim.
    event Claimed(address indexed payer, address indexed token, uint256 amount);
    /// @notice Everything owed in a token went to Settlement.
    event Released(address indexed token, uint256 amount);
    /// @notice A collector may, or may no longer, be used.
    event CollectorSet(address indexed collector, bool allowed);

    /// @notice The amount is above what the payer signed.
    error ExceedsMaxAmount(uint256 amount, uint256 maxAmount);
    /// @notice Too late to collect.
    error AfterPreApprovalExpiry(uint48 timestamp, uint48 expiry);
    /// @notice Too late to capture.
    error AfterAuthorizationExpiry(uint48 timestamp, uint48 expiry);
    /// @notice Too early to reclaim.
    error BeforeAuthorizationExpiry(uint48 timestamp, uint48 expiry);
    /// @notice Too late to refund.
    error AfterRefundExpiry(uint48 timestamp, uint48 expiry);
    /// @notice The expiries of the terms are out of order.
    error InvalidExpiries(uint48 preApproval, uint48 authorization, uint48 refund);
    /// @notice A fee above 10,000.
    error FeeBpsOverflow(uint16 feeBps);
    /// @notice The lowest fee is above the highest.
    error InvalidFeeBpsRange(uint16 minFeeBps, uint16 maxFeeBps);
    /// @notice The fee is outside what the payer signed.
    error FeeBpsOutOfRange(uint16 feeBps, uint16 minFeeBps, uint16 maxFeeBps);
    /// @notice A fee without a receiver.
    error ZeroFeeReceiver();
    /// @notice Another fee receiver than the payer signed.
    error InvalidFeeReceiver(address attempted, address expected);
    /// @notice The payment was collected before; a payment is collected once.
    error PaymentAlreadyCollected(bytes32 id);
    /// @notice Nothing of the payment is held.
    error ZeroAuthorization(bytes32 id);
    /// @notice Less is held than asked for.
    error InsufficientAuthorization(bytes32 id, uint256 have, uint256 want);
    /// @notice Less was captured and not refunded than asked for.
    error RefundExceedsCapture(uint256 refund, uint256 captured);
    /// @notice The state is not the one the batch item was made for.
    error StateMismatch(bytes32 id, uint256 have, uint256 want);
    /// @notice The collector is not allowed for this direction.
    error CollectorNotAllowed(address collector);
    /// @notice Item i has a lower token address than the one before it.
    error UnsortedBatch(uint256 i);
    /// @notice Nothing to claim.
    error NothingToClaim(address payer, address token);

    /// @notice Collects `amount` units from the payer and holds them.
    /// @dev The operator, while now < preApprovalExpiry, once per payment. Emits PaymentAuthorized.
    /// @param amount 1 to info.maxAmount, in token units
    /// @param tokenCollector an allowed collector of type Payment
    /// @param collectorData abi.encode(uint8 method, bytes payload)
    function authorize(
        PaymentInfo calldata info,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData
    ) external;

    /// @notice Collects `amount` units and captures them in the same call.
    /// @dev The operator, while now < preApprovalExpiry, once per payment. Emits PaymentCharged.
    /// @param feeBps within the signed range; the fee is rounded down
    function charge(
        PaymentInfo calldata info,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData,
        uint16 feeBps,
        address feeReceiver
    ) external;

    /// @notice Credits `amount` units of the hold, less the fee, to info.receiver in Settlement. No token moves.
    /// @dev The operator, while now < authorizationExpiry, repeatable. Emits PaymentCaptured, PaymentStateUpdated.
    /// @param feeBps within the signed range; the fee is rounded down, in the receiver's favour
    function capture(PaymentInfo calldata info, uint256 amount, uint16 feeBps, address feeReceiver) external;

    /// @notice Captures many payments of one operator; an item that cannot be captured is skipped.
    /// @dev The operator of every item; items in ascending order of token. Emits the events of capture, or
    /// CaptureSkipped, per item; neighbouring credits of one account are booked together.
    function captureBatch(Capture[] calldata captures) external;

    /// @notice Returns the rest of the hold to the payer.
    /// @dev The operator, at any time. Emits PaymentVoided, PaymentStateUpdated; ClaimRecorded when the token
    /// refuses to pay the payer.
    function void(PaymentInfo calldata info) external;

    /// @notice Returns `amount` units of the hold to the payer.
    /// @dev As void.
    function voidPartial(PaymentInfo calldata info, uint256 amount) external;

    /// @notice Returns the rest of the hold to the payer once the authorization expired.
    /// @dev Anyone, from authorizationExpiry on; the money goes to the payer only. Emits PaymentReclaimed,
    /// PaymentStateUpdated; ClaimRecorded when the token refuses to pay the payer.
    function reclaim(PaymentInfo calldata info) external;

    /// @notice Returns `amount` units of captured money to the payer.
    /// @dev The operator, while now < refundExpiry. Emits PaymentRefunded, PaymentStateUpdated.
    /// @param tokenCollector zero: from the receiver's available Settlement balance; else a collector of type
    /// Refund, which takes it from the operator
    function refund(
        PaymentInfo calldata info,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData
    ) external;

    /// @notice Refunds many payments of one operator; an item that cannot be refunded is skipped.
    /// @dev The operator of every item; items in ascending order of token. Emits the events of refund, or
    /// RefundSkipped, per item.
    function refundBatch(Refund[] calldata refunds) external;

    /// @notice Pays the caller everything it may claim in a token.
    /// @dev A payer whom the token refused at void or reclaim. Emits Claimed.
    function claim(address token) external;

    /// @notice Sends Settlement everything owed in a token.
    /// @dev Settlement. Emits Released unless nothing is owed.
    function release(address token) external;

    /// @notice Allows a collector, for the direction it names.
    /// @dev ADMIN, delayed. Emits CollectorSet.
    function addCollector(address collector) external;

    /// @notice Forbids a collector.
    /// @dev SENTINEL, instant. Emits CollectorSet.
    function removeCollector(address collector) external;

    /// @notice The id of a payment: chain, this escrow and every term are in it.
    function getHash(PaymentInfo calldata info) external view returns (bytes32);

    /// @notice Whether the payment was collected, what may be captured and what may be refunded.
    function paymentState(
        bytes32 id
    ) external view returns (bool hasCollectedPayment, uint120 capturableAmount, uint120 refundableAmount);

    /// @notice How the hold of a payment stands.
    function statusOf(bytes32 id) external view returns (PaymentStatus);

    /// @notice What belongs to payers and what is owed to Settlement, in token units.
    function totals(address token) external view returns (uint128 held, uint128 owed);

    /// @notice What a payer may claim because the token refused to pay it.
    function claimable(address payer, address token) external view returns (uint256);

    /// @notice Whether a collector may be used for its direction.
    function isCollectorAllowed(address collector) external view returns (bool);

    /// @notice The contract that captured money belongs to.
    function settlement() external view returns (address);
}
