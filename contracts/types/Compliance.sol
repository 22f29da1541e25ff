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
