// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICreditVerifier} from "../interfaces/ICreditVerifier.sol";

/// @notice Accepts the hash of what a proof would be about.
contract HashVerifier is ICreditVerifier {
    function verify(
        bytes32 schemaId,
        bytes32[] calldata publicInputs,
        bytes calldata proof
    ) external pure returns (bool) {
        return keccak256(proof) == keccak256(proofOf(schemaId, publicInputs));
    }

    function proofOf(bytes32 schemaId, bytes32[] calldata publicInputs) public pure returns (bytes memory) {
        return abi.encode(keccak256(abi.encode(schemaId, publicInputs)));
    }
}
