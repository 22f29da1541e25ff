// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LedgerTotals, Position, Solvency} from "../types/Proof.sol";

/// @notice Shows for any token that escrows, Settlement and vaults have what they owe.
interface ISolvencyLens {
    /// @notice A contract has less than it owes.
    error Insolvent(address token, address holder, uint256 have, uint256 want);
    /// @notice A contract, or the token, could not be read.
    error Unreadable(address token, address holder);
    /// @notice Nothing is deployed at the address.
    error NotAContract(address given);

    /// @notice What the suite has and owes per token, in the order given.
    /// @dev Never reverts because of a token or contract: what cannot be read counts as nothing and is marked.
    function solvency(address[] calldata tokens) external view returns (Solvency[] memory);

    /// @notice Reverts unless every contract has what it owes in every token, and could be read.
    function assertSolvent(address[] calldata tokens) external view;

    /// @notice Each escrow, Settlement, and each vault of the token, by itself.
    function positions(address token) external view returns (Position[] memory);

    /// @notice What belongs to payers and to accounts in a token.
    /// @dev Reverts when it cannot be read.
    function ledgerTotals(address token) external view returns (LedgerTotals memory);
}
