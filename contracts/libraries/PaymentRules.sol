// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentInfo} from "../types/Payment.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISharedErrors} from "../interfaces/ISharedErrors.sol";
import {Bps} from "./Bps.sol";

/// @notice What the signed terms allow, without storage.
/// @dev A refusal is the encoded error, empty when there is none: single verbs revert with it, batches report its
/// selector and go on.
library PaymentRules {
    /// @notice Refuses terms that are inconsistent or too old, and amounts above them.
    function requireCollectable(PaymentInfo calldata info, uint256 amount) internal view {
        require(amount != 0, ISharedErrors.ZeroAmount());
        uint256 maxAmount = info.maxAmount;
        require(amount <= maxAmount, IPaymentEscrow.ExceedsMaxAmount(amount, maxAmount));
        uint48 preApproval = info.preApprovalExpiry;
        uint48 authorization = info.authorizationExpiry;
        uint48 refund = info.refundExpiry;
        require(
            block.timestamp < preApproval,
            IPaymentEscrow.AfterPreApprovalExpiry(uint48(block.timestamp), preApproval)
        );
        require(
            preApproval <= authorization && authorization <= refund,
            IPaymentEscrow.InvalidExpiries(preApproval, authorization, refund)
        );
        uint16 minFeeBps = info.minFeeBps;
        uint16 maxFeeBps = info.maxFeeBps;
        require(maxFeeBps <= Bps.ONE, IPaymentEscrow.FeeBpsOverflow(maxFeeBps));
        require(minFeeBps <= maxFeeBps, IPaymentEscrow.InvalidFeeBpsRange(minFeeBps, maxFeeBps));
    }

    /// @notice Why this capture cannot be made.
    function captureRefusal(
        PaymentInfo calldata info,
        bytes32 id,
        uint256 amount,
        uint16 feeBps,
        address feeReceiver,
        uint256 capturable
    ) internal view returns (bytes memory) {
        if (amount == 0) return abi.encodeWithSelector(ISharedErrors.ZeroAmount.selector);
        if (block.timestamp >= info.authorizationExpiry) {
            return
                abi.encodeWithSelector(
                    IPaymentEscrow.AfterAuthorizationExpiry.selector,
                    uint48(block.timestamp),
                    info.authorizationExpiry
                );
        }
        if (amount > capturable) {
            return abi.encodeWithSelector(IPaymentEscrow.InsufficientAuthorization.selector, id, capturable, amount);
        }
        return feeRefusal(info, feeBps, feeReceiver);
    }

    /// @notice Why this fee cannot be taken.
    function feeRefusal(
        PaymentInfo calldata info,
        uint16 feeBps,
        address feeReceiver
    ) internal pure returns (bytes memory refusal) {
        (uint16 minFeeBps, uint16 maxFeeBps) = (info.minFeeBps, info.maxFeeBps);
        if (feeBps < minFeeBps || feeBps > maxFeeBps) {
            return abi.encodeWithSelector(IPaymentEscrow.FeeBpsOutOfRange.selector, feeBps, minFeeBps, maxFeeBps);
        }
        address expected = info.feeReceiver;
        if (expected != address(0) && feeReceiver != expected) {
            return abi.encodeWithSelector(IPaymentEscrow.InvalidFeeReceiver.selector, feeReceiver, expected);
        }
        if (feeBps != 0 && feeReceiver == address(0))
            return abi.encodeWithSelector(IPaymentEscrow.ZeroFeeReceiver.selector);
    }

    /// @notice Why this refund cannot be made.
    function refundRefusal(
        PaymentInfo calldata info,
        uint256 amount,
        uint256 refundable
    ) internal view returns (bytes memory refusal) {
        if (amount == 0) return abi.encodeWithSelector(ISharedErrors.ZeroAmount.selector);
        if (block.timestamp >= info.refundExpiry) {
            return
                abi.encodeWithSelector(
                    IPaymentEscrow.AfterRefundExpiry.selector,
                    uint48(block.timestamp),
                    info.refundExpiry
                );
        }
        if (amount > refundable)
            return abi.encodeWithSelector(IPaymentEscrow.RefundExceedsCapture.selector, amount, refundable);
    }
}
