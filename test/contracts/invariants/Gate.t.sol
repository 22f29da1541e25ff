// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GateHandler} from "./GateHandler.sol";
import {play} from "./Vm.sol";

/// @notice What screening promises, after any sequence of flags, overrides and moods of oracles.
contract GateInvariants {
    GateHandler private _handler;

    function setUp() public {
        _handler = new GateHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_K1_onlyClearedMoneyEntersOrIsPaidOut() external view {
        assert(_handler.enteredUncleared() == 0);
        assert(_handler.paidUncleared() == 0);
    }

    function invariant_K1_clearedMoneyIsNotRefused() external view {
        assert(_handler.refusedCleared() == 0);
    }

    function invariant_K1_verdictsAreThoseOfTheModel() external view {
        assert(_handler.wrongVerdicts() == 0);
    }

    function invariant_K2_noGateStopsAnExit() external view {
        assert(_handler.failedExits() == 0);
    }
}

/// @notice The invariants prove nothing about a verb that the handler never reaches.
contract GateReach {
    uint256 private constant CALLS = 1_500;
    uint256 private constant ENOUGH = 10;

    error TooFewCalls(string verb, uint256 calls);

    function test_handlerReachesEveryVerb() external {
        GateHandler handler = new GateHandler();
        bytes4[10] memory verbs = [
            handler.flag.selector,
            handler.overrule.selector,
            handler.list.selector,
            handler.changeMood.selector,
            handler.toggleOracle.selector,
            handler.authorize.selector,
            handler.deposit.selector,
            handler.payout.selector,
            handler.exitHold.selector,
            handler.withdraw.selector
        ];
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 random = uint256(keccak256(abi.encode("gate", i)));
            bytes4 verb = i % 7 == 0 ? handler.passTime.selector : verbs[random % verbs.length];
            uint256 second = verb == handler.list.selector ? (random >> 64) % 2 : random >> 64;
            play(address(handler), abi.encodePacked(verb, random >> 32, second, random >> 96, random >> 128));
        }
        string[15] memory names = [
            "flag",
            "overrule",
            "list",
            "changeMood",
            "addOracle",
            "removeOracle",
            "authorizeCleared",
            "authorizeUncleared",
            "depositCleared",
            "depositUncleared",
            "payoutCleared",
            "payoutUncleared",
            "void",
            "reclaim",
            "withdraw"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            require(handler.calls(names[i]) >= ENOUGH, TooFewCalls(names[i], handler.calls(names[i])));
        }
        assert(handler.enteredUncleared() + handler.refusedCleared() + handler.paidUncleared() == 0);
        assert(handler.wrongVerdicts() + handler.failedExits() == 0);
    }
}
