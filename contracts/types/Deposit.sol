// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a deposit address stands for; the address follows from these three.
struct Deposit {
    /// The Settlement account that is credited.
    address account;
    /// The deposit's reference: of an invoice, an order, a customer.
    bytes32 ref;
    /// Where money returns to that is not credited.
    address refundTo;
}

/// @notice One swept deposit, as the factory reports it.
struct DepositCredit {
    address account;
    /// Of the deposit address.
    bytes32 ref;
    /// Units that Settlement received; an item with 0 is ignored.
    uint256 amount;
    /// Whether the gate's verdict was Quarantine.
    bool quarantined;
}
