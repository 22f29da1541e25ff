// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ComplianceGate} from "../../../contracts/compliance/ComplianceGate.sol";
import {OracleMood, SwitchOracle} from "../../../contracts/mocks/SwitchOracle.sol";
import {Verb, Verdict} from "../../../contracts/types/Compliance.sol";
import {vm} from "../invariants/Vm.sol";

/// @notice Every verdict against the rules, spelled out.
contract ComplianceGateTest {
    ComplianceGate private immutable _gate = new ComplianceGate(address(new AccessManager(address(this))));
    SwitchOracle private immutable _oracle = new SwitchOracle();

    constructor() {
        vm.warp(1_800_000_000);
        _gate.addOracle(address(_oracle));
    }

    function testFuzz_K1_flagsCountForTheirVerbsUntilTheyExpire(
        address account,
        uint16 blocked,
        uint16 quarantined,
        uint32 lasts,
        uint32 passed,
        address token
    ) external {
        if (blocked | quarantined == 0 || lasts == 0) return;
        _gate.setFlag(account, blocked, quarantined, uint48(block.timestamp + lasts));
        vm.warp(block.timestamp + passed);
        for (uint256 v = 0; v < 8; ++v) {
            Verdict expected = Verdict.Clear;
            if (passed < lasts && (quarantined >> v) % 2 == 1) expected = Verdict.Quarantine;
            if (passed < lasts && (blocked >> v) % 2 == 1) expected = Verdict.Block;
            assert(_gate.verdict(Verb(v), account, token) == expected);
        }
    }

    function testFuzz_K2_onlyAFalseOfTheOracleClears(
        address account,
        address other,
        uint8 mood,
        bool listed,
        uint8 verb,
        uint16 quarantined
    ) external {
        OracleMood current = OracleMood(mood % 8);
        _oracle.list(account, listed);
        _oracle.setMood(current);
        bool clears = current == OracleMood.LongFalse || (current == OracleMood.Honest && !listed);
        Verdict cleared = (quarantined >> (verb % 8)) % 2 == 1 ? Verdict.Quarantine : Verdict.Clear;
        if (quarantined != 0) _gate.setFlag(account, 0, quarantined, type(uint48).max);
        assert(_gate.verdict(Verb(verb % 8), account, other) == (clears ? cleared : Verdict.Block));
        _gate.setOverride(account, uint48(block.timestamp + 1), bytes32(uint256(1)));
        assert(_gate.verdict(Verb(verb % 8), account, other) == cleared);
    }

    function testFuzz_K2_aVerdictFitsTheGasOfAGate(uint8 moods, address account) external {
        for (uint256 i = 1; i < 4; ++i) {
            SwitchOracle more = new SwitchOracle();
            _gate.addOracle(address(more));
            if (moods % 5 == i) more.setMood(OracleMood.BurnsGas);
        }
        (bool success, bytes memory answer) = address(_gate).staticcall{gas: 250_000}(
            abi.encodeCall(_gate.verdict, (Verb.Draw, account, address(0)))
        );
        Verdict expected = moods % 5 >= 1 && moods % 5 <= 3 ? Verdict.Block : Verdict.Clear;
        assert(success && abi.decode(answer, (Verdict)) == expected);
    }
}
