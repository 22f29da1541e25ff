// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentInfo} from "../types/Payment.sol";

/// @notice The id of a payment, in the recipe of Base's AuthCaptureEscrow.
library PaymentHash {
    bytes32 internal constant PAYMENT_INFO_TYPEHASH = keccak256(
        "PaymentInfo(address operator,address payer,address receiver,address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)"
    );

    /// @notice The id of a payment held by `escrow` on this chain.
    function idOf(PaymentInfo calldata info, address escrow) internal view returns (bytes32) {
        return _bind(keccak256(abi.encode(PAYMENT_INFO_TYPEHASH, info)), escrow);
    }

    /// @notice The id with payer zero, which a payer's token signature carries as its nonce.
    function payerAgnosticIdOf(PaymentInfo calldata info, address escrow) internal view returns (bytes32) {
        PaymentInfo memory anyPayer = info;
        anyPayer.payer = address(0);
        return _bind(keccak256(abi.encode(PAYMENT_INFO_TYPEHASH, anyPayer)), escrow);
    }

    function _bind(bytes32 termsHash, address escrow) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, escrow, termsHash));
    }
}
