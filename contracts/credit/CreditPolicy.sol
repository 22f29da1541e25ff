// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ICreditPolicy} from "../interfaces/ICreditPolicy.sol";
import {ICreditVerifier} from "../interfaces/ICreditVerifier.sol";
import {Bps} from "../libraries/Bps.sol";
import {CreditMath} from "../libraries/CreditMath.sol";
import {CreditTerms, UnderwriterSignature} from "../types/Credit.sol";

/// @notice Whom credit lines trust, and whether terms are signed by them.
/// @dev ROLES: ADMIN adds after its delay, SENTINEL removes at once. Holds no money; calls verifiers and wallets of
/// underwriters, both read-only.
contract CreditPolicy is ICreditPolicy, AccessManaged {
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant NAME_HASH = keccak256("Tallystick CreditLine");
    bytes32 private constant VERSION_HASH = keccak256("1");
    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "CreditTerms(bytes32 line,address borrower,uint128 limit,uint16 aprBps,uint16 lateAprBps,uint16 holdbackBps,uint16 advanceRateBps,uint16 originationBps,uint32 gracePeriod,uint32 period,uint96 minPayment,uint40 maturity,uint40 expiry,uint64 nonce,bytes32 schemaId,bytes32 attestation)"
    );

    mapping(address underwriter => bool) public isUnderwriter;
    mapping(bytes32 schemaId => address) public verifierOf;
    mapping(address operator => bool) public isPledgeOperator;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc ICreditPolicy
    function addUnderwriter(address underwriter) external restricted {
        _setUnderwriter(underwriter, true);
    }

    /// @inheritdoc ICreditPolicy
    function removeUnderwriter(address underwriter) external restricted {
        _setUnderwriter(underwriter, false);
    }

    /// @inheritdoc ICreditPolicy
    function addVerifier(bytes32 schemaId, address verifier) external restricted {
        _setVerifier(schemaId, verifier);
    }

    /// @inheritdoc ICreditPolicy
    function removeVerifier(bytes32 schemaId) external restricted {
        _setVerifier(schemaId, address(0));
    }

    /// @inheritdoc ICreditPolicy
    function addPledgeOperator(address operator) external restricted {
        _setPledgeOperator(operator, true);
    }

    /// @inheritdoc ICreditPolicy
    function removePledgeOperator(address operator) external restricted {
        _setPledgeOperator(operator, false);
    }

    /// @inheritdoc ICreditPolicy
    function requireAcceptable(
        CreditTerms calldata terms,
        UnderwriterSignature[] calldata signatures,
        bytes calldata proof,
        uint256 wanted
    ) external view returns (bytes32 digest) {
        require(block.timestamp < terms.expiry, TermsExpired(terms.expiry));
        require(_isConsistent(terms), InvalidTerms());
        digest = termsDigest(msg.sender, terms);
        _requireSigned(terms.borrower, digest, signatures, wanted);
        if (proof.length != 0) _requireProven(terms, proof);
    }

    /// @inheritdoc ICreditPolicy
    function termsDigest(address creditLine, CreditTerms calldata terms) public view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, creditLine));
        return MessageHashUtils.toTypedDataHash(domain, keccak256(abi.encode(TERMS_TYPEHASH, terms)));
    }

    function _requireSigned(
        address borrower,
        bytes32 digest,
        UnderwriterSignature[] calldata signatures,
        uint256 wanted
    ) private view {
        require(signatures.length == wanted, SignaturesRequired(signatures.length, wanted));
        address last;
        for (uint256 i = 0; i < wanted; ++i) {
            address signer = signatures[i].underwriter;
            require(signer > last, SignaturesRequired(i, wanted));
            require(
                isUnderwriter[signer] &&
                    signer != borrower &&
                    SignatureChecker.isValidSignatureNowCalldata(signer, digest, signatures[i].signature),
                UnderwriterNotAuthorized(signer)
            );
            last = signer;
        }
    }

    function _requireProven(CreditTerms calldata terms, bytes calldata proof) private view {
        address verifier = verifierOf[terms.schemaId];
        require(verifier != address(0), VerifierNotSet(terms.schemaId));
        bytes32[] memory inputs = new bytes32[](3);
        inputs[0] = terms.attestation;
        inputs[1] = bytes32(uint256(uint160(terms.borrower)));
        inputs[2] = bytes32(uint256(terms.limit));
        require(ICreditVerifier(verifier).verify(terms.schemaId, inputs, proof), ProofRefused(terms.schemaId));
    }

    function _isConsistent(CreditTerms calldata terms) private view returns (bool) {
        return
            terms.limit != 0 &&
            terms.limit <= CreditMath.MAX_LIMIT &&
            terms.aprBps <= terms.lateAprBps &&
            terms.lateAprBps <= CreditMath.MAX_APR_BPS &&
            terms.holdbackBps <= Bps.ONE &&
            terms.advanceRateBps < Bps.ONE &&
            terms.originationBps < Bps.ONE &&
            (terms.period == 0) == (terms.minPayment == 0) &&
            terms.maturity > block.timestamp;
    }

    function _setUnderwriter(address underwriter, bool allowed) private {
        isUnderwriter[underwriter] = allowed;
        emit UnderwriterSet(underwriter, allowed);
    }

    function _setVerifier(bytes32 schemaId, address verifier) private {
        verifierOf[schemaId] = verifier;
        emit VerifierSet(schemaId, verifier);
    }

    function _setPledgeOperator(address operator, bool allowed) private {
        isPledgeOperator[operator] = allowed;
        emit PledgeOperatorSet(operator, allowed);
    }
}
