// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CreditTerms, UnderwriterSignature} from "../types/Credit.sol";

/// @notice Whom credit lines trust: underwriters, verifiers of proofs, operators of holds. Serves several lines; the
/// signing domain is the calling credit line's.
interface ICreditPolicy {
    /// @notice An underwriter's signatures count, or no longer do.
    event UnderwriterSet(address indexed underwriter, bool allowed);
    /// @notice Proofs of a schema are checked by this contract; zero: none is accepted.
    event VerifierSet(bytes32 indexed schemaId, address verifier);
    /// @notice Holds of this operator may, or may no longer, be pledged.
    event PledgeOperatorSet(address indexed operator, bool allowed);

    /// @notice Too late to accept.
    error TermsExpired(uint40 expiry);
    /// @notice The terms contradict themselves or the bounds of credit lines.
    error InvalidTerms();
    /// @notice More, or fewer, signatures than the limit asks for, or not in ascending order of underwriter.
    error SignaturesRequired(uint256 have, uint256 want);
    /// @notice Not an underwriter, not its signature, or the borrower's own.
    error UnderwriterNotAuthorized(address underwriter);
    /// @notice No verifier checks proofs of this schema.
    error VerifierNotSet(bytes32 schemaId);
    /// @notice The verifier does not accept the proof.
    error ProofRefused(bytes32 schemaId);

    /// @notice Lets an underwriter sign.
    /// @dev ADMIN, delayed.
    function addUnderwriter(address underwriter) external;

    /// @notice Ends an underwriter's signatures, given ones included.
    /// @dev SENTINEL.
    function removeUnderwriter(address underwriter) external;

    /// @notice Names the contract that checks proofs of a schema.
    /// @dev ADMIN, delayed.
    function addVerifier(bytes32 schemaId, address verifier) external;

    /// @notice Accepts no more proofs of a schema.
    /// @dev SENTINEL.
    function removeVerifier(bytes32 schemaId) external;

    /// @notice Lets holds of an operator be pledged.
    /// @dev ADMIN, delayed.
    function addPledgeOperator(address operator) external;

    /// @notice Takes no more holds of an operator.
    /// @dev SENTINEL.
    function removePledgeOperator(address operator) external;

    /// @notice Reverts unless the terms are sound, unexpired and signed for the calling credit line.
    /// @param wanted distinct underwriters, whose signatures come in ascending order of address
    /// @param proof for the verifier of terms.schemaId; empty: the signatures alone
    /// @return digest that was signed
    function requireAcceptable(
        CreditTerms calldata terms,
        UnderwriterSignature[] calldata signatures,
        bytes calldata proof,
        uint256 wanted
    ) external view returns (bytes32 digest);

    /// @notice The EIP-712 digest of terms for a credit line.
    function termsDigest(address creditLine, CreditTerms calldata terms) external view returns (bytes32);

    function isUnderwriter(address underwriter) external view returns (bool);

    function verifierOf(bytes32 schemaId) external view returns (address);

    function isPledgeOperator(address operator) external view returns (bool);
}
