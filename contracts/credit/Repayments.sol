// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICreditHook} from "../interfaces/ICreditHook.sol";
import {ICreditLine} from "../interfaces/ICreditLine.sol";
import {IPledgeBook} from "../interfaces/IPledgeBook.sol";
import {ISettlementCredit} from "../interfaces/ISettlementCredit.sol";
import {Bps} from "../libraries/Bps.sol";
import {CreditMath} from "../libraries/CreditMath.sol";
import {Credit, CreditStatus, Loss} from "../types/Credit.sol";
import {FirstLoss} from "./FirstLoss.sol";

/// @notice Takes debts back: from wallets, balances and captures. None of it asks a role, pause or gate (C10).
abstract contract Repayments is FirstLoss {
    /// @dev Whom a payment belongs to. principal + interest == toPool.
    struct Payment {
        uint256 toPool;
        uint256 toReserve;
        uint256 principal;
        uint256 interest;
    }

    /// @dev Lowest part of captures that repays while more is drawn than the pledges carry.
    uint256 private constant CURE_BPS = 5_000;

    /// @inheritdoc ICreditLine
    function repay(bytes32 id, uint256 amount) external nonReentrant returns (uint256 taken) {
        (Credit memory line, Share memory was) = _load(id);
        taken = _takeable(id, line, amount);
        Payment memory payment = _planOf(id, line, taken);
        // interaction: before the sums change, so that a token that calls out shows the pool at its full worth
        _receive(address(_pool), payment.toPool);
        _receive(address(this), payment.toReserve);
        // state, event
        _book(id, line, was, taken, payment, msg.sender, 0);
        _addReserve(payment.toReserve);
        // interaction
        if (payment.toPool != 0) _pool.returnFunds(payment.principal, payment.interest, 0, false);
        if (_lienBps(line) == 0) _updateLien(id, line);
    }

    /// @inheritdoc ICreditLine
    function repayFromBalance(bytes32 id, uint256 amount) external nonReentrant returns (uint256 taken) {
        // checks
        _requireBorrower(id);
        (Credit memory line, Share memory was) = _load(id);
        taken = _takeable(id, line, amount);
        // state, event
        _bookCredited(id, line, was, taken, 0);
        // interaction
        ISettlementCredit(settlement).creditRepay(msg.sender, asset, taken, address(_pool), id);
        if (_lienBps(line) == 0) _updateLien(id, line);
    }

    /// @inheritdoc ICreditHook
    function onRevenue(
        address account,
        address token,
        uint256 net,
        bytes32 paymentId
    ) external nonReentrant returns (uint256 taken, uint16 newLienBps) {
        // checks
        require(msg.sender == settlement, InvalidSender(msg.sender, settlement));
        bytes32 id = lineOf[account];
        if (id == 0 || token != asset) return (0, 0);
        (Credit memory line, Share memory was) = _load(id);
        // state, event
        taken = _shareOfRevenue(id, line, net, paymentId);
        if (taken != 0) _bookCredited(id, line, was, taken, paymentId);
        newLienBps = _lienBps(line);
    }

    /// @inheritdoc ICreditLine
    function recover(bytes32 id, uint256 amount) external nonReentrant returns (uint256 taken) {
        // checks
        require(amount != 0, ZeroAmount());
        CreditStatus status = _lines[id].status;
        require(status == CreditStatus.WrittenOff, LineNotActive(id, status));
        Loss memory loss = lossOf(id);
        taken = Math.min(amount, uint256(loss.pool) + loss.reserve);
        require(taken != 0, NothingOwed(id));
        uint256 toPool = Math.min(taken, loss.pool);
        // interaction: as in repay
        _receive(address(_pool), toPool);
        _receive(address(this), taken - toPool);
        // state, event
        _lowerLoss(id, toPool, taken - toPool);
        _addReserve(taken - toPool);
        // interaction
        if (toPool != 0) _pool.returnFunds(toPool, 0, 0, false);
    }

    /// @dev Pays from money that Settlement credits to the pool's account.
    function _bookCredited(bytes32 id, Credit memory line, Share memory was, uint256 taken, bytes32 ref) private {
        Payment memory payment = _planOf(id, line, taken);
        _book(id, line, was, taken, payment, _borrowerOf(id), ref);
        _addUncollected(payment.toPool);
        _addReserveClaim(payment.toReserve);
        if (payment.toPool != 0) _pool.returnFunds(payment.principal, payment.interest, 0, true);
    }

    function _book(
        bytes32 id,
        Credit memory line,
        Share memory was,
        uint256 taken,
        Payment memory payment,
        address payer,
        bytes32 ref
    ) private {
        (uint256 interestPaid, uint256 principalPaid) = CreditMath.reduce(line, taken);
        _advanceSchedule(id, line, taken);
        if (line.status == CreditStatus.Defaulted) _lowerLoss(id, payment.principal, payment.toReserve);
        _store(id, line, was);
        emit CreditRepaid(id, payer, ref, interestPaid, principalPaid, line.principal, line.interestScaled);
    }

    /// @dev The hold's own advance first, then a part of the rest, all of it in default; never more than is owed (C6).
    function _shareOfRevenue(bytes32 id, Credit memory line, uint256 net, bytes32 paymentId) private returns (uint256) {
        uint256 highest = Math.min(net, CreditMath.debtUp(line));
        uint256 first;
        uint256 base = type(uint256).max;
        if (line.advanceRateBps != 0) {
            (first, base) = IPledgeBook(pledgeBook).payAdvance(id, paymentId, net, highest);
            base = Bps.shareDown(base, line.advanceRateBps);
        }
        return Math.min(highest, first + Bps.shareDown(net - first, _repaymentBps(line, base)));
    }

    /// @dev A defaulted line pays everything, one that is drawn beyond its pledges at least half.
    function _repaymentBps(Credit memory line, uint256 base) private pure returns (uint256) {
        if (line.status == CreditStatus.Defaulted) return Bps.ONE;
        return line.principal > base ? Math.max(line.holdbackBps, CURE_BPS) : line.holdbackBps;
    }

    function _takeable(bytes32 id, Credit memory line, uint256 amount) private pure returns (uint256 taken) {
        require(amount != 0, ZeroAmount());
        taken = Math.min(amount, CreditMath.debtUp(line));
        require(taken != 0, NothingOwed(id));
    }

    /// @dev After a default the pool's loss is made good first, then the reserve's; what is left is the pool's interest.
    function _planOf(bytes32 id, Credit memory line, uint256 amount) private view returns (Payment memory) {
        if (line.status != CreditStatus.Defaulted) {
            uint256 interestPaid = Math.min(amount, CreditMath.interestUp(line));
            return Payment(amount, 0, amount - interestPaid, interestPaid);
        }
        Loss memory loss = lossOf(id);
        uint256 back = Math.min(amount, loss.pool);
        uint256 toReserve = Math.min(amount - back, loss.reserve);
        return Payment(amount - toReserve, toReserve, back, amount - back - toReserve);
    }
}
