// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PlainToken} from "./PlainToken.sol";

/// @notice Makes one armed call during the next transfer, as a token with hooks would let its receiver do.
contract ReentrantToken is PlainToken(6) {
    address private _target;
    bytes private _call;

    /// @notice What the armed call returned or reverted with.
    bytes public result;
    bool public succeeded;
    bool public fired;

    function arm(address target, bytes calldata call) external {
        _target = target;
        _call = call;
        fired = false;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        address target = _target;
        if (target == address(0) || from == address(0)) return;
        _target = address(0);
        fired = true;
        (succeeded, result) = target.call(_call);
    }
}
