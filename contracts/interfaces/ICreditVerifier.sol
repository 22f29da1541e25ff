// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Checks a proof about the figures behind an attestation.
interface ICreditVerifier {
    /// @notice Whether the proof shows what the schema states.
    /// @param publicInputs attestation, borrower and limit of the terms, one word each
    function verify(
        bytes32 schemaId,
        bytes32[] calldata publicInputs,
        bytes calldata proof
    ) external view returns (bool);
}
