// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What Settlement owes one account in one token, in one slot: read and written at once by Ledger.
struct Balance {
    /// Lower 128 bits: units the owner may withdraw now. Upper 128 bits: units of the account that wait, which are its
    /// rolling reserves, pending liens and what is in quarantine.
    uint256 packed;
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
    /// Bit 0: managed, so that MANAGER may set recipients, the payout address and the split.
    uint8 flags;
    /// Part of each swept deposit that goes to the treasury, in 1/10,000.
    uint16 depositFeeBps;
}

/// @notice Who is paid first from the captures of an account in one token, in one slot.
struct Lien {
    /// The contract that is asked how much; kept when the lien ends.
    address creditLine;
    /// 1 to 10,000 while there is debt; 0: nobody is asked.
    uint16 bps;
}

/// @notice Captured money whose credit line could not be asked; part of the account's reserved balance.
struct PendingLien {
    address account;
    address token;
    /// Units after the fee.
    uint128 net;
}

/// @notice How an account divides money among others.
struct Split {
    /// 1 to 50, in the order they are credited.
    SplitShare[] shares;
}

/// @notice One part of a split.
struct SplitShare {
    /// Account that is credited.
    address recipient;
    /// In 1/10,000; all shares of a split sum to 10,000.
    uint16 bps;
}

/// @notice The split an account chose, by its hash.
struct SplitSetting {
    /// keccak256(abi.encode(split)); zero is none.
    bytes32 splitHash;
    /// It counts from this second on.
    uint40 effectiveAt;
}

/// @notice An account's wish to earn with what it does not need at once, in one slot.
struct EarnSetting {
    /// The vault the wish was given for, which holds all shares of the account; zero is no wish.
    address vault;
    /// Part of available and earning money together that stays available, in 1/10,000; 10,000 stops earning.
    uint16 bufferBps;
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
    RetiredEscrow,
    /// Credits swept deposits.
    Factory,
    /// Credits draws and holds liens.
    CreditLine,
    /// A credit line that may credit nothing new, but still collects what its borrowers owe.
    RetiredCreditLine
}

/// @notice Why a balance changed.
enum BalanceKind {
    Capture,
    Fee,
    Deposit,
    Withdrawal,
    Payout,
    Refund,
    ReserveRelease,
    /// A swept deposit.
    Sweep,
    /// What a credit line took from a capture, on the account of its pool.
    Lien,
    /// A pending lien was settled; delta is what the credit line took.
    LienRelease,
    /// Drawn credit.
    Draw,
    /// Credit paid back from a balance: less for the borrower, more for the pool.
    Repayment,
    Quarantine,
    QuarantineRelease,
    /// Less for who divides.
    SplitSent,
    /// More for who receives a part.
    SplitReceived,
    /// Into the earn vault.
    Earn,
    /// Back from the earn vault.
    Unearn,
    /// Surplus that became the treasury's.
    Skim
}
