// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ComplianceGate} from "../../../contracts/compliance/ComplianceGate.sol";
import {OracleMood, SwitchOracle} from "../../../contracts/mocks/SwitchOracle.sol";
import {Verb, Verdict} from "../../../contracts/types/Compliance.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {Payout} from "../../../contracts/types/Settlement.sol";
import {World} from "./World.sol";
import {discardIf, vm} from "./Vm.sol";

/// @notice The suite behind a gate whose oracles change their mood, and a model of its verdicts.
contract GateHandler is World {
    /// @notice What COMPLIANCE decided last about an account.
    struct Decision {
        uint256 blocked;
        uint256 quarantined;
        uint256 flagExpiry;
        uint256 overrideUntil;
    }

    uint256 private constant DEPOSIT = 1e20;
    uint256 private constant VERBS = 8;

    ComplianceGate public immutable gate;
    SwitchOracle[2] public oracles;

    PaymentInfo[] private _held;
    mapping(address account => Decision) private _decisions;
    mapping(uint256 oracle => mapping(address account => bool)) private _isListed;
    bool[2] private _isAsked = [true, true];
    uint256 private _count;
    mapping(string verb => uint256) public calls;

    /// @notice Promises that did not hold.
    uint256 public wrongVerdicts;
    uint256 public enteredUncleared;
    uint256 public refusedCleared;
    uint256 public paidUncleared;
    uint256 public failedExits;

    constructor() {
        gate = new ComplianceGate(escrow.authority());
        for (uint256 i = 0; i < 2; ++i) {
            oracles[i] = new SwitchOracle();
            gate.addOracle(address(oracles[i]));
        }
        escrow.setGate(address(gate));
        settlement.setGate(address(gate));
        for (uint256 i = 0; i < ACTORS; ++i) {
            for (uint256 t = 0; t < 2; ++t) {
                vm.prank(payers[i]);
                tokens[t].approve(address(settlement), type(uint256).max);
            }
        }
    }

    function flag(uint256 seed, uint256 blocked, uint256 quarantined, uint256 seconds_) external {
        calls["flag"]++;
        address account = payers[seed % ACTORS];
        // Half of the flags leave most verbs alone, so that money still enters.
        if (seed % 2 == 0) (blocked, quarantined) = (blocked & 1, quarantined & 2);
        (uint16 first, uint16 second) = (uint16(blocked % 256), uint16(quarantined % 256));
        uint48 expiry = uint48(block.timestamp + _bound(seconds_, 1, 1 days));
        gate.setFlag(account, first, second, expiry);
        Decision storage decision = _decisions[account];
        (decision.blocked, decision.quarantined, decision.flagExpiry) = (first, second, expiry);
    }

    function overrule(uint256 seed, uint256 seconds_) external {
        calls["overrule"]++;
        address account = payers[seed % ACTORS];
        uint48 until = uint48(block.timestamp + _bound(seconds_, 1, 30 days));
        gate.setOverride(account, until, bytes32(uint256(1)));
        _decisions[account].overrideUntil = until;
    }

    function list(uint256 seed, bool listed) external {
        calls["list"]++;
        address account = payers[(seed / 2) % ACTORS];
        oracles[seed % 2].list(account, listed);
        _isListed[seed % 2][account] = listed;
    }

    /// @dev Honest more often than not.
    function changeMood(uint256 seed) external {
        calls["changeMood"]++;
        OracleMood mood = (seed / 2) % 2 == 0 ? OracleMood.Honest : OracleMood((seed / 4) % 8);
        oracles[seed % 2].setMood(mood);
    }

    function toggleOracle(uint256 seed) external {
        uint256 i = seed % 2;
        SwitchOracle oracle = oracles[i];
        if (_isAsked[i]) {
            calls["removeOracle"]++;
            gate.removeOracle(address(oracle));
        } else {
            discardIf(oracle.mood() != OracleMood.Honest && oracle.mood() != OracleMood.LongFalse);
            calls["addOracle"]++;
            gate.addOracle(address(oracle));
        }
        _isAsked[i] = !_isAsked[i];
    }

    function authorize(uint256 seed, uint256 amount) external {
        PaymentInfo memory info = _terms(seed, ++_count);
        amount = _bound(amount, 1, DEPOSIT);
        vm.prank(info.payer);
        collector.preApprove(info);
        bool clears = _checkVerdict(Verb.Authorize, info.payer) == Verdict.Clear;
        calls[clears ? "authorizeCleared" : "authorizeUncleared"]++;
        try escrow.authorize(info, amount, address(collector), preApproval) {
            if (!clears) enteredUncleared++;
            _held.push(info);
        } catch {
            if (clears) refusedCleared++;
        }
    }

    function deposit(uint256 seed, uint256 amount) external {
        address account = payers[seed % ACTORS];
        address token = address(tokens[(seed / ACTORS) % 2]);
        bool clears = _checkVerdict(Verb.Deposit, account) == Verdict.Clear;
        calls[clears ? "depositCleared" : "depositUncleared"]++;
        amount = _bound(amount, 1, DEPOSIT);
        vm.prank(account);
        try settlement.deposit(account, token, amount) {
            if (!clears) enteredUncleared++;
        } catch {
            if (clears) refusedCleared++;
        }
    }

    function payout(uint256 seed) external {
        address account = payers[seed % ACTORS];
        address token = address(tokens[(seed / ACTORS) % 2]);
        (uint128 before, ) = settlement.balanceOf(account, token);
        discardIf(before == 0);
        bool clears = _checkVerdict(Verb.Payout, account) == Verdict.Clear;
        calls[clears ? "payoutCleared" : "payoutUncleared"]++;
        Payout[] memory items = new Payout[](1);
        items[0] = Payout(account, token, account, 1);
        settlement.payoutBatch(bytes32(++_count), items);
        (uint128 left, ) = settlement.balanceOf(account, token);
        if (!clears && left != before) paidUncleared++;
        if (clears && left != before - 1) refusedCleared++;
    }

    /// @dev Void, or reclaim once the hold expired: both whatever the gate thinks.
    function exitHold(uint256 index) external {
        discardIf(_held.length == 0);
        uint256 i = index % _held.length;
        PaymentInfo memory info = _held[i];
        _held[i] = _held[_held.length - 1];
        _held.pop();
        bool expired = block.timestamp >= info.authorizationExpiry;
        calls[expired ? "reclaim" : "void"]++;
        bytes memory exit = expired ? abi.encodeCall(escrow.reclaim, (info)) : abi.encodeCall(escrow.void, (info));
        (bool success, ) = address(escrow).call(exit);
        if (!success) failedExits++;
    }

    function withdraw(uint256 seed, uint256 amount) external {
        address account = payers[seed % ACTORS];
        address token = address(tokens[(seed / ACTORS) % 2]);
        (uint128 available, ) = settlement.balanceOf(account, token);
        discardIf(available == 0);
        calls["withdraw"]++;
        vm.prank(account);
        try settlement.withdraw(token, _bound(amount, 1, available), account) {} catch {
            failedExits++;
        }
    }

    function passTime(uint256 seconds_) external {
        calls["passTime"]++;
        vm.warp(block.timestamp + _bound(seconds_, 1, 12 hours));
    }

    function _checkVerdict(Verb verb, address account) private returns (Verdict expected) {
        for (uint256 v = 0; v < VERBS; ++v) {
            Verdict model = _modelVerdict(v, account);
            if (gate.verdict(Verb(v), account, address(tokens[0])) != model) wrongVerdicts++;
            if (v == uint256(verb)) expected = model;
        }
    }

    function _modelVerdict(uint256 verb, address account) private view returns (Verdict) {
        Decision memory decision = _decisions[account];
        bool flagged = block.timestamp < decision.flagExpiry;
        if (flagged && (decision.blocked >> verb) % 2 == 1) return Verdict.Block;
        if (block.timestamp >= decision.overrideUntil) {
            for (uint256 i = 0; i < 2; ++i) {
                if (_isAsked[i] && !_modelClears(i, account)) return Verdict.Block;
            }
        }
        if (flagged && (decision.quarantined >> verb) % 2 == 1) return Verdict.Quarantine;
        return Verdict.Clear;
    }

    function _modelClears(uint256 oracle, address account) private view returns (bool) {
        OracleMood mood = oracles[oracle].mood();
        if (mood == OracleMood.LongFalse) return true;
        return mood == OracleMood.Honest && !_isListed[oracle][account];
    }
}
