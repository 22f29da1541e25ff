// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {CollectorType, ITokenCollector} from "../interfaces/IPaymentCollector.sol";
import {PaymentInfo} from "../types/Payment.sol";

/// @notice A collector that delivers what it is told to instead of the amount asked for, and calls back when armed.
contract RogueCollector is ITokenCollector {
    CollectorType public immutable collectorType;

    uint256 private _delivery;
    address private _target;
    bytes private _call;

    bytes public result;
    bool public succeeded;

    constructor(CollectorType collectorType_) {
        collectorType = collectorType_;
    }

    function deliver(uint256 amount) external {
        _delivery = amount;
    }

    function arm(address target, bytes calldata call) external {
        _target = target;
        _call = call;
    }

    function collectTokens(PaymentInfo calldata info, address store, uint256, bytes calldata) external {
        IERC20(info.token).transfer(store, _delivery);
        if (_target != address(0)) (succeeded, result) = _target.call(_call);
    }
}
