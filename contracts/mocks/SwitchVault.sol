// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC4626, IERC20} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice How a vault treats its depositor.
enum VaultMode {
    Honest,
    Revert,
    /// Takes the assets and mints nothing.
    KeepAll,
    /// Takes half of the assets only.
    TakeHalf,
    /// Burns all shares of the owner, whatever is withdrawn.
    BurnAll,
    /// Sends half of what it should.
    PayHalf,
    /// Calls back into its depositor, and fails when that fails.
    Reenter
}

/// @notice An ERC-4626 vault that earns by donation, or misbehaves.
contract SwitchVault is ERC4626 {
    VaultMode private _mode;
    bytes private _reentry;

    error VaultDown();

    constructor(IERC20 asset_) ERC4626(asset_) ERC20("Switch Vault", "SV") {}

    function setMode(VaultMode mode_) external {
        _mode = mode_;
    }

    function setReentry(bytes calldata reentry) external {
        _reentry = reentry;
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        _misbehave(caller);
        if (_mode == VaultMode.TakeHalf) assets /= 2;
        super._deposit(caller, receiver, assets, _mode == VaultMode.KeepAll ? 0 : shares);
    }

    function _withdraw(
        address caller,
        address receiver,
        address owner,
        uint256 assets,
        uint256 shares
    ) internal override {
        _misbehave(caller);
        if (_mode == VaultMode.BurnAll) shares = balanceOf(owner);
        if (_mode == VaultMode.PayHalf) assets /= 2;
        super._withdraw(caller, receiver, owner, assets, shares);
    }

    function _misbehave(address caller) private {
        if (_mode == VaultMode.Revert) revert VaultDown();
        if (_mode == VaultMode.Reenter) {
            (bool success, ) = caller.call(_reentry);
            if (!success) revert VaultDown();
        }
    }
}
