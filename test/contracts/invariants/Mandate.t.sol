// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Mandate, MandateStatus, MandateTerms, MandateUsage} from "../../../contracts/types/Mandate.sol";
import {MandateHandler} from "./MandateHandler.sol";
import {play} from "./Vm.sol";

/// @notice What SpendMandate promises, after any sequence of calls.
contract MandateInvariants {
    MandateHandler private _handler;

    function setUp() public {
        _handler = new MandateHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_M1_spendingStaysWithinEveryLimit() external view {
        for (uint256 i = 0; i < _handler.count(); ++i) {
            Mandate memory mandate = _handler.at(i);
            MandateTerms memory terms = mandate.terms;
            MandateUsage memory used = _handler.mandates().usage(mandate);
            bytes32 id = _handler.mandates().idOf(mandate);
            (uint256 spent, , ) = _handler.ghosts(id);
            assert(used.spentTotal == spent && spent <= terms.total);
            assert(used.spentInPeriod <= terms.perPeriod);
            if (block.timestamp >= terms.start && block.timestamp < terms.end) {
                assert(used.spentInPeriod == _handler.spentIn(id, _handler.periodOf(terms)));
            }
        }
        assert(_handler.allowedWrongly() == 0);
    }

    function invariant_M1_whatTheMandateAllowsIsCollected() external view {
        assert(_handler.refusedWrongly() == 0);
    }

    function invariant_M2_revokedMandatesStayRevoked() external view {
        assert(_handler.revokedCollected() == 0);
        assert(_handler.collectedTwice() == 0);
        for (uint256 i = 0; i < _handler.count(); ++i) {
            Mandate memory mandate = _handler.at(i);
            (, , bool revoked) = _handler.ghosts(_handler.mandates().idOf(mandate));
            MandateStatus status = _handler.mandates().usage(mandate).status;
            assert(status == (revoked ? MandateStatus.Revoked : MandateStatus.Active));
            if (revoked) assert(_handler.mandates().remaining(mandate) == 0);
        }
    }

    function invariant_M3_zeroAndForeignUsesAreRefused() external view {
        assert(_handler.zeroCollected() == 0);
        // The contract never holds money.
        for (uint256 t = 0; t < 2; ++t) {
            assert(_handler.tokens(t).balanceOf(address(_handler.mandates())) == 0);
        }
    }
}

/// @notice The invariants prove nothing about a verb that the handler never reaches.
contract MandateReach {
    uint256 private constant CALLS = 1_000;
    uint256 private constant ENOUGH = 10;

    error TooFewCalls(string verb, uint256 calls);

    function test_handlerReachesEveryVerb() external {
        MandateHandler handler = new MandateHandler();
        bytes4[8] memory verbs = [
            handler.approve.selector,
            handler.revoke.selector,
            handler.replace.selector,
            handler.use.selector,
            handler.use.selector,
            handler.passTime.selector,
            handler.passToBoundary.selector,
            handler.useWithout.selector
        ];
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 random = uint256(keccak256(abi.encode("mandate", i)));
            bytes4 verb = verbs[random % verbs.length];
            bytes memory arguments = abi.encode(random >> 32, random >> 64, random >> 96);
            if (verb == handler.useWithout.selector) arguments = abi.encode(random >> 32, random >> 64, bytes("?"));
            play(address(handler), bytes.concat(verb, arguments));
        }
        string[9] memory names = [
            "approve",
            "revoke",
            "replace",
            "replaceUsed",
            "use",
            "useBeyond",
            "useWithout",
            "passTime",
            "passToBoundary"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            require(handler.calls(names[i]) >= ENOUGH, TooFewCalls(names[i], handler.calls(names[i])));
        }
        assert(handler.allowedWrongly() + handler.refusedWrongly() + handler.zeroCollected() == 0);
        assert(handler.revokedCollected() + handler.collectedTwice() == 0);
    }
}
