// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The overload of EIP-2612 that smart wallets need, as USDC 2.2 has it.
interface IERC2612Bytes {
    /// @notice Sets the allowance that the owner signed.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;
}
