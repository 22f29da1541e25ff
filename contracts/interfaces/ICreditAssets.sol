// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a credit pool counts of its credit line.
interface ICreditAssets {
    /// @notice Principal and accrued interest less impairments, in token units, rounded down; linear in time.
    function realAssets() external view returns (uint256);

    /// @notice Repayments that stand in the pool's Settlement account, in token units. Donations to that account are
    /// not in it.
    function uncollected() external view returns (uint256);

    /// @notice Ends the counting of what the pool is about to withdraw from its Settlement account.
    /// @dev The pool only.
    /// @return amount what `uncollected` was
    function takeUncollected() external returns (uint256 amount);
}
