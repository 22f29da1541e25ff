// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ICreditAssets} from "../interfaces/ICreditAssets.sol";
import {ICreditPool} from "../interfaces/ICreditPool.sol";

/// @notice A credit line that lends, earns, loses and breaks as it is told; anyone tells it.
contract TestCreditLine is ICreditAssets {
    address public immutable pool;
    IERC20 public immutable token;

    uint256 private _real;
    uint256 private _uncollected;
    bool private _isBroken;

    error Broken();

    constructor(address pool_) {
        pool = pool_;
        token = IERC20(IERC4626(pool_).asset());
    }

    /// @notice Lends `amount` and books `principal`, which is more by an origination fee.
    function draw(uint256 amount, uint256 principal, address to) external {
        ICreditPool(pool).fundDraw(amount, to);
        _real += principal;
    }

    /// @notice Interest became due, or an impairment ended.
    function grow(uint256 amount) external {
        _real += amount;
    }

    /// @notice An impairment, or a write-off that is booked later.
    function shrink(uint256 amount) external {
        _real -= amount;
    }

    /// @notice Pays principal and interest out of the caller's wallet.
    function repay(uint256 principal, uint256 interest) external {
        // slither-disable-next-line unchecked-transfer
        token.transferFrom(msg.sender, pool, principal + interest);
        _real -= principal + interest;
        ICreditPool(pool).returnFunds(principal, interest, 0, false);
    }

    /// @notice Says that money was returned without paying.
    function pretendToRepay(uint256 amount) external {
        ICreditPool(pool).returnFunds(amount, 0, 0, false);
    }

    /// @notice Books a repayment from sales, which the caller credited to the pool's Settlement account.
    function repayFromSales(uint256 amount) external {
        _real -= amount;
        _uncollected += amount;
        ICreditPool(pool).returnFunds(amount, 0, 0, true);
    }

    function lose(uint256 amount) external {
        _real -= amount;
        ICreditPool(pool).returnFunds(0, 0, amount, false);
    }

    function setBroken(bool isBroken) external {
        _isBroken = isBroken;
    }

    function takeUncollected() external returns (uint256 amount) {
        (amount, _uncollected) = (_uncollected, 0);
    }

    function realAssets() external view returns (uint256) {
        require(!_isBroken, Broken());
        return _real;
    }

    function uncollected() external view returns (uint256) {
        return _uncollected;
    }
}
