// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The part of Uniswap's Permit2 that collects with a witness, in its own names.
interface IPermit2 {
    struct TokenPermissions {
        address token;
        /// The most that may be taken.
        uint256 amount;
    }

    struct PermitTransferFrom {
        TokenPermissions permitted;
        /// Used once per owner, in any order.
        uint256 nonce;
        /// Last second, inclusive, in which the signature is taken.
        uint256 deadline;
    }

    struct SignatureTransferDetails {
        address to;
        uint256 requestedAmount;
    }

    /// @notice Moves the owner's tokens on a signature that names the caller as spender.
    /// @param witness struct hash of what else the owner signed
    /// @param witnessTypeString the rest of the signed type, from the witness' name on
    function permitWitnessTransferFrom(
        PermitTransferFrom calldata permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes32 witness,
        string calldata witnessTypeString,
        bytes calldata signature
    ) external;
}
