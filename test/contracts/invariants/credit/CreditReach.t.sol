// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BorrowerHandler} from "./BorrowerHandler.sol";
import {CreditWatch} from "./CreditWatch.sol";
import {CreditWorld} from "./CreditWorld.sol";
import {KeeperHandler} from "./KeeperHandler.sol";
import {play} from "../Vm.sol";

/// @notice The invariants prove nothing about a verb that the handlers never reach.
contract CreditReach {
    uint256 private constant CALLS = 600;
    uint256 private constant ROUNDS = 6;
    /// @dev Handler inputs that pass time to just after the grace, and to just after the delay of a default.
    uint256 private constant TO_LATE = 517;
    uint256 private constant TO_DEFAULT = 512;

    error TooFewCalls(string verb, uint256 calls);
    error PromiseBroken(string rule);

    function test_handlersReachEveryVerb() external {
        (BorrowerHandler borrowers, KeeperHandler keepers) = _enter();
        _play(borrowers, keepers);
        for (uint256 i = 0; i < ROUNDS; ++i) _lose(borrowers, keepers, i);
        _requireCalled(borrowers, keepers);
        _requireKept(borrowers, keepers);
    }

    /// @dev A token's call-back marks a line late while a sale pays it: upkeep, wherever it comes from.
    function test_C4_aCallBackInTheMiddleOfAPaymentIsUpkeep() external {
        (BorrowerHandler borrowers, KeeperHandler keepers) = _enter();
        borrowers.open(0x18d5774bb1357cc4c8d6aae626b61245e1f203ad32876260afbe, 3);
        borrowers.draw(345045169083834584594281953194552035410, 24197614403677024156503220354);
        keepers.arm(365910577029993413692019677627884170646994084133309583, 8171269518248522949777);
        keepers.passTime(599290589, 16567);
        borrowers.revenue(
            12081731945643539627834564794781067105829498865431345381,
            9106066950859106139140810995074624750675816662
        );
        _requireKept(borrowers, keepers);
    }

    function _enter() private returns (BorrowerHandler borrowers, KeeperHandler keepers) {
        CreditWorld world = new CreditWorld();
        (borrowers, keepers) = (new BorrowerHandler(world), new KeeperHandler(world));
        world.join(address(borrowers));
        world.join(address(keepers));
    }

    function _requireKept(BorrowerHandler borrowers, KeeperHandler keepers) private view {
        string[9] memory rules = ["C1", "C2", "C3", "C4", "C6", "C7", "C8", "C9", "C10"];
        for (uint256 i = 0; i < rules.length; ++i) {
            require(borrowers.broken(rules[i]) + keepers.broken(rules[i]) == 0, PromiseBroken(rules[i]));
        }
    }

    function _play(BorrowerHandler borrowers, KeeperHandler keepers) private {
        bytes4[14] memory ofBorrowers = [
            borrowers.open.selector,
            borrowers.openWrongly.selector,
            borrowers.reopen.selector,
            borrowers.amend.selector,
            borrowers.draw.selector,
            borrowers.drawTooMuch.selector,
            borrowers.drawAgainst.selector,
            borrowers.hold.selector,
            borrowers.voidHold.selector,
            borrowers.reclaim.selector,
            borrowers.capture.selector,
            borrowers.revenue.selector,
            borrowers.repay.selector,
            borrowers.repayFromBalance.selector
        ];
        bytes4[17] memory ofKeepers = [
            keepers.accrue.selector,
            keepers.syncPledges.selector,
            keepers.markLate.selector,
            keepers.declareDefault.selector,
            keepers.letDefault.selector,
            keepers.writeOff.selector,
            keepers.recover.selector,
            keepers.waive.selector,
            keepers.lower.selector,
            keepers.fundReserve.selector,
            keepers.withdrawReserve.selector,
            keepers.claimReserve.selector,
            keepers.collect.selector,
            keepers.lend.selector,
            keepers.shut.selector,
            keepers.arm.selector,
            keepers.passTime.selector
        ];
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 random = uint256(keccak256(abi.encode("credit", i)));
            uint256 verb = random % (ofBorrowers.length + ofKeepers.length);
            bool isBorrowers = verb < ofBorrowers.length;
            bytes4 selector = isBorrowers ? ofBorrowers[verb] : ofKeepers[verb - ofBorrowers.length];
            address handler = isBorrowers ? address(borrowers) : address(keepers);
            // Two words of arguments fit every verb.
            play(handler, bytes.concat(selector, abi.encode(random >> 32, random >> 64)));
        }
    }

    /// @dev The whole way down, which random calls seldom go: late, default, write-off, recovery.
    function _lose(BorrowerHandler borrowers, KeeperHandler keepers, uint256 actor) private {
        uint256 random = uint256(keccak256(abi.encode("loss", actor)));
        play(address(keepers), abi.encodeCall(keepers.shut, (actor, 2)));
        play(address(borrowers), abi.encodeCall(borrowers.repay, (actor, 0)));
        play(address(borrowers), abi.encodeCall(borrowers.reopen, (actor, random)));
        play(address(borrowers), abi.encodeCall(borrowers.draw, (actor, random)));
        play(address(keepers), abi.encodeCall(keepers.fundReserve, (random >> 180)));
        play(address(keepers), abi.encodeCall(keepers.passTime, (actor, TO_LATE)));
        play(address(keepers), abi.encodeCall(keepers.markLate, (actor)));
        play(address(keepers), abi.encodeCall(keepers.withdrawReserve, (1)));
        play(address(keepers), abi.encodeCall(keepers.passTime, (actor, TO_DEFAULT)));
        play(address(keepers), abi.encodeCall(keepers.declareDefault, (actor)));
        play(address(keepers), abi.encodeCall(keepers.shut, (actor, 1)));
        play(address(borrowers), abi.encodeCall(borrowers.repay, (actor, random >> 200)));
        play(address(borrowers), abi.encodeCall(borrowers.revenue, (actor, actor % 2 == 0 ? random : random >> 210)));
        play(address(keepers), abi.encodeCall(keepers.claimReserve, ()));
        play(address(keepers), abi.encodeCall(keepers.writeOff, (actor)));
        play(address(keepers), abi.encodeCall(keepers.recover, (actor, random)));
        play(address(keepers), abi.encodeCall(keepers.recover, (actor, 0)));
    }

    function _requireCalled(BorrowerHandler borrowers, KeeperHandler keepers) private view {
        string[20] memory ofBorrowers = [
            "open",
            "openWrongly",
            "close",
            "amend",
            "draw",
            "drawTooMuch",
            "drawWhileShut",
            "drawAgainst",
            "drawAgainstRefused",
            "hold",
            "void",
            "reclaim",
            "capture",
            "revenue",
            "taken",
            "repay",
            "repayWhileShut",
            "repayInDefault",
            "repayFromBalance",
            "payment"
        ];
        string[22] memory ofKeepers = [
            "accrue",
            "syncPledges",
            "markLate",
            "markLateRefused",
            "declareDefault",
            "declareDefaultRefused",
            "letDefault",
            "writeOff",
            "recover",
            "waive",
            "freeze",
            "setLimit",
            "fundReserve",
            "withdrawReserve",
            "withdrawReserveRefused",
            "claimReserve",
            "collect",
            "collected",
            "lend",
            "shut",
            "arm",
            "passTime"
        ];
        for (uint256 i = 0; i < ofBorrowers.length; ++i) _require(borrowers, ofBorrowers[i]);
        for (uint256 i = 0; i < ofKeepers.length; ++i) _require(keepers, ofKeepers[i]);
    }

    function _require(CreditWatch handler, string memory verb) private view {
        require(handler.calls(verb) != 0, TooFewCalls(verb, handler.calls(verb)));
    }
}
