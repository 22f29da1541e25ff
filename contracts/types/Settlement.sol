// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What Settlement owes one account in one token, in one slot.
struct Balance {
    /// Units the owner may withdraw now.
    uint128 available;
    /// Units of the account that wait for something, such as the end of their rolling reserve.
    uint128 reserved;
}

/// @notice Settings of one account, in one slot.
struct MerchantConfig {
    /// Where payouts may go; zero is the account itself.
    address payoutAddress;
    /// The payout address counts from this second on.
    uint40 payoutEffectiveAt;
    /// Part of each net capture that waits in reserve, in 1/10,000.
    uint16 reserveBps;
    /// How long it waits, in hours; it is released on the first UTC midnight after.
    uint16 reserveDelayHours;
    /// Bit 0: managed, so that MANAGER may set recipients and the payout address.
    uint8 flags;
}

/// @notice One item of payoutBatch.
struct Payout {
    /// Whose balance pays.
    address account;
    address token;
    /// The account's payout address or one of its recipients.
    address to;
    /// Units to send.
    uint256 amount;
}

/// @notice One capture as the escrow reports it in a batch.
struct CaptureCredit {
    /// Payment id.
    bytes32 id;
    /// The merchant's account; an item with gross 0 is ignored.
    address account;
    /// Account of the fee; read only when fee > 0.
    address feeReceiver;
    /// Units captured, fee included.
    uint128 gross;
    /// Units of gross that go to feeReceiver.
    uint128 fee;
}

/// @notice Who may credit accounts besides their depositors.
enum Creditor {
    None,
    Escrow,
    /// An escrow that was replaced: it may credit nothing, but what it owes can still be pulled.
    RetiredEscrow
}

/// @notice Why a balance changed.
enum BalanceKind {
    Capture,
    Fee,
    Deposit,
    Withdrawal,
    Payout,
    Refund,
    ReserveRelease
}
