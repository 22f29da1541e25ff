// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IWrappedNative} from "../interfaces/IWrappedNative.sol";

/// @notice Wraps native coin one to one, as WETH9 does.
contract WrappedCoin is ERC20("Wrapped Coin", "WCOIN"), IWrappedNative {
    receive() external payable {
        deposit();
    }

    function deposit() public payable {
        _mint(msg.sender, msg.value);
    }

    function withdraw(uint256 amount) external {
        _burn(msg.sender, amount);
        Address.sendValue(payable(msg.sender), amount);
    }
}
