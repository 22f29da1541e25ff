// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {PlainToken} from "./PlainToken.sol";

/// @notice How an external vault misbehaves.
enum Fault {
    None,
    /// Every verb and every view reverts.
    Down,
    /// Views answer, money stays.
    Stuck,
    /// Takes the money and gives no shares.
    Greedy,
    /// Says that it pays and does not.
    Liar
}

/// @notice An external vault that gains, loses, locks money up, breaks and calls back as it is told.
contract AdapterVault is ERC4626 {
    address private constant SINK = address(0xDEAD);

    Fault public fault;
    /// @notice What may be withdrawn now at most.
    uint256 public liquidity = type(uint256).max;
    bytes private _call;
    /// @notice Whether the armed call went through, and what it answered.
    bool public succeeded;
    bytes public result;

    error IsDown();
    error IsStuck();

    constructor(IERC20 asset_) ERC20("Adapter", "ADP") ERC4626(asset_) {}

    function setFault(Fault fault_) external {
        fault = fault_;
    }

    function setLiquidity(uint256 liquidity_) external {
        liquidity = liquidity_;
    }

    function lose(uint256 amount) external {
        // slither-disable-next-line unchecked-transfer
        IERC20(asset()).transfer(SINK, amount);
    }

    function gain(uint256 amount) external {
        PlainToken(asset()).mint(address(this), amount);
    }

    /// @notice Makes one call to its only user during the next deposit or withdrawal.
    function arm(bytes calldata call) external {
        _call = call;
        succeeded = false;
    }

    function maxWithdraw(address owner) public view override returns (uint256) {
        _requireUp();
        uint256 owned = super.maxWithdraw(owner);
        return fault == Fault.Stuck ? 0 : (owned < liquidity ? owned : liquidity);
    }

    function maxRedeem(address owner) public view override returns (uint256) {
        uint256 owned = super.maxRedeem(owner);
        uint256 payable_ = liquidity == type(uint256).max ? owned : convertToShares(liquidity);
        return owned < payable_ ? owned : payable_;
    }

    function previewRedeem(uint256 shares) public view override returns (uint256) {
        _requireUp();
        return super.previewRedeem(shares);
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        _requireUp();
        super._deposit(caller, receiver, assets, fault == Fault.Greedy ? 0 : shares);
        _callBack(caller);
    }

    function _withdraw(
        address caller,
        address receiver,
        address owner,
        uint256 assets,
        uint256 shares
    ) internal override {
        _requireUp();
        require(fault != Fault.Stuck, IsStuck());
        if (fault == Fault.Liar) return;
        super._withdraw(caller, receiver, owner, assets, shares);
        _callBack(caller);
    }

    function _requireUp() private view {
        require(fault != Fault.Down, IsDown());
    }

    function _callBack(address user) private {
        bytes memory call = _call;
        if (call.length == 0) return;
        delete _call;
        (succeeded, result) = user.call(call);
    }
}
