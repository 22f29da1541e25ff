// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICreditAssets} from "../interfaces/ICreditAssets.sol";
import {ICreditPool} from "../interfaces/ICreditPool.sol";
import {SimpleSettlement} from "./SimpleSettlement.sol";

/// @notice The books of a credit pool without shares: stored idle money, and sums of what was lent, returned and lost.
contract SimplePool is ICreditPool {
    address public immutable asset;
    address public creditLine;
    uint256 public idle;
    uint256 public drawn;
    uint256 public principalReturned;
    uint256 public interestReturned;
    uint256 public lost;

    error NotCreditLine(address sender);
    error NotReturned(uint256 have, uint256 want);
    error NotIdle(uint256 have, uint256 want);

    constructor(address asset_) {
        asset = asset_;
    }

    function setCreditLine(address creditLine_) external {
        creditLine = creditLine_;
    }

    /// @dev The assets were sent before.
    function addIdle(uint256 amount) external {
        idle += amount;
        require(IERC20(asset).balanceOf(address(this)) >= idle, NotReturned(amount, idle));
    }

    function fundDraw(uint256 amount, address to) external {
        _requireCreditLine();
        require(amount <= idle, NotIdle(idle, amount));
        idle -= amount;
        drawn += amount;
        IERC20(asset).transfer(to, amount);
    }

    function returnFunds(uint256 principal, uint256 interest, uint256 loss, bool fromSettlement) external {
        _requireCreditLine();
        principalReturned += principal;
        interestReturned += interest;
        lost += loss;
        if (fromSettlement) return;
        uint256 have = IERC20(asset).balanceOf(address(this)) - idle;
        require(have >= principal + interest, NotReturned(have, principal + interest));
        idle += principal + interest;
    }

    function collect(SimpleSettlement settlement) external {
        uint256 amount = ICreditAssets(creditLine).takeUncollected();
        settlement.withdraw(asset, amount, address(this));
        idle += amount;
    }

    function totalAssets() external view returns (uint256) {
        return idle + ICreditAssets(creditLine).realAssets() + ICreditAssets(creditLine).uncollected();
    }

    function _requireCreditLine() private view {
        require(msg.sender == creditLine, NotCreditLine(msg.sender));
    }
}
