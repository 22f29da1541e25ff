// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Parts of an amount in 1/10,000.
library Bps {
    uint256 internal constant ONE = 10_000;

    /// @notice amount * bps / 10,000, rounded down.
    /// @dev Assumes amount < 2^242, which every token amount of the suite is.
    function shareDown(uint256 amount, uint256 bps) internal pure returns (uint256) {
        return (amount * bps) / ONE;
    }
}
