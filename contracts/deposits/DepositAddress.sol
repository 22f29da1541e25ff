// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IWrappedNative} from "../interfaces/IWrappedNative.sol";

/// @notice What is at a deposit address once it was swept: takes native coin, and obeys the factory.
/// @dev Deployed once and cloned. No storage and no initializer: whose money it is stands in the clone's salt, and the
/// factory that made the implementation is in its code, so that there is nothing to front-run.
contract DepositAddress {
    using SafeERC20 for IERC20;

    address public immutable factory;

    /// @notice Only the factory moves money.
    error OnlyFactory(address sender);

    constructor() {
        factory = msg.sender;
    }

    receive() external payable {}

    /// @notice Sends ERC-20 tokens where the factory says; the factory.
    function forward(address token, address to, uint256 amount) external {
        _requireFactory();
        IERC20(token).safeTransfer(to, amount);
    }

    /// @notice Sends native coin where the factory says; the factory.
    function forwardNative(address to, uint256 amount) external {
        _requireFactory();
        Address.sendValue(payable(to), amount);
    }

    /// @notice Wraps all native coin and keeps the token; the factory.
    function wrap(address wrappedNative) external {
        _requireFactory();
        IWrappedNative(wrappedNative).deposit{value: address(this).balance}();
    }

    function _requireFactory() private view {
        require(msg.sender == factory, OnlyFactory(msg.sender));
    }
}
