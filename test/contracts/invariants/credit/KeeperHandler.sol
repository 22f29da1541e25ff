// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Verdict} from "../../../../contracts/types/Compliance.sol";
import {Credit, CreditStatus, Loss} from "../../../../contracts/types/Credit.sol";
import {CreditWatch} from "./CreditWatch.sol";
import {CreditWorld} from "./CreditWorld.sol";
import {discardIf, vm} from "../Vm.sol";

/// @notice What the clock, passers-by, the roles and the lenders do, and what should have come of each.
contract KeeperHandler is CreditWatch {
    /// @notice The reserve's money: what came in, and what left for good.
    uint256 public reserveIn;
    uint256 public reserveOut;

    constructor(CreditWorld world_) CreditWatch(world_) {}

    function accrue(uint256 index) external watched(Power.Upkeep) {
        discardIf(world.linesCount() == 0);
        calls["accrue"]++;
        line.accrue(world.lines(index % world.linesCount()));
    }

    function syncPledges() external watched(Power.Upkeep) {
        bytes32 id = _lineOf(2);
        discardIf(id == 0);
        calls["syncPledges"]++;
        uint256 base = line.borrowingBase(id);
        book.syncPledges(id, world.holds());
        _expect(line.borrowingBase(id) <= base, "C8");
    }

    function markLate(uint256 actor) external watched(Power.Upkeep) {
        bytes32 id = _lineOf(_owing(actor));
        bool isDue = _isPast(id, 0);
        CreditStatus status = _statusOf(id);
        bool mayBeLate = status == CreditStatus.Active || status == CreditStatus.Frozen;
        try line.markLate(id) {
            calls["markLate"]++;
            _expect(isDue && mayBeLate, "C4");
        } catch {
            calls["markLateRefused"]++;
            _expect(!isDue || !mayBeLate, "C4");
        }
    }

    function declareDefault(uint256 actor) external watched(Power.Upkeep) {
        bytes32 id = _lineOf(_owing(actor));
        uint256 debt = line.debtOf(id);
        (uint128 held, ) = line.reserve();
        uint256 idle = pool.vaultState().idle;
        bool isDue = _isPast(id, world.DEFAULT_DELAY());
        CreditStatus status = _statusOf(id);
        bool isPerforming = status >= CreditStatus.Active && status <= CreditStatus.Late;
        try line.declareDefault(id) {
            calls["declareDefault"]++;
            _expect(isDue && isPerforming, "C4");
            _expectLossCovered(id, debt, held, idle);
        } catch {
            calls["declareDefaultRefused"]++;
            _expect(!isDue || !isPerforming, "C4");
        }
    }

    /// @dev Random calls seldom let a debt grow old undisturbed: to the second at which it may be declared lost.
    function letDefault(uint256 actor) external {
        bytes32 id = _lineOf(_owing(actor));
        Credit memory credit = line.creditOf(id);
        discardIf(line.debtOf(id) == 0 || credit.status > CreditStatus.Late);
        calls["letDefault"]++;
        uint256 from = uint256(credit.dueAt) + credit.gracePeriod + world.DEFAULT_DELAY();
        if (from > block.timestamp) vm.warp(from);
        (uint128 held, ) = line.reserve();
        (uint256 debt, uint256 idle) = (line.debtOf(id), pool.vaultState().idle);
        line.declareDefault(id);
        _expectLossCovered(id, debt, held, idle);
    }

    function writeOff(uint256 actor) external watched(Power.Decide) {
        bytes32 id = _lineWith(actor, CreditStatus.Defaulted);
        discardIf(_statusOf(id) != CreditStatus.Defaulted);
        calls["writeOff"]++;
        uint256 worth = pool.totalAssets();
        line.writeOff(id);
        _expect(line.debtOf(id) == 0 && pool.totalAssets() == worth, "C9");
    }

    function recover(uint256 actor, uint256 amount) external watched(Power.Pay) {
        bytes32 id = _lineWith(actor, CreditStatus.WrittenOff);
        Loss memory loss = line.lossOf(id);
        uint256 lost = uint256(loss.pool) + loss.reserve;
        discardIf(_statusOf(id) != CreditStatus.WrittenOff || lost == 0);
        calls["recover"]++;
        amount = amount % 4 == 0 ? type(uint256).max : _bound(amount, 1, lost);
        uint256 worth = pool.totalAssets();
        uint256 taken = line.recover(id, amount);
        _expectLossOrder(id, loss, taken);
        _expect(taken == _min(amount, lost) && pool.totalAssets() == worth + _min(taken, loss.pool), "C9");
    }

    function waive(uint256 actor, uint256 amount) external watched(Power.Decide) {
        bytes32 id = _lineOf(actor);
        uint256 debt = line.debtOf(id);
        discardIf(debt == 0);
        calls["waive"]++;
        amount = _bound(amount, 1, debt);
        (uint128 before, ) = line.reserve();
        line.waive(id, amount);
        (uint128 left, ) = line.reserve();
        bool isLoss = _statusOf(id) != CreditStatus.Defaulted;
        _expect(before - left == (isLoss ? _min(before, amount) : 0), "C9");
        _expect(line.debtOf(id) == debt - amount, "C1");
        reserveOut += before - left;
    }

    function lower(uint256 actor, uint256 seed) external watched(Power.Decide) {
        bytes32 id = _lineOf(actor);
        Credit memory credit = line.creditOf(id);
        if (seed % 4 == 0 && credit.status == CreditStatus.Active) {
            calls["freeze"]++;
            line.freeze(id);
        } else if (credit.limit > 1e10) {
            calls["setLimit"]++;
            line.setLimit(id, credit.limit - 1);
        }
    }

    function fundReserve(uint256 amount) external watched(Power.Upkeep) {
        calls["fundReserve"]++;
        amount = _bound(amount, 1, world.MAX_LIMIT() / 8);
        line.fundReserve(amount);
        reserveIn += amount;
    }

    /// @dev None of it while a line is late.
    function withdrawReserve(uint256 amount) external watched(Power.Decide) {
        (uint128 held, ) = line.reserve();
        (, uint256 late, ) = line.totals();
        discardIf(held == 0);
        amount = _bound(amount, 1, held);
        try line.withdrawReserve(amount, world.TREASURY()) {
            calls["withdrawReserve"]++;
            _expect(late == 0, "C9");
            reserveOut += amount;
        } catch {
            calls["withdrawReserveRefused"]++;
            _expect(late != 0, "C9");
        }
    }

    function claimReserve() external watched(Power.Upkeep) {
        (, uint128 claimable) = line.reserve();
        discardIf(claimable == 0);
        calls["claimReserve"]++;
        uint256 worth = pool.totalAssets();
        line.claimReserve();
        _expect(pool.totalAssets() == worth, "C9");
    }

    function collect() external watched(Power.Upkeep) {
        calls["collect"]++;
        uint256 worth = pool.totalAssets();
        if (pool.collect() != 0) calls["collected"]++;
        _expect(pool.totalAssets() == worth, "C7");
    }

    /// @dev Lenders enter and leave with what their shares are worth.
    function lend(uint256 amount) external watched(Power.Upkeep) {
        calls["lend"]++;
        address lender = world.LENDER();
        uint256 worth = pool.totalAssets();
        amount = _bound(amount, 1e6, world.MAX_LIMIT());
        vm.prank(lender);
        if (amount % 2 == 0) {
            pool.deposit(amount, lender);
            _expect(pool.totalAssets() == worth + amount, "C7");
        } else {
            pool.withdraw(amount, lender, lender);
            _expect(pool.totalAssets() == worth - amount, "C7");
        }
    }

    /// @dev A pause, a borrower whom the gate blocks, or, mostly, the end of both.
    function shut(uint256 actor, uint256 seed) external watched(Power.Decide) {
        calls["shut"]++;
        address borrower = world.borrowers(actor % ACTORS);
        if (seed % 4 == 0) return line.pauseEntry();
        if (seed % 4 == 1) return world.gate().set(borrower, Verdict.Block);
        line.resumeEntry();
        for (uint256 i = 0; i < ACTORS; ++i) world.gate().set(world.borrowers(i), Verdict.Clear);
    }

    /// @dev G3: the next transfer calls back. Inside a verb it is refused; outside it is upkeep like any other.
    function arm(uint256 actor, uint256 seed) external watched(Power.Upkeep) {
        calls["arm"]++;
        bytes32 id = _lineOf(actor);
        if (seed % 4 == 0) token.arm(address(line), abi.encodeCall(line.accrue, (id)));
        else if (seed % 4 == 1) token.arm(address(line), abi.encodeCall(line.markLate, (id)));
        else if (seed % 4 == 2) token.arm(address(line), abi.encodeCall(line.repay, (id, 1)));
        else token.arm(address(pool), abi.encodeCall(pool.collect, ()));
    }

    /// @dev Mostly days; sometimes just before, at or after the next boundary of a line.
    function passTime(uint256 actor, uint256 time) external {
        calls["passTime"]++;
        Seen[ACTORS] memory before = _look();
        Credit memory credit = line.creditOf(_lineOf(_owing(actor)));
        uint256 boundary = credit.dueAt;
        if (time % 6 == 1) boundary += credit.gracePeriod;
        if (time % 6 == 2) boundary += uint256(credit.gracePeriod) + world.DEFAULT_DELAY();
        if (time % 6 == 3) boundary = credit.maturity;
        uint256 to = boundary + ((time >> 8) % 3);
        if (time % 6 > 3 || to <= block.timestamp + 1) to = block.timestamp + 2 + ((time >> 16) % 10 days);
        vm.warp(to - 1);
        for (uint256 i = 0; i < ACTORS; ++i) {
            _expect(line.debtOf(before[i].id) >= before[i].debt, "C1");
            _expect(_statusOf(before[i].id) == before[i].status, "C4");
        }
    }

    /// @dev C9: the reserve pays first, and what it cannot pay is the pool's loss.
    function _expectLossCovered(bytes32 id, uint256 debt, uint256 held, uint256 idle) private {
        uint256 covered = _min(debt, held);
        Loss memory loss = line.lossOf(id);
        (uint128 left, ) = line.reserve();
        _expect(loss.reserve == covered && loss.pool == debt - covered && left == held - covered, "C9");
        _expect(pool.vaultState().idle == idle + covered, "C9");
    }

    function _isPast(bytes32 id, uint256 delay) private view returns (bool) {
        Credit memory credit = line.creditOf(id);
        uint256 from = uint256(credit.dueAt) + credit.gracePeriod + delay;
        return line.debtOf(id) != 0 && block.timestamp >= from;
    }
}
