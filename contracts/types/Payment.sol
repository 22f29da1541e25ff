// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The terms of one payment, fixed when the payer signs or pre-approves them.
/// @dev The field order is part of the payment id: see PaymentHash.
struct PaymentInfo {
    /// The only account that may authorize, charge, capture, void and refund.
    address operator;
    /// Whose money is collected, and to whom it returns.
    address payer;
    /// The Settlement account that captures are credited to.
    address receiver;
    /// The ERC-20 token of every amount below.
    address token;
    /// Upper limit of what may be collected, in token units.
    uint120 maxAmount;
    /// Collection is possible while now < preApprovalExpiry.
    uint48 preApprovalExpiry;
    /// Capture is possible while now < authorizationExpiry, reclaim from then on.
    uint48 authorizationExpiry;
    /// Refund is possible while now < refundExpiry.
    uint48 refundExpiry;
    /// Lowest fee the operator must take, in 1/10,000.
    uint16 minFeeBps;
    /// Highest fee the operator may take, in 1/10,000.
    uint16 maxFeeBps;
    /// The only fee receiver when set; zero leaves the choice to the operator.
    address feeReceiver;
    /// Makes two otherwise equal payments distinct.
    uint256 salt;
}

/// @notice How the hold of a payment stands, or how its last unit left.
enum PaymentStatus {
    None,
    Authorized,
    Captured,
    Voided,
    Reclaimed
}

/// @notice What the escrow stores of a payment, in one slot.
struct PaymentState {
    /// Units held that may still be captured, voided or reclaimed.
    uint120 capturable;
    /// Units captured that were not refunded.
    uint120 refundable;
    PaymentStatus status;
}

/// @notice What the escrow holds of one token, in one slot.
struct TokenTotals {
    /// Units that belong to payers: every hold and every claim.
    uint128 held;
    /// Units captured and not yet sent to Settlement.
    uint128 owed;
}

/// @notice One item of captureBatch.
struct Capture {
    PaymentInfo info;
    /// Units to capture.
    uint120 amount;
    /// Fee in 1/10,000 of amount.
    uint16 feeBps;
    /// Settlement account of the fee.
    address feeReceiver;
    /// The item is skipped unless exactly this much is capturable, which makes a repeated batch harmless.
    uint120 expectedCapturable;
}

/// @notice One item of refundBatch.
struct Refund {
    PaymentInfo info;
    /// Units to return to the payer.
    uint120 amount;
    /// Source of the money: zero is the receiver's Settlement balance, else a refund collector.
    address tokenCollector;
    /// The item is skipped unless exactly this much is refundable.
    uint120 expectedRefundable;
    /// What the collector needs: abi.encode(uint8 method, bytes payload).
    bytes collectorData;
}
