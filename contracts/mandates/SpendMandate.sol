// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {CollectorType, ITokenCollector} from "../interfaces/IPaymentCollector.sol";
import {ISpendMandate} from "../interfaces/ISpendMandate.sol";
import {MandateHash} from "../libraries/MandateHash.sol";
import {PaymentHash} from "../libraries/PaymentHash.sol";
import {Mandate, MandateLimit, MandateState, MandateStatus, MandateTerms, MandateUsage} from "../types/Mandate.sol";
import {PaymentInfo} from "../types/Payment.sol";

/// @notice Collects payments within limits that payers approved once.
/// @dev TOKEN REQUIREMENTS: allowances; the payer's allowance to this contract is the outermost limit.
/// ROLES: the payer approves and revokes, the agent consents to each payment and may step down, the escrow collects.
/// Nobody else can do anything, and nobody can change a mandate.
/// LIVENESS: holds nothing. A spent unit stays spent when its payment is voided, reclaimed or refunded.
contract SpendMandate is ISpendMandate, EIP712 {
    using SafeERC20 for IERC20;

    bytes32 private constant USE_TYPEHASH = keccak256("UseMandate(bytes32 mandate,bytes32 payment)");

    address public immutable escrow;

    mapping(bytes32 id => MandateState) private _states;

    constructor(address escrow_) EIP712("Tallystick SpendMandate", "1") {
        escrow = escrow_;
    }

    /// @inheritdoc ISpendMandate
    function approve(Mandate calldata mandate) external {
        require(msg.sender == mandate.payer, InvalidSender(msg.sender, mandate.payer));
        _approve(idOf(mandate), mandate);
    }

    /// @inheritdoc ISpendMandate
    function approveWithSig(Mandate calldata mandate, bytes calldata signature) external {
        bytes32 id = idOf(mandate);
        _requireSignature(mandate.payer, _hashTypedDataV4(id), signature);
        _approve(id, mandate);
    }

    /// @inheritdoc ISpendMandate
    function approveBatchWithSig(Mandate[] calldata mandates, bytes calldata signature) external {
        // checks
        require(mandates.length != 0, EmptyBatch());
        address payer = mandates[0].payer;
        bytes32[] memory hashes = new bytes32[](mandates.length);
        for (uint256 i = 0; i < mandates.length; ++i) {
            require(mandates[i].payer == payer, MixedPayers(mandates[i].payer, payer));
            hashes[i] = MandateHash.hash(mandates[i]);
        }
        bytes32 batchHash = keccak256(abi.encode(MandateHash.BATCH_TYPEHASH, keccak256(abi.encodePacked(hashes))));
        _requireSignature(payer, _hashTypedDataV4(batchHash), signature);

        // state, event
        for (uint256 i = 0; i < mandates.length; ++i) {
            if (_states[hashes[i]].status != MandateStatus.Revoked) _approve(hashes[i], mandates[i]);
        }
    }

    /// @inheritdoc ISpendMandate
    function revoke(Mandate calldata mandate) external {
        require(msg.sender == mandate.payer, InvalidSender(msg.sender, mandate.payer));
        _revoke(idOf(mandate));
    }

    /// @inheritdoc ISpendMandate
    function revokeAsAgent(Mandate calldata mandate) external {
        require(msg.sender == mandate.terms.agent, InvalidSender(msg.sender, mandate.terms.agent));
        _revoke(idOf(mandate));
    }

    /// @inheritdoc ISpendMandate
    function replace(Mandate calldata old, Mandate calldata renewed, uint112 expectedSpent) external {
        // checks
        require(msg.sender == old.payer, InvalidSender(msg.sender, old.payer));
        require(msg.sender == renewed.payer, InvalidSender(msg.sender, renewed.payer));
        bytes32 id = idOf(old);
        MandateState memory state = _states[id];
        require(state.status == MandateStatus.Active, MandateNotActive(id, state.status));
        require(state.spentTotal == expectedSpent, MandateUsedSince(id, state.spentTotal, expectedSpent));

        // state, event
        _revoke(id);
        _approve(idOf(renewed), renewed);
    }

    /// @inheritdoc ITokenCollector
    /// @dev `collectorData` is abi.encodePacked(abi.encode(MandateTerms terms), uint8(proof.length), bytes32[] proof,
    /// bytes agentSignature); payer, operator and token of the mandate are the payment's. The signature is not read
    /// when the agent is the payment's operator, who is the one that called the escrow.
    function collectTokens(
        PaymentInfo calldata info,
        address store,
        uint256 amount,
        bytes calldata collectorData
    ) external {
        // checks
        require(msg.sender == escrow, InvalidSender(msg.sender, escrow));
        require(amount != 0, ZeroAmount());
        bytes32 paymentId = PaymentHash.idOf(info, escrow);
        (MandateTerms calldata terms, bytes32[] calldata proof, bytes calldata signature) = MandateHash.decode(
            collectorData
        );
        bytes32 id = MandateHash.hashFor(info, terms);
        _requireTerms(terms, info);
        _requireMerchant(terms.merchantRoot, info.receiver, proof);
        _requireConsent(terms.agent, info.operator, id, paymentId, signature);

        // state, event
        _spend(id, paymentId, terms, amount);

        // interaction
        IERC20(info.token).safeTransferFrom(info.payer, store, amount);
    }

    /// @inheritdoc ISpendMandate
    function usage(Mandate calldata mandate) external view returns (MandateUsage memory) {
        return _usage(mandate);
    }

    /// @inheritdoc ISpendMandate
    function isValid(Mandate calldata mandate) public view returns (bool) {
        bool isNow = block.timestamp >= mandate.terms.start && block.timestamp < mandate.terms.end;
        return isNow && _states[idOf(mandate)].status == MandateStatus.Active;
    }

    /// @inheritdoc ISpendMandate
    function remaining(Mandate calldata mandate) external view returns (uint256) {
        if (!isValid(mandate)) return 0;
        MandateUsage memory used = _usage(mandate);
        MandateTerms calldata terms = mandate.terms;
        uint256 left = Math.min(terms.perPeriod - used.spentInPeriod, terms.total - used.spentTotal);
        return Math.min(left, terms.perPayment);
    }

    /// @inheritdoc ISpendMandate
    function idOf(Mandate calldata mandate) public pure returns (bytes32) {
        return MandateHash.hash(mandate);
    }

    /// @inheritdoc ISpendMandate
    function useDigest(bytes32 id, bytes32 paymentId) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(USE_TYPEHASH, id, paymentId)));
    }

    /// @inheritdoc ITokenCollector
    function collectorType() external pure returns (CollectorType) {
        return CollectorType.Payment;
    }

    function _approve(bytes32 id, Mandate calldata mandate) private {
        // checks
        MandateStatus status = _states[id].status;
        if (status == MandateStatus.Active) return;
        require(status == MandateStatus.None, MandateNotActive(id, status));
        MandateTerms calldata terms = mandate.terms;
        (uint48 start, uint48 end, uint48 period) = (terms.start, terms.end, terms.periodSeconds);
        require(terms.agent != address(0), AgentMissing());
        require(terms.perPayment != 0 && terms.perPeriod != 0 && terms.total != 0, ZeroAmount());
        bool hasTime = start < end && block.timestamp < end && period != 0;
        require(hasTime && (end - start - 1) / period <= type(uint24).max, InvalidMandateTime(start, end, period));

        // state
        _states[id].status = MandateStatus.Active;

        // event
        emit MandateApproved(id, mandate);
    }

    function _revoke(bytes32 id) private {
        if (_states[id].status == MandateStatus.Revoked) return;
        _states[id].status = MandateStatus.Revoked;
        emit MandateRevoked(id, msg.sender);
    }

    /// @dev The payer chose the mandate only; agent and operator choose the terms of a payment. So the mandate bounds
    /// what of it may become fee, and how long it may be held.
    function _requireTerms(MandateTerms calldata terms, PaymentInfo calldata info) private view {
        (uint48 start, uint48 end) = (terms.start, terms.end);
        if (block.timestamp < start || block.timestamp >= end) {
            revert OutsideMandate(uint48(block.timestamp), start, end);
        }
        _requireWithin(MandateLimit.FeeBps, terms.maxFeeBps, info.maxFeeBps);
        uint256 latest;
        // A time and a number of 48 bits.
        unchecked {
            latest = block.timestamp + terms.maxHoldSeconds;
        }
        _requireWithin(MandateLimit.AuthorizationExpiry, latest, info.authorizationExpiry);
    }

    function _requireWithin(MandateLimit limit, uint256 have, uint256 want) private pure {
        if (want > have) revert MandateExceeded(limit, have, want);
    }

    /// @dev Leaves are hashed twice, as OpenZeppelin's trees do.
    function _requireMerchant(bytes32 root, address merchant, bytes32[] calldata proof) private pure {
        if (root == 0) return;
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(merchant))));
        require(MerkleProof.verifyCalldata(proof, root, leaf), MerchantNotAllowed(merchant));
    }

    function _requireConsent(
        address agent,
        address operator,
        bytes32 id,
        bytes32 paymentId,
        bytes calldata signature
    ) private view {
        if (agent != operator) _requireSignature(agent, useDigest(id, paymentId), signature);
    }

    /// @dev Recovering comes first, since asking whether a signer without code has some costs 2,600 gas. An account
    /// with code that also has a key, by EIP-7702, may sign by either.
    function _requireSignature(address signer, bytes32 digest, bytes calldata signature) private view {
        (address recovered, , ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (recovered == signer && signer != address(0)) return;
        require(SignatureChecker.isValidSignatureNowCalldata(signer, digest, signature), InvalidSignature(signer));
    }

    /// @dev Sums stay within the limits, which fit 112 bits; the period fits 24 bits, as _approve made sure.
    function _spend(bytes32 id, bytes32 paymentId, MandateTerms calldata terms, uint256 amount) private {
        MandateState memory state = _states[id];
        if (state.status != MandateStatus.Active) revert MandateNotActive(id, state.status);
        uint256 period;
        uint256 inPeriod;
        uint256 inTotal = state.spentTotal;
        // Active means that start is in the past, periodSeconds is not zero and no sum is above its limit.
        unchecked {
            period = (block.timestamp - terms.start) / terms.periodSeconds;
            if (state.period == period) inPeriod = state.spentInPeriod;
            _requireWithin(MandateLimit.PerPayment, terms.perPayment, amount);
            _requireWithin(MandateLimit.PerPeriod, terms.perPeriod - inPeriod, amount);
            _requireWithin(MandateLimit.Total, terms.total - inTotal, amount);
            inPeriod += amount;
            inTotal += amount;
        }
        _states[id] = MandateState(uint112(inPeriod), uint112(inTotal), uint24(period), MandateStatus.Active);
        emit MandateUsed(id, paymentId, amount, uint112(inPeriod), uint112(inTotal));
    }

    function _usage(Mandate calldata mandate) private view returns (MandateUsage memory used) {
        MandateTerms calldata terms = mandate.terms;
        (uint48 start, uint48 end) = (terms.start, terms.end);
        MandateState memory state = _states[idOf(mandate)];
        (used.status, used.spentTotal) = (state.status, state.spentTotal);
        (used.periodStart, used.periodEnd) = (start, end);
        if (terms.periodSeconds == 0 || start >= end) return used;
        uint256 elapsed = block.timestamp < start ? 0 : Math.min(block.timestamp - start, end - start - 1);
        uint256 period = elapsed / terms.periodSeconds;
        if (state.period == period) used.spentInPeriod = state.spentInPeriod;
        uint256 begin = start + period * terms.periodSeconds;
        used.periodStart = uint48(begin);
        used.periodEnd = uint48(Math.min(begin + terms.periodSeconds, end));
    }
}
