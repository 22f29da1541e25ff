// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentInfo} from "../types/Payment.sol";

/// @notice The id of a payment, in the recipe of Base's AuthCaptureEscrow.
library PaymentHash {
    bytes32 internal constant PAYMENT_INFO_TYPEHASH = keccak256(
        "PaymentInfo(address operator,address payer,address receiver,address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)"
    );

    /// @dev Bytes of a PaymentInfo: twelve words.
    uint256 private constant INFO_LENGTH = 384;
    /// @dev Bytes of the typehash and a PaymentInfo.
    uint256 private constant PREIMAGE_LENGTH = 416;
    /// @dev Where the payer stands behind the typehash and the operator.
    uint256 private constant PAYER_OFFSET = 64;

    /// @notice The id of a payment held by `escrow` on this chain.
    /// @dev keccak256(abi.encode(chainid, escrow, keccak256(abi.encode(PAYMENT_INFO_TYPEHASH, info)))), hashed as the
    /// words stand in calldata. Words with dirty upper bits give an id that nothing can be collected under, because
    /// collecting reads and re-encodes every field.
    function idOf(PaymentInfo calldata info, address escrow) internal view returns (bytes32 id) {
        bytes32 typehash = PAYMENT_INFO_TYPEHASH;
        // Its twin in Solidity: test/contracts/fuzz/PaymentHash.t.sol.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let preimage := mload(0x40)
            mstore(preimage, typehash)
            calldatacopy(add(preimage, 0x20), info, INFO_LENGTH)
            let termsHash := keccak256(preimage, PREIMAGE_LENGTH)
            mstore(preimage, chainid())
            mstore(add(preimage, 0x20), escrow)
            mstore(add(preimage, 0x40), termsHash)
            id := keccak256(preimage, 0x60)
        }
    }

    /// @notice The EIP-712 struct hash of the terms, which payers sign to agree to them.
    /// @dev keccak256(abi.encode(PAYMENT_INFO_TYPEHASH, info)), as idOf hashes it.
    function termsHashOf(PaymentInfo calldata info) internal pure returns (bytes32 termsHash) {
        bytes32 typehash = PAYMENT_INFO_TYPEHASH;
        // Its twin in Solidity: test/contracts/fuzz/PaymentHash.t.sol.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let preimage := mload(0x40)
            mstore(preimage, typehash)
            calldatacopy(add(preimage, 0x20), info, INFO_LENGTH)
            termsHash := keccak256(preimage, PREIMAGE_LENGTH)
        }
    }

    /// @notice The id with payer zero, which a payer's token signature carries as its nonce.
    /// @dev As idOf, with the payer's word cleared.
    function payerAgnosticIdOf(PaymentInfo calldata info, address escrow) internal view returns (bytes32 id) {
        bytes32 typehash = PAYMENT_INFO_TYPEHASH;
        // Its twin in Solidity: test/contracts/fuzz/PaymentHash.t.sol.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let preimage := mload(0x40)
            mstore(preimage, typehash)
            calldatacopy(add(preimage, 0x20), info, INFO_LENGTH)
            mstore(add(preimage, PAYER_OFFSET), 0)
            let termsHash := keccak256(preimage, PREIMAGE_LENGTH)
            mstore(preimage, chainid())
            mstore(add(preimage, 0x20), escrow)
            mstore(add(preimage, 0x40), termsHash)
            id := keccak256(preimage, 0x60)
        }
    }
}
