// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MandateHash} from "../../../contracts/libraries/MandateHash.sol";
import {Mandate, MandateTerms} from "../../../contracts/types/Mandate.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";

/// @notice The library's assembly against the same recipes in plain Solidity.
contract MandateHashTest {
    string private constant TERMS_TYPE =
        "MandateTerms(address agent,uint112 perPayment,uint112 perPeriod,uint112 total,uint48 periodSeconds,uint48 start,uint48 end,uint48 maxHoldSeconds,uint16 maxFeeBps,bytes32 merchantRoot,uint256 salt)";
    string private constant MANDATE_TYPE = "Mandate(address payer,address operator,address token,MandateTerms terms)";

    function test_typeHashesAreThoseOfEip712() external pure {
        assert(MandateHash.TERMS_TYPEHASH == keccak256(bytes(TERMS_TYPE)));
        assert(MandateHash.MANDATE_TYPEHASH == keccak256(abi.encodePacked(MANDATE_TYPE, TERMS_TYPE)));
        bytes memory batchType = abi.encodePacked("Mandates(Mandate[] mandates)", MANDATE_TYPE, TERMS_TYPE);
        assert(MandateHash.BATCH_TYPEHASH == keccak256(batchType));
    }

    function testFuzz_hashIsTheRecipe(Mandate calldata mandate, PaymentInfo calldata info) external view {
        assert(MandateHash.hash(mandate) == _hash(mandate));
        Mandate memory named = Mandate(info.payer, info.operator, info.token, mandate.terms);
        assert(MandateHash.hashFor(info, mandate.terms) == _hash(named));
        // Both leave the free memory where it was, and what lies before it untouched.
        assert(named.payer == info.payer && named.terms.salt == mandate.terms.salt);
    }

    function testFuzz_everyFieldIsInTheHash(Mandate calldata mandate, uint256 field, uint256 change) external view {
        bytes memory words = abi.encode(mandate);
        // one bit that every field has
        words[(field % 14) * 32 + 31] ^= bytes1(uint8(1 << (change % 8)));
        Mandate memory other = abi.decode(words, (Mandate));
        assert(MandateHash.hash(mandate) != _hash(other));
    }

    function testFuzz_decodeTakesApartWhatWasPacked(
        MandateTerms calldata terms,
        bytes32[] calldata proof,
        bytes calldata signature
    ) external view {
        bytes32[] calldata kept = proof[:proof.length % 256];
        bytes memory packed = abi.encodePacked(abi.encode(terms), uint8(kept.length), kept, signature);
        (MandateTerms memory first, bytes32[] memory second, bytes memory third) = this.decode(packed);
        assert(keccak256(abi.encode(first)) == keccak256(abi.encode(terms)));
        assert(keccak256(abi.encode(second)) == keccak256(abi.encode(kept)));
        assert(keccak256(third) == keccak256(signature));
    }

    function testFuzz_decodeRefusesDataThatIsTooShort(bytes calldata data, uint8 count) external view {
        bytes memory cut = data.length > 352 ? data[:352] : data;
        try this.decode(cut) {
            assert(false);
        } catch {}
        bytes memory missing = abi.encodePacked(new bytes(352), count, new bytes(uint256(count) * 32));
        // one byte less than the count says
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(missing, sub(mload(missing), 1))
        }
        try this.decode(missing) {
            assert(false);
        } catch {}
    }

    function decode(bytes calldata data) external pure returns (MandateTerms memory, bytes32[] memory, bytes memory) {
        (MandateTerms calldata terms, bytes32[] calldata proof, bytes calldata signature) = MandateHash.decode(data);
        return (terms, proof, signature);
    }

    function _hash(Mandate memory mandate) private pure returns (bytes32) {
        bytes32 terms = keccak256(abi.encode(MandateHash.TERMS_TYPEHASH, mandate.terms));
        return
            keccak256(abi.encode(MandateHash.MANDATE_TYPEHASH, mandate.payer, mandate.operator, mandate.token, terms));
    }
}
