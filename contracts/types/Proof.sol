// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What one contract of the suite has and owes in a token.
struct Position {
    /// An escrow, Settlement or a vault.
    address holder;
    /// Units it holds, has in external positions and is owed by the escrows.
    uint256 have;
    /// Units it owes.
    uint256 owe;
    /// Whether all of it could be read.
    bool isKnown;
}

/// @notice What the suite has and owes in a token; what one contract owes another stands on both sides.
struct Solvency {
    uint256 balance;
    uint256 liabilities;
    /// Whether all of it could be read.
    bool isKnown;
}

/// @notice What the off-chain ledger has to agree with, in one slot per token.
struct LedgerTotals {
    /// Units that belong to payers, in all escrows.
    uint128 held;
    /// Units that Settlement owes its accounts.
    uint128 balances;
}

/// @notice When the totals of an epoch were taken, and of which tokens.
struct Snapshot {
    uint64 blockNumber;
    bool isAnchored;
    /// keccak256 of the abi-encoded list.
    bytes32 tokensHash;
}
