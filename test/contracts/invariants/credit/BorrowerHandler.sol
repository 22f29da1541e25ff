// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentCollector} from "../../../../contracts/escrow/collectors/PaymentCollector.sol";
import {CollectMethod} from "../../../../contracts/interfaces/IPaymentCollector.sol";
import {Verb, Verdict} from "../../../../contracts/types/Compliance.sol";
import {Credit, CreditLimits, CreditStatus, Loss, Pledge} from "../../../../contracts/types/Credit.sol";
import {PaymentInfo} from "../../../../contracts/types/Payment.sol";
import {CreditWatch} from "./CreditWatch.sol";
import {CreditWorld} from "./CreditWorld.sol";
import {TermsHandler} from "./TermsHandler.sol";
import {discardIf, vm} from "../Vm.sol";

/// @notice What borrowers, their customers and whoever pays for them do, and what should have come of each.
contract BorrowerHandler is TermsHandler {
    uint120 private constant HOLD = 1e18;
    uint256 private constant SECURED = 2;

    PaymentInfo[] private _infos;
    bytes private _preApproval = abi.encode(uint8(CollectMethod.PreApproval), bytes(""));

    constructor(CreditWorld world_) CreditWatch(world_) {}

    function draw(uint256 actor, uint256 amount) external watched(Power.Draw) {
        bytes32 id = _lineOf(actor % SECURED);
        uint256 room = line.available(id);
        discardIf(room < 100);
        _draw(id, _bound(amount, 100, room));
    }

    /// @dev C2: one unit above what is available, or a line that may not draw.
    function drawTooMuch(uint256 actor, uint256 amount) external watched(Power.Upkeep) {
        bytes32 id = _lineOf(actor % SECURED);
        discardIf(id == 0);
        calls["drawTooMuch"]++;
        uint256 most = line.available(id);
        vm.prank(_borrowerOf(id));
        try line.draw(id, most + _bound(amount, 1, 1e18)) {
            _expect(false, "C2");
        } catch {}
    }

    /// @dev Against the newest holds, one of each payer.
    function drawAgainst(uint256 seed, uint256 amount) external watched(Power.Draw) {
        bytes32 id = _lineOf(SECURED);
        Credit memory credit = line.creditOf(id);
        discardIf(credit.status != CreditStatus.Active || _isShut(_borrowerOf(id)));
        if (seed % 2 == 0 || _infos.length == 0) _holdAll();
        PaymentInfo[] memory infos = _newestHolds();
        uint256 debt = line.debtOf(id);
        vm.prank(_borrowerOf(id));
        try line.drawAgainst(id, infos, _bound(amount, 100, 4 * HOLD)) {
            calls["drawAgainst"]++;
            _expect(line.debtOf(id) == debt + _bound(amount, 100, 4 * HOLD), "C1");
            _expectWithinLimits(id);
            for (uint256 i = 0; i < infos.length; ++i) _expectCovered(id, infos[i]);
        } catch {
            calls["drawAgainstRefused"]++;
        }
    }

    function hold() external watched(Power.Upkeep) {
        calls["hold"]++;
        _holdAll();
    }

    function voidHold(uint256 index) external watched(Power.Upkeep) {
        (PaymentInfo memory info, uint120 capturable) = _pick(index);
        discardIf(capturable == 0);
        calls["void"]++;
        escrow.void(info);
    }

    function reclaim(uint256 index) external watched(Power.Upkeep) {
        (PaymentInfo memory info, uint120 capturable) = _pick(index);
        discardIf(capturable == 0 || block.timestamp < info.authorizationExpiry);
        calls["reclaim"]++;
        vm.prank(info.payer);
        escrow.reclaim(info);
    }

    /// @dev Captures a part of a hold, pledged or not.
    function capture(uint256 index, uint256 amount) external watched(Power.Pay) {
        (PaymentInfo memory info, uint120 capturable) = _pick(index);
        discardIf(capturable == 0 || block.timestamp >= info.authorizationExpiry);
        calls["capture"]++;
        amount = _bound(amount, 1, capturable);
        Seen[ACTORS] memory before = _look();
        (uint256 balance, Loss memory loss) = (_balanceOf(info.receiver), line.lossOf(before[SECURED].id));
        escrow.capture(info, amount, 0, address(0));
        _expectShared(before[SECURED], balance, amount, escrow.getHash(info), loss);
    }

    /// @dev A sale that nobody pledged.
    function revenue(uint256 actor, uint256 net) external watched(Power.Pay) {
        actor = _owing(actor) % ACTORS;
        calls["revenue"]++;
        net = _bound(net, 1, world.MAX_LIMIT() / 4);
        PaymentInfo memory info = _newPayment(actor, actor, uint120(net));
        Seen memory before = _look()[actor];
        (uint256 balance, Loss memory loss) = (_balanceOf(info.receiver), line.lossOf(before.id));
        escrow.charge(info, net, address(world.collector()), _preApproval, 0, address(0));
        _expectShared(before, balance, net, escrow.getHash(info), loss);
    }

    /// @dev C10: by anyone, whatever status, pause and gate; more than the debt every eighth time.
    function repay(uint256 actor, uint256 amount) external watched(Power.Pay) {
        bytes32 id = _lineOf(_owing(actor));
        uint256 debt = line.debtOf(id);
        discardIf(debt == 0);
        calls["repay"]++;
        if (_isShut(_borrowerOf(id))) calls["repayWhileShut"]++;
        if (_statusOf(id) == CreditStatus.Defaulted) calls["repayInDefault"]++;
        amount = amount % 8 == 0 ? type(uint256).max : _bound(amount, 1, debt);
        Loss memory loss = line.lossOf(id);
        uint256 worth = pool.totalAssets();
        try line.repay(id, amount) returns (uint256 taken) {
            _expect(taken == _min(amount, debt) && line.debtOf(id) == debt - taken, "C1");
            _expectLossOrder(id, loss, taken);
            _expect(pool.totalAssets() >= worth, "C7");
        } catch {
            _expect(false, "C10");
        }
    }

    function repayFromBalance(uint256 actor, uint256 amount) external watched(Power.Pay) {
        bytes32 id = _lineOf(_owing(actor));
        address borrower = _borrowerOf(id);
        (uint256 balance, uint256 debt) = (_balanceOf(borrower), line.debtOf(id));
        discardIf(debt == 0 || balance == 0);
        calls["repayFromBalance"]++;
        amount = _bound(amount, 1, balance);
        Loss memory loss = line.lossOf(id);
        vm.prank(borrower);
        try line.repayFromBalance(id, amount) returns (uint256 taken) {
            _expect(taken == _min(amount, debt) && line.debtOf(id) == debt - taken, "C1");
            _expect(_balanceOf(borrower) == balance - taken, "C10");
            _expectLossOrder(id, loss, taken);
        } catch {
            _expect(false, "C10");
        }
    }

    function _draw(bytes32 id, uint256 amount) private {
        address borrower = _borrowerOf(id);
        (uint256 debt, uint256 balance) = (line.debtOf(id), _balanceOf(borrower));
        if (_isShut(borrower)) {
            calls["drawWhileShut"]++;
            vm.prank(borrower);
            try line.draw(id, amount) {
                _expect(false, "C2");
            } catch {}
            return;
        }
        calls["draw"]++;
        vm.prank(borrower);
        line.draw(id, amount);
        uint256 fee = (amount * line.creditOf(id).originationBps + 9_999) / 10_000;
        _expect(line.debtOf(id) == debt + amount && _balanceOf(borrower) == balance + amount - fee, "C1");
        _expectWithinLimits(id);
    }

    /// @dev C6: the lien takes no more than net and debt, and the merchant has the rest in the same call.
    function _expectShared(
        Seen memory before,
        uint256 balance,
        uint256 net,
        bytes32 paymentId,
        Loss memory loss
    ) private {
        uint256 taken = before.debt - line.debtOf(before.id);
        if (taken != 0) calls["taken"]++;
        (, , uint128 pending) = settlement.pendingLien(paymentId);
        _expect(pending == 0 && taken <= net && taken <= before.debt, "C6");
        address borrower = before.id == 0 ? address(0) : _borrowerOf(before.id);
        if (borrower != address(0)) _expect(_balanceOf(borrower) + taken == balance + net, "C6");
        if (before.status == CreditStatus.Defaulted) _expect(taken == _min(net, before.debt), "C6");
        _expectLossOrder(before.id, loss, taken);
    }

    /// @dev C2, right after a draw.
    function _expectWithinLimits(bytes32 id) private {
        Credit memory credit = line.creditOf(id);
        CreditLimits memory limits = line.limits();
        uint256 debt = line.debtOf(id);
        (uint256 principal, , ) = line.totals();
        _expect(debt <= credit.limit && debt <= line.borrowingBase(id) && debt <= limits.borrowerDebt, "C2");
        _expect(principal <= limits.globalPrincipal && credit.status == CreditStatus.Active, "C2");
        // The first second of a debt that is due at once is not late yet.
        uint256 lateFrom = uint256(credit.dueAt) + credit.gracePeriod;
        _expect(block.timestamp < credit.maturity && block.timestamp < lateFrom, "C2");
    }

    /// @dev C8, right after a draw.
    function _expectCovered(bytes32 id, PaymentInfo memory info) private {
        bytes32 paymentId = escrow.getHash(info);
        Pledge memory pledge = book.pledgeOf(paymentId);
        (, uint120 live, ) = escrow.paymentState(paymentId);
        _expect(pledge.amount == live && pledge.lineTag == uint96(uint256(id) >> 160), "C8");
        _expect(pledge.advance <= (uint256(live) * line.creditOf(id).advanceRateBps) / 10_000, "C8");
        _expect(book.advancedBy(id, pledge.payer) <= line.borrowingBase(id) / 5, "C8");
    }

    function _holdAll() private {
        for (uint256 i = 0; i < world.PAYERS(); ++i) {
            PaymentInfo memory info = _newPayment(i, SECURED, HOLD);
            escrow.authorize(info, HOLD, address(world.collector()), _preApproval);
            _infos.push(info);
            world.addHold(escrow.getHash(info));
        }
    }

    function _newPayment(uint256 payer, uint256 actor, uint120 amount) private returns (PaymentInfo memory info) {
        info.operator = address(this);
        info.payer = world.payer(payer);
        info.receiver = world.borrowers(actor);
        info.token = address(token);
        info.maxAmount = amount;
        info.preApprovalExpiry = uint48(block.timestamp + 1);
        info.authorizationExpiry = uint48(block.timestamp + 5 days);
        info.refundExpiry = uint48(block.timestamp + 5 days);
        info.salt = ++calls["payment"];
        PaymentCollector collector = world.collector();
        vm.prank(info.payer);
        collector.preApprove(info);
    }

    /// @dev One of the newest dozen, because old ones are mostly spent.
    function _pick(uint256 index) private view returns (PaymentInfo memory info, uint120 capturable) {
        if (_infos.length == 0) return (info, 0);
        info = _infos[_infos.length - 1 - (index % _min(_infos.length, 12))];
        (, capturable, ) = escrow.paymentState(escrow.getHash(info));
    }

    function _newestHolds() private view returns (PaymentInfo[] memory infos) {
        infos = new PaymentInfo[](world.PAYERS());
        for (uint256 i = 0; i < infos.length; ++i) infos[i] = _infos[_infos.length - 1 - i];
    }

    function _isShut(address borrower) private view returns (bool) {
        bool isPaused = block.timestamp < line.entryPausedUntil();
        return isPaused || world.gate().verdict(Verb.Draw, borrower, address(token)) != Verdict.Clear;
    }

    function _borrowerOf(bytes32 id) private pure returns (address) {
        return address(uint160(uint256(id)));
    }
}
