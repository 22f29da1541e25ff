// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What is used of the chain's wrapped native coin, as WETH9 offers it.
interface IWrappedNative {
    /// @notice Wraps the coin sent along, one to one, for the caller.
    function deposit() external payable;
}
