// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICreditLine} from "../interfaces/ICreditLine.sol";
import {IPledgeBook} from "../interfaces/IPledgeBook.sol";
import {ISettlementCredit} from "../interfaces/ISettlementCredit.sol";
import {Bps} from "../libraries/Bps.sol";
import {CreditMath} from "../libraries/CreditMath.sol";
import {Verb} from "../types/Compliance.sol";
import {Credit, CreditLimits, CreditStatus} from "../types/Credit.sol";
import {PaymentInfo} from "../types/Payment.sol";
import {Underwriting} from "./Underwriting.sol";

/// @notice Lends within the line, the ceilings and the pledges (C2).
abstract contract Draws is Underwriting {
    using SafeCast for uint256;

    /// @inheritdoc ICreditLine
    function draw(bytes32 id, uint256 amount) external nonReentrant {
        (Credit memory line, Share memory was) = _drawable(id, amount);
        require(line.advanceRateBps == 0, PledgesRequired(id));
        _draw(id, line, was, amount, line.limit);
    }

    /// @inheritdoc ICreditLine
    function drawAgainst(bytes32 id, PaymentInfo[] calldata infos, uint256 amount) external nonReentrant {
        (Credit memory line, Share memory was) = _drawable(id, amount);
        require(line.advanceRateBps != 0, NotSecured(id));
        uint256 base = IPledgeBook(pledgeBook).pledge(id, line.principal, line.advanceRateBps, infos, amount);
        _draw(id, line, was, amount, base);
    }

    /// @inheritdoc ICreditLine
    function available(bytes32 id) external view returns (uint256) {
        Credit memory line = _lineNow(id);
        CreditLimits memory ceilings = _limits;
        if (line.status != CreditStatus.Active || block.timestamp >= _drawableUntil(line)) return 0;
        uint256 ceiling = Math.min(_baseOf(id, line), Math.min(line.limit, ceilings.borrowerDebt));
        return
            Math.min(
                Math.saturatingSub(ceiling, CreditMath.debtUp(line)),
                Math.saturatingSub(ceilings.globalPrincipal, _totals.principal)
            );
    }

    function _drawable(bytes32 id, uint256 amount) private view returns (Credit memory line, Share memory was) {
        require(amount != 0, ZeroAmount());
        _requireBorrower(id);
        _requireEntry(Verb.Draw, msg.sender, asset);
        (line, was) = _load(id);
        require(line.status == CreditStatus.Active, LineNotActive(id, line.status));
        uint256 until = _drawableUntil(line);
        require(block.timestamp < until, PastDue(until));
    }

    /// @param base what the pledges carry
    function _draw(bytes32 id, Credit memory line, Share memory was, uint256 amount, uint256 base) private {
        // checks
        bool begins = _lienBps(line) == 0;
        _requireWithinLimits(line, amount, base);
        uint256 fee = Math.ceilDiv(amount * line.originationBps, Bps.ONE);
        require(fee < amount, ZeroAmount());
        if (begins) _requireLienFree();

        // state, event
        line.principal += amount.toUint128();
        if (begins) _beginDebt(id, line);
        _store(id, line, was);
        emit CreditDrawn(id, amount, fee, line.principal, line.interestScaled);

        // interaction
        if (begins) _setLien(id, line);
        _pool.fundDraw(amount - fee, settlement);
        ISettlementCredit(settlement).creditDraw(msg.sender, asset, amount - fee, id);
    }

    function _requireWithinLimits(Credit memory line, uint256 amount, uint256 base) private view {
        CreditLimits storage ceilings = _limits;
        uint256 debt = CreditMath.debtUp(line);
        uint256 ceiling = Math.min(line.limit, ceilings.borrowerDebt);
        uint256 room = Math.saturatingSub(ceiling, debt);
        require(amount <= room, ExceedsAvailableCredit(room, amount));
        require(debt + amount <= base, IPledgeBook.BorrowingBaseShortfall(base, debt + amount));
        uint256 principal = _totals.principal + amount;
        require(principal <= ceilings.globalPrincipal, GlobalLimitExceeded(principal, ceilings.globalPrincipal));
    }

    function _requireLienFree() private view {
        (address creditLine, uint16 bps) = ISettlementCredit(settlement).lienOf(msg.sender, asset);
        require(bps == 0 || creditLine == address(this), LienTaken(creditLine));
    }

    function _drawableUntil(Credit memory line) private pure returns (uint256) {
        return line.dueAt == 0 ? line.maturity : Math.min(CreditMath.lateFrom(line), line.maturity);
    }
}
