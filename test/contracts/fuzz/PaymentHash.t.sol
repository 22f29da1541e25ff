// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentHash} from "../../../contracts/libraries/PaymentHash.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";

/// @notice The library's assembly against the same recipe in plain Solidity.
contract PaymentHashTest {
    function testFuzz_idIsTheRecipe(PaymentInfo calldata info, address escrow) external view {
        assert(PaymentHash.idOf(info, escrow) == _idOf(info, escrow));
    }

    function testFuzz_payerAgnosticIdIsTheRecipeWithPayerZero(PaymentInfo calldata info, address escrow) external view {
        PaymentInfo memory anyPayer = info;
        anyPayer.payer = address(0);
        assert(PaymentHash.payerAgnosticIdOf(info, escrow) == _idOf(anyPayer, escrow));
    }

    function testFuzz_termsHashIsTheStructHash(PaymentInfo calldata info) external pure {
        assert(PaymentHash.termsHashOf(info) == keccak256(abi.encode(PaymentHash.PAYMENT_INFO_TYPEHASH, info)));
    }

    function testFuzz_everyFieldIsInTheId(PaymentInfo calldata info, uint256 field, uint256 change) external view {
        bytes memory words = abi.encode(info);
        uint256 at = field % 12;
        // one bit that every field has
        words[at * 32 + 31] ^= bytes1(uint8(1 << (change % 8)));
        PaymentInfo memory other = abi.decode(words, (PaymentInfo));
        assert(PaymentHash.idOf(info, address(this)) != _idOf(other, address(this)));
    }

    function _idOf(PaymentInfo memory info, address escrow) private view returns (bytes32) {
        bytes32 termsHash = keccak256(abi.encode(PaymentHash.PAYMENT_INFO_TYPEHASH, info));
        return keccak256(abi.encode(block.chainid, escrow, termsHash));
    }
}
