// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The overload of EIP-3009 that smart wallets need, as USDC 2.2 has it.
interface IERC3009Bytes {
    /// @notice Takes the signer's money; only `to` itself may call.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
}
