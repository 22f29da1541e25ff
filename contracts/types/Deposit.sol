// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One deposit address and what to sweep from it.
struct Sweep {
    /// The Settlement account that is credited.
    address account;
    /// The deposit's reference: of an invoice, an order, a customer.
    bytes32 ref;
    /// Where money returns to that is not credited.
    address refundTo;
    /// ERC-20s; zero is the native coin.
    address[] tokens;
}
