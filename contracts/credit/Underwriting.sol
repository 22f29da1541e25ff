// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICreditLine} from "../interfaces/ICreditLine.sol";
import {ICreditPolicy} from "../interfaces/ICreditPolicy.sol";
import {Credit, CreditLimits, CreditStatus, CreditTerms, UnderwriterSignature} from "../types/Credit.sol";
import {CreditLedger} from "./CreditLedger.sol";

/// @notice What becomes of signed terms when the borrower accepts them (C3), and the limits over them.
abstract contract Underwriting is CreditLedger {
    uint256 private constant BORROWER_BITS = 160;

    CreditLimits internal _limits;

    /// @inheritdoc ICreditLine
    function open(
        CreditTerms calldata terms,
        UnderwriterSignature[] calldata signatures,
        bytes calldata proof
    ) external nonReentrant returns (bytes32 id) {
        // checks
        require(msg.sender == terms.borrower, InvalidSender(msg.sender, terms.borrower));
        require(terms.line == 0, TermsMismatch(terms.line, terms.nonce));
        _requireNoLine(msg.sender);
        bytes32 digest = _requireAcceptable(terms, signatures, proof);
        id = bytes32(((uint256(digest) >> BORROWER_BITS) << BORROWER_BITS) | uint160(msg.sender));
        require(_lines[id].status == CreditStatus.None, TermsAlreadyUsed(id));

        // state, event
        lineOf[msg.sender] = id;
        Credit memory line;
        Share memory none;
        _applyTerms(line, terms);
        line.lastAccrual = uint40(block.timestamp);
        emit CreditOpened(id, msg.sender, asset, terms, terms.attestation);
        _moveTo(id, line, CreditStatus.Active);
        _store(id, line, none);
    }

    /// @inheritdoc ICreditLine
    function amend(
        bytes32 id,
        CreditTerms calldata terms,
        UnderwriterSignature[] calldata signatures,
        bytes calldata proof
    ) external nonReentrant {
        // checks
        _requireBorrower(id);
        (Credit memory line, Share memory was) = _load(id);
        _requirePerforming(id, line.status);
        require(
            terms.line == id && terms.borrower == msg.sender && terms.nonce == uint256(line.amendments) + 1,
            TermsMismatch(terms.line, terms.nonce)
        );
        _requireAcceptable(terms, signatures, proof);

        // state, event
        ++line.amendments;
        _applyTerms(line, terms);
        bool owes = _lienBps(line) != 0;
        if (owes) _restartSchedule(id, line);
        emit CreditAmended(id, terms, line.principal, line.interestScaled, line.dueAt);
        _store(id, line, was);

        // interaction
        if (owes) _updateLien(id, line);
    }

    /// @inheritdoc ICreditLine
    function setLimit(bytes32 id, uint128 limit) external restricted nonReentrant {
        (Credit memory line, Share memory was) = _load(id);
        require(limit < line.limit, LimitTooHigh(limit, line.limit));
        line.limit = limit;
        _voidAmendments(id, line, was);
    }

    /// @inheritdoc ICreditLine
    function freeze(bytes32 id) external restricted nonReentrant {
        (Credit memory line, Share memory was) = _load(id);
        _moveTo(id, line, CreditStatus.Frozen);
        _voidAmendments(id, line, was);
    }

    /// @inheritdoc ICreditLine
    function setLimits(CreditLimits calldata newLimits) external restricted {
        uint256 highest = type(uint96).max;
        require(newLimits.globalPrincipal <= highest, AmountOverflow(newLimits.globalPrincipal, highest));
        _setLimits(newLimits);
    }

    /// @inheritdoc ICreditLine
    function lowerLimits(CreditLimits calldata newLimits) external restricted {
        CreditLimits memory old = _limits;
        _requireNotAbove(newLimits.globalPrincipal, old.globalPrincipal);
        _requireNotAbove(newLimits.borrowerDebt, old.borrowerDebt);
        _requireNotAbove(newLimits.lineLimit, old.lineLimit);
        _requireNotAbove(newLimits.secondSignatureAbove, old.secondSignatureAbove);
        _setLimits(newLimits);
    }

    /// @inheritdoc ICreditLine
    function limits() external view returns (CreditLimits memory) {
        return _limits;
    }

    function _requireNoLine(address borrower) private view {
        bytes32 id = lineOf[borrower];
        if (id == 0) return;
        CreditStatus status = _lines[id].status;
        require(status == CreditStatus.Closed, LineStillOpen(id, status));
    }

    function _requireAcceptable(
        CreditTerms calldata terms,
        UnderwriterSignature[] calldata signatures,
        bytes calldata proof
    ) private view returns (bytes32 digest) {
        (uint256 ceiling, uint256 second) = (_limits.lineLimit, _limits.secondSignatureAbove);
        require(terms.limit <= ceiling, LimitTooHigh(terms.limit, ceiling));
        return ICreditPolicy(policy).requireAcceptable(terms, signatures, proof, terms.limit > second ? 2 : 1);
    }

    function _applyTerms(Credit memory line, CreditTerms calldata terms) private pure {
        line.limit = terms.limit;
        line.maturity = terms.maturity;
        line.aprBps = terms.aprBps;
        line.lateAprBps = terms.lateAprBps;
        line.holdbackBps = terms.holdbackBps;
        line.advanceRateBps = terms.advanceRateBps;
        line.originationBps = terms.originationBps;
        line.gracePeriod = terms.gracePeriod;
        line.period = terms.period;
        line.minPayment = terms.minPayment;
    }

    function _voidAmendments(bytes32 id, Credit memory line, Share memory was) private {
        ++line.amendments;
        _store(id, line, was);
        emit CreditLimitLowered(id, line.limit, line.amendments);
    }

    function _requireNotAbove(uint256 limit, uint256 ceiling) private pure {
        require(limit <= ceiling, LimitTooHigh(limit, ceiling));
    }

    function _setLimits(CreditLimits calldata newLimits) private {
        _limits = newLimits;
        emit LimitsSet(newLimits);
    }
}
