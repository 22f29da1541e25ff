// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {PaymentInfo} from "../types/Payment.sol";

/// @notice Payer and operator in one, who makes many payments in one call: for measurements.
contract BulkTill is IERC1271 {
    function approve(IERC20 token, address spender) external {
        token.approve(spender, type(uint256).max);
    }

    /// @notice Authorizes and captures `count` payments in full; the salt of each is one more than the last's.
    function sell(
        IPaymentEscrow escrow,
        address collector,
        bytes calldata consent,
        PaymentInfo calldata first,
        uint256 count
    ) external {
        PaymentInfo memory info = first;
        for (uint256 i; i < count; ++i) {
            escrow.authorize(info, info.maxAmount, collector, consent);
            escrow.capture(info, info.maxAmount, info.maxFeeBps, info.feeReceiver);
            ++info.salt;
        }
    }

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return this.isValidSignature.selector;
    }
}
