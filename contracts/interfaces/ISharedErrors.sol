// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Refusals that several contracts of the suite share.
interface ISharedErrors {
    /// @notice The caller is not the account this call belongs to.
    error InvalidSender(address sender, address expected);
    /// @notice An amount of zero proves nothing and moves nothing.
    error ZeroAmount();
    /// @notice The amount does not fit the storage it is meant for.
    error AmountOverflow(uint256 amount, uint256 limit);
    /// @notice The token delivered another amount than agreed, as fee-on-transfer tokens do.
    error InexactTransfer(address token, uint256 expected, uint256 received);
    /// @notice The token refused to pay `to`.
    error TransferFailed(address token, address to);
}
