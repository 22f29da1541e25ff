// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a line stands. Only accepted terms lead to Active; see CreditMath.canMove.
enum CreditStatus {
    None,
    Active,
    /// No draws; set by SENTINEL.
    Frozen,
    /// A due date passed with its grace; no draws until the line is closed and another is opened.
    Late,
    /// The lenders' loss is booked; the debt stands.
    Defaulted,
    /// The debt is given up; what comes in later is a recovery.
    WrittenOff,
    Closed
}

/// @notice One line, in three slots.
struct Credit {
    /// Units drawn and not repaid.
    uint128 principal;
    /// Accrued interest in 1e-9 units, as of lastAccrual.
    uint128 interestScaled;
    /// The debt after a draw is at most this, in units.
    uint128 limit;
    /// Interest is accrued up to this second.
    uint40 lastAccrual;
    /// The earliest due date that is not paid; zero without debt.
    uint40 dueAt;
    /// The whole debt is due.
    uint40 maturity;
    CreditStatus status;
    /// Simple interest per 365 days, in 1/10,000.
    uint16 aprBps;
    /// The same from dueAt + gracePeriod on.
    uint16 lateAprBps;
    /// Part of each net capture that repays, in 1/10,000.
    uint16 holdbackBps;
    /// Part of a pledged hold that may be drawn, in 1/10,000; zero: the line needs no pledges.
    uint16 advanceRateBps;
    /// Part of each draw that is a fee, in 1/10,000.
    uint16 originationBps;
    /// Seconds after dueAt before the line is late.
    uint32 gracePeriod;
    /// Seconds between due dates; zero: everything is due at maturity.
    uint32 period;
    /// Units due per period.
    uint96 minPayment;
    /// How often the terms changed; signed terms for an amendment carry the next number.
    uint16 amendments;
}

/// @notice What an underwriter signs and the borrower accepts.
struct CreditTerms {
    /// The line to amend; zero opens one.
    bytes32 line;
    /// The Settlement account that draws, owes and repays from its captures.
    address borrower;
    /// See Credit; at most CreditMath.MAX_LIMIT.
    uint128 limit;
    uint16 aprBps;
    uint16 lateAprBps;
    uint16 holdbackBps;
    uint16 advanceRateBps;
    uint16 originationBps;
    uint32 gracePeriod;
    uint32 period;
    uint96 minPayment;
    uint40 maturity;
    /// The terms may be accepted while now < expiry.
    uint40 expiry;
    /// Makes two otherwise equal terms distinct; of an amendment: its number.
    uint64 nonce;
    /// What kind of statement the attestation commits to.
    bytes32 schemaId;
    /// Commitment to the borrower's figures, which never come on chain.
    bytes32 attestation;
}

struct UnderwriterSignature {
    address underwriter;
    /// EIP-712 over CreditTerms; ERC-1271 for contracts.
    bytes signature;
}

/// @notice A live hold of the escrow that secures a line, in two slots.
struct Pledge {
    address payer;
    /// The upper 96 bits of the line's id; the lower 160 are the receiver of the payment.
    uint96 lineTag;
    /// Units of the hold that count.
    uint112 amount;
    /// Units drawn against it; its captures pay them first.
    uint96 advance;
    /// The hold can be captured while now < expiry.
    uint48 expiry;
}

/// @notice The pledges of one line, in one slot.
struct PledgeTotals {
    /// Sum of the amounts.
    uint128 amount;
    /// Sum of the advances.
    uint128 advanced;
}

/// @notice What lenders and first-loss reserve lost by a default and did not recover, in one slot.
struct Loss {
    uint128 pool;
    uint128 reserve;
}

/// @notice Ceilings over all lines, in two slots.
struct CreditLimits {
    /// Sum of principal, in units; below 2^96.
    uint128 globalPrincipal;
    /// Debt of one borrower after a draw, in units.
    uint128 borrowerDebt;
    /// Limit that signed terms may carry, in units.
    uint128 lineLimit;
    /// Terms with a higher limit need two underwriters.
    uint128 secondSignatureAbove;
}
