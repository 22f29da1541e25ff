// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CollectMethod} from "../../../contracts/interfaces/IPaymentCollector.sol";
import {DenyListToken} from "../../../contracts/mocks/DenyListToken.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {SignedHandler} from "./SignedHandler.sol";
import {discardIf, vm} from "./Vm.sol";

/// @notice Calls that must never work. Each counts when it does.
contract AttackHandler is SignedHandler {
    uint256 public collectedTwice;
    uint256 public movedOutOfTime;
    uint256 public tookWrongFee;
    uint256 public tookFromOthers;

    function collectAgain(uint256 index) external {
        (PaymentInfo memory info, bytes32 id, , ) = _pick(index);
        discardIf(id == 0);
        calls["collectAgain"]++;
        try escrow.authorize(info, 1, address(collector), preApproval) {
            collectedTwice++;
        } catch {}
        try escrow.charge(info, 1, address(collector), preApproval, MIN_FEE_BPS, FEE_RECEIVER) {
            collectedTwice++;
        } catch {}
    }

    function collectUnsigned(uint256 seed, uint256 salt, bytes calldata signature) external {
        calls["collectUnsigned"]++;
        PaymentInfo memory info = _terms(seed, uint256(keccak256(abi.encode(salt, "unsigned"))));
        _collectUnsigned(info, preApproval);
        bytes[4] memory attempts = [
            abi.encode(CollectMethod.Erc3009, signature),
            abi.encode(CollectMethod.Permit2, signature),
            abi.encode(CollectMethod.Erc2612, signature),
            abi.encode(CollectMethod.Erc2612, abi.encode(signature, signature))
        ];
        for (uint256 i = 0; i < attempts.length; ++i) _collectUnsigned(info, attempts[i]);
        vm.prank(OUTSIDER);
        try collector.preApprove(info) {
            collectedUnsigned++;
        } catch {}
    }

    function moveOutOfTime(uint256 index) external {
        (PaymentInfo memory info, bytes32 id, uint120 capturable, uint120 refundable) = _pick(index);
        discardIf(id == 0);
        calls["moveOutOfTime"]++;
        if (block.timestamp < info.authorizationExpiry) {
            if (capturable != 0) {
                try escrow.reclaim(info) {
                    movedOutOfTime++;
                } catch {}
            }
        } else if (capturable != 0) {
            try escrow.capture(info, 1, MIN_FEE_BPS, FEE_RECEIVER) {
                movedOutOfTime++;
            } catch {}
        }
        if (refundable != 0 && block.timestamp >= info.refundExpiry) {
            try escrow.refund(info, 1, address(refundCollector), operatorFunds) {
                movedOutOfTime++;
            } catch {}
        }
    }

    function takeWrongFee(uint256 index, uint16 feeBps) external {
        (PaymentInfo memory info, , uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable == 0 || block.timestamp >= info.authorizationExpiry);
        calls["takeWrongFee"]++;
        if (feeBps < MIN_FEE_BPS || feeBps > MAX_FEE_BPS) {
            try escrow.capture(info, 1, feeBps, FEE_RECEIVER) {
                tookWrongFee++;
            } catch {}
        }
        if (info.feeReceiver != address(0)) {
            try escrow.capture(info, 1, MIN_FEE_BPS, OUTSIDER) {
                tookWrongFee++;
            } catch {}
        }
    }

    /// @dev Payer and operator in league: all of the payment is fee, and the refund would be the merchant's loss.
    function robByRefund(uint256 seed) external {
        PaymentInfo memory info = _terms(seed, uint256(keccak256(abi.encode(block.timestamp, grossSum, "rob"))));
        discardIf(_isDenied(info.payer, info.token));
        calls["robByRefund"]++;
        (info.operator, info.maxFeeBps, info.feeReceiver) = (OUTSIDER, 10_000, address(0));
        vm.prank(info.payer);
        collector.preApprove(info);
        vm.prank(OUTSIDER);
        escrow.charge(info, 1e18, address(collector), preApproval, 10_000, FEE_RECEIVER);
        paidIn[info.token][info.payer] += 1e18;
        chargedSum[info.token] += 1e18;
        grossSum += 1e18;
        creditedSum += 1e18;
        modelAvailable[FEE_RECEIVER][info.token] += 1e18;
        vm.prank(OUTSIDER);
        try escrow.refund(info, 1e18, address(0), "") {
            tookFromOthers++;
        } catch {}
    }

    function takeFromOthers(uint256 index, uint256 seed) external {
        calls["takeFromOthers"]++;
        (address account, DenyListToken token) = _accountAndToken(seed);
        (PaymentInfo memory info, bytes32 id, , ) = _pick(index);
        bytes[12] memory attempts = [
            abi.encodeCall(settlement.withdraw, (address(token), 1, OUTSIDER)),
            abi.encodeCall(settlement.takeRefund, (account, address(token), 1, OUTSIDER, id, OUTSIDER)),
            abi.encodeCall(settlement.creditCapture, (OUTSIDER, address(token), 1, 0, OUTSIDER, id)),
            abi.encodeCall(settlement.addRecipient, (account, OUTSIDER)),
            abi.encodeCall(settlement.setPayoutAddress, (account, OUTSIDER)),
            abi.encodeCall(settlement.setMerchant, (account, 10_000, 0)),
            abi.encodeCall(settlement.removeEscrow, (address(escrow))),
            abi.encodeCall(settlement.creditDraw, (OUTSIDER, address(token), 1, id)),
            abi.encodeCall(settlement.creditRepay, (account, address(token), 1, OUTSIDER, id)),
            abi.encodeCall(settlement.setLien, (account, address(token), 10_000)),
            abi.encodeCall(settlement.dropLien, (account, address(token))),
            abi.encodeCall(settlement.applyLien, (account, address(token), 1, id))
        ];
        for (uint256 i = 0; i < attempts.length; ++i) _attempt(address(settlement), attempts[i]);
        _attempt(address(escrow), abi.encodeCall(escrow.release, (address(token))));
        _attempt(address(escrow), abi.encodeCall(escrow.void, (info)));
        _attempt(address(escrow), abi.encodeCall(escrow.capture, (info, 1, MIN_FEE_BPS, FEE_RECEIVER)));
        _attempt(address(escrow), abi.encodeCall(escrow.refund, (info, 1, address(0), "")));
    }

    function _attempt(address target, bytes memory call) private {
        vm.prank(OUTSIDER);
        (bool success, ) = target.call(call);
        if (success) tookFromOthers++;
    }
}
