// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What every verb of a vault reads and writes, in one slot.
struct VaultState {
    /// Units the vault holds and counts; a donation is not in it.
    uint120 idle;
    /// Total assets after the last verb; what they grow by from then on owes the fee.
    uint120 lastTotalAssets;
    /// Total assets may be something else than idle.
    bool needsAccrual;
    /// The redemption queue or the payout buffer comes before a withdrawal.
    bool hasPriorClaims;
}

/// @notice What a vault has and how many shares divide it, as of now.
struct VaultTotals {
    /// Units that belong to the shares.
    uint256 assets;
    /// Shares, with those of the fee that are not minted yet.
    uint256 supply;
    /// Whether everything outside the vault could be read.
    bool isKnown;
}

/// @notice What stands between what a vault has and what its shares are worth, in one slot.
struct VaultAside {
    /// Units left when the last share was redeemed; the treasury's.
    uint120 surplus;
    /// Units lost that growth makes up for before it owes a fee.
    uint120 lossCarried;
}

/// @notice The performance fee, in one slot.
struct FeeTerms {
    /// Receives fee shares and surplus.
    address treasury;
    /// Part of the growth, in 1/10,000.
    uint16 feeBps;
}

/// @notice One place in the redemption queue.
struct RedeemRequest {
    address owner;
    /// Shares that wait; priced when they are filled.
    uint256 shares;
    /// Units that the owner may claim.
    uint256 claimable;
}

/// @notice What an external vault may hold and holds of ours, in one slot.
struct AdapterConfig {
    /// Highest allocation after `allocate`, in units.
    uint128 cap;
    /// Units put there and not taken back, with gains and losses that were booked.
    uint128 allocated;
}

/// @notice A gain that becomes the shareholders' evenly over time, and the payout buffer, in one slot.
struct GainStream {
    /// Units that were not theirs at `since`.
    uint120 locked;
    uint48 since;
    /// All of it is theirs from this second on.
    uint48 until;
    /// Part of total assets that stays idle for Settlement, in 1/10,000.
    uint16 bufferBps;
}

/// @notice What a contract is to a credit pool.
enum CreditLineStatus {
    None,
    /// May draw, and is counted.
    Active,
    /// Draws no more, and is counted until its debts are settled.
    Retired,
    /// Not counted any more; what it recovers is still taken.
    Removed
}
