// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttackHandler} from "./AttackHandler.sol";
import {play} from "./Vm.sol";

/// @notice The invariants prove nothing about a verb that the handler never reaches.
contract Reach {
    uint256 private constant CALLS = 4_000;
    uint256 private constant ENOUGH = 10;

    error TooFewCalls(string verb, uint256 calls);

    function test_handlerReachesEveryVerb() external {
        AttackHandler handler = new AttackHandler();
        bytes4[] memory verbs = _verbs(handler);
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 random = uint256(keccak256(abi.encode("reach", i)));
            bytes memory arguments = abi.encode(random >> 32, random >> 64, random >> 96);
            if (verbs[random % verbs.length] == handler.collectUnsigned.selector) {
                arguments = abi.encode(random, i, bytes("no signature"));
            }
            if (verbs[random % verbs.length] == handler.refund.selector) {
                arguments = abi.encode(random >> 32, random >> 64, random & 1 == 0);
            }
            if (verbs[random % verbs.length] == handler.takeWrongFee.selector) {
                arguments = abi.encode(random >> 32, uint16(random >> 64));
            }
            play(address(handler), bytes.concat(verbs[random % verbs.length], arguments));
        }
        _requireCalled(handler);
    }

    function _requireCalled(AttackHandler handler) private view {
        string[39] memory names = [
            "authorize",
            "charge",
            "capture",
            "captureBatch",
            "void",
            "voidPartial",
            "reclaim",
            "refund",
            "refundBatch",
            "claim",
            "claimRecorded",
            "allow",
            "deny",
            "donateToEscrow",
            "passTime",
            "deposit",
            "withdraw",
            "payoutBatch",
            "payoutTwiceTheLimit",
            "repeatBatch",
            "addRecipient",
            "removeRecipient",
            "releaseReserve",
            "pull",
            "collectAgain",
            "collectUnsigned",
            "moveOutOfTime",
            "takeWrongFee",
            "takeFromOthers",
            "robByRefund",
            "draw",
            "setLien",
            "dropLien",
            "repayFromBalance",
            "switchLine",
            "collect",
            "collectRefused",
            "authorizeSigned",
            "collectOtherTerms"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            require(handler.calls(names[i]) >= ENOUGH, TooFewCalls(names[i], handler.calls(names[i])));
        }
        assert(handler.failedCaptures() == 0 && handler.failedExits() == 0 && handler.wrongPayouts() == 0);
    }

    function _verbs(AttackHandler handler) private pure returns (bytes4[] memory verbs) {
        verbs = new bytes4[](38);
        verbs[0] = handler.authorize.selector;
        verbs[1] = handler.charge.selector;
        verbs[2] = handler.capture.selector;
        verbs[3] = handler.captureBatch.selector;
        verbs[4] = handler.voidHold.selector;
        verbs[5] = handler.voidPartial.selector;
        verbs[6] = handler.reclaim.selector;
        verbs[7] = handler.refund.selector;
        verbs[8] = handler.refundBatch.selector;
        verbs[9] = handler.claim.selector;
        verbs[10] = handler.deny.selector;
        verbs[11] = handler.donateToEscrow.selector;
        verbs[12] = handler.passTime.selector;
        verbs[13] = handler.deposit.selector;
        verbs[14] = handler.withdraw.selector;
        verbs[15] = handler.payoutBatch.selector;
        verbs[16] = handler.repeatBatch.selector;
        verbs[17] = handler.addRecipient.selector;
        verbs[18] = handler.removeRecipient.selector;
        verbs[19] = handler.releaseReserve.selector;
        verbs[20] = handler.pull.selector;
        verbs[21] = handler.collectAgain.selector;
        verbs[22] = handler.collectUnsigned.selector;
        verbs[23] = handler.moveOutOfTime.selector;
        verbs[24] = handler.takeWrongFee.selector;
        verbs[25] = handler.takeFromOthers.selector;
        verbs[29] = handler.robByRefund.selector;
        verbs[28] = handler.payoutTwiceTheLimit.selector;
        verbs[27] = handler.allow.selector;
        verbs[26] = handler.donateToSettlement.selector;
        verbs[30] = handler.draw.selector;
        verbs[31] = handler.setLien.selector;
        verbs[32] = handler.dropLien.selector;
        verbs[33] = handler.repayFromBalance.selector;
        verbs[34] = handler.switchLine.selector;
        verbs[35] = handler.collect.selector;
        verbs[36] = handler.authorizeSigned.selector;
        verbs[37] = handler.collectOtherTerms.selector;
    }
}
