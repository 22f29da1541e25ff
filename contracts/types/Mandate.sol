// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a payer lets an agent spend, fixed when the payer approves or signs it.
/// @dev The field order is part of the mandate id: see MandateHash.
struct Mandate {
    /// Whose money is spent.
    address payer;
    /// The only operator of payments under the mandate.
    address operator;
    /// The ERC-20 token of every amount.
    address token;
    MandateTerms terms;
}

/// @notice Who may spend how much of it, when and for whom. The rest of a mandate stands in each payment's own terms.
struct MandateTerms {
    /// Who consents to each payment: by signature, or by being its operator.
    address agent;
    /// Most units of one payment.
    uint112 perPayment;
    /// Most units of all payments of one period.
    uint112 perPeriod;
    /// Most units of all payments ever.
    uint112 total;
    /// Length of a period; the first one begins at start.
    uint48 periodSeconds;
    /// Payments are possible while start <= now < end.
    uint48 start;
    uint48 end;
    /// A payment's authorization may expire at most this long after it was collected.
    uint48 maxHoldSeconds;
    /// Highest fee that the terms of a payment may allow, in 1/10,000.
    uint16 maxFeeBps;
    /// OpenZeppelin Merkle root of the receivers that may be paid; zero is everyone.
    bytes32 merchantRoot;
    /// Makes two otherwise equal mandates distinct.
    uint256 salt;
}

/// @notice Whether a mandate may be used. It never leaves Revoked.
enum MandateStatus {
    None,
    Active,
    Revoked
}

/// @notice What is stored of a mandate, in one slot.
struct MandateState {
    /// Units spent in the period of the last payment.
    uint112 spentInPeriod;
    /// Units spent ever.
    uint112 spentTotal;
    /// Number of the period of the last payment, counted from zero.
    uint24 period;
    MandateStatus status;
}

/// @notice How a mandate stands now.
struct MandateUsage {
    MandateStatus status;
    /// The present period, cut at the mandate's end; the first one before the mandate begins.
    uint48 periodStart;
    uint48 periodEnd;
    /// Units spent in that period.
    uint112 spentInPeriod;
    /// Units spent ever.
    uint112 spentTotal;
}

/// @notice What a payment may not exceed.
enum MandateLimit {
    PerPayment,
    PerPeriod,
    Total,
    FeeBps,
    AuthorizationExpiry
}
