// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Mandate, MandateTerms} from "../types/Mandate.sol";
import {PaymentInfo} from "../types/Payment.sol";

/// @notice EIP-712 struct hashes of mandates, and what is handed over to use one.
library MandateHash {
    bytes32 internal constant MANDATE_TYPEHASH = keccak256(
        "Mandate(address payer,address operator,address token,MandateTerms terms)MandateTerms(address agent,uint112 perPayment,uint112 perPeriod,uint112 total,uint48 periodSeconds,uint48 start,uint48 end,uint48 maxHoldSeconds,uint16 maxFeeBps,bytes32 merchantRoot,uint256 salt)"
    );
    bytes32 internal constant TERMS_TYPEHASH = keccak256(
        "MandateTerms(address agent,uint112 perPayment,uint112 perPeriod,uint112 total,uint48 periodSeconds,uint48 start,uint48 end,uint48 maxHoldSeconds,uint16 maxFeeBps,bytes32 merchantRoot,uint256 salt)"
    );
    bytes32 internal constant BATCH_TYPEHASH = keccak256(
        "Mandates(Mandate[] mandates)Mandate(address payer,address operator,address token,MandateTerms terms)MandateTerms(address agent,uint112 perPayment,uint112 perPeriod,uint112 total,uint48 periodSeconds,uint48 start,uint48 end,uint48 maxHoldSeconds,uint16 maxFeeBps,bytes32 merchantRoot,uint256 salt)"
    );

    /// @dev Bytes of MandateTerms: eleven words.
    uint256 private constant TERMS_LENGTH = 352;
    /// @dev Bytes of the typehash and the terms.
    uint256 private constant PREIMAGE_LENGTH = 384;
    /// @dev Where the proof begins in the data of a use: behind the terms and a byte that counts its words.
    uint256 private constant PROOF_OFFSET = 353;

    /// @notice The data of a use does not hold what its count says.
    error InvalidUseData(uint256 length, uint256 minimum);

    /// @notice The struct hash of a mandate.
    function hash(Mandate calldata mandate) internal pure returns (bytes32) {
        return _hash(mandate.payer, mandate.operator, mandate.token, mandate.terms);
    }

    /// @notice The struct hash of the mandate with these terms whose payer, operator and token are the payment's.
    function hashFor(PaymentInfo calldata info, MandateTerms calldata terms) internal pure returns (bytes32) {
        return _hash(info.payer, info.operator, info.token, terms);
    }

    /// @notice Takes apart abi.encodePacked(abi.encode(terms), uint8(proof.length), proof, signature).
    /// @dev A tight tail instead of offsets, lengths and padding, each of which costs calldata on every payment.
    function decode(
        bytes calldata data
    )
        internal
        pure
        returns (MandateTerms calldata terms, bytes32[] calldata merchantProof, bytes calldata agentSignature)
    {
        uint256 proofEnd;
        // Its twin in Solidity: test/contracts/fuzz/MandateHash.t.sol.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            terms := data.offset
            merchantProof.offset := add(data.offset, PROOF_OFFSET)
            merchantProof.length := byte(0, calldataload(add(data.offset, TERMS_LENGTH)))
            proofEnd := add(PROOF_OFFSET, shl(5, merchantProof.length))
            agentSignature.offset := add(data.offset, proofEnd)
            agentSignature.length := sub(data.length, proofEnd)
        }
        if (data.length < proofEnd) revert InvalidUseData(data.length, proofEnd);
    }

    /// @dev keccak256(abi.encode(MANDATE_TYPEHASH, payer, operator, token, keccak256(abi.encode(TERMS_TYPEHASH, terms)))),
    /// with the terms as their words stand in calldata. Words with dirty upper bits give a hash that nobody can
    /// approve, because approving reads every field.
    function _hash(
        address payer,
        address operator,
        address token,
        MandateTerms calldata terms
    ) private pure returns (bytes32 result) {
        bytes32 typehash = MANDATE_TYPEHASH;
        bytes32 termsTypehash = TERMS_TYPEHASH;
        // Its twin in Solidity: test/contracts/fuzz/MandateHash.t.sol.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let preimage := mload(0x40)
            mstore(preimage, termsTypehash)
            calldatacopy(add(preimage, 0x20), terms, TERMS_LENGTH)
            let termsHash := keccak256(preimage, PREIMAGE_LENGTH)
            mstore(preimage, typehash)
            mstore(add(preimage, 0x20), payer)
            mstore(add(preimage, 0x40), operator)
            mstore(add(preimage, 0x60), token)
            mstore(add(preimage, 0x80), termsHash)
            result := keccak256(preimage, 0xa0)
        }
    }
}
