// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a credit line does to the pool that funds it.
interface ICreditPool {
    /// @notice Sends idle assets of the pool to `to` for a draw.
    /// @dev The credit line only; refused beyond what is idle and not promised to the redemption queue.
    function fundDraw(uint256 amount, address to) external;

    /// @notice Books what a borrower paid back or what was lost.
    /// @dev The credit line only. `principal + interest` arrived before this call, unless `fromSettlement`: then they
    /// stand in the pool's Settlement account. Interest owed the performance fee as it accrued.
    function returnFunds(uint256 principal, uint256 interest, uint256 loss, bool fromSettlement) external;
}
