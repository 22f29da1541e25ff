// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The verbs the compliance gate is asked about.
enum Verb {
    Authorize,
    Charge,
    Deposit,
    Payout,
    Sweep,
    Earn,
    VaultDeposit,
    Draw
}

/// @notice The gate's answer.
enum Verdict {
    Clear,
    Quarantine,
    Block
}

/// @notice What COMPLIANCE decided about one account, in one slot.
struct AccountRule {
    /// Verbs that are blocked while the flag counts: bit n is the Verb with value n.
    uint16 blockedVerbs;
    /// Verbs that are quarantined while the flag counts.
    uint16 quarantinedVerbs;
    /// The flag counts while now < flagExpiry.
    uint48 flagExpiry;
    /// The oracles are not asked while now < overrideUntil.
    uint48 overrideUntil;
}
