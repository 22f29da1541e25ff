// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AdapterVault, Fault} from "../../../../contracts/mocks/AdapterVault.sol";
import {VaultAside, VaultState} from "../../../../contracts/types/Vault.sol";
import {EarnVault} from "../../../../contracts/vault/EarnVault.sol";
import {YieldVault} from "../../../../contracts/vault/YieldVault.sol";
import {VaultHandler} from "./VaultHandler.sol";
import {discardIf, vm} from "../Vm.sol";

/// @notice An Earn vault with two adapters that gain, lose, run dry, break and call back.
contract EarnHandler is VaultHandler {
    uint48 internal constant WINDOW = 3 days;

    AdapterVault[2] public adapters;
    /// @notice Promises that a verb broke.
    uint256 public overCap;
    uint256 public bufferHurt;
    uint256 public streamedTooFast;
    uint256 public reentered;
    uint256 public failedAllocations;

    constructor() VaultHandler(6) {
        for (uint256 i = 0; i < 2; ++i) {
            adapters[i] = new AdapterVault(token);
            token.mint(address(this), 1e9);
            token.approve(address(adapters[i]), type(uint256).max);
            adapters[i].deposit(1e9, address(this));
            earn().setAdapter(address(adapters[i]), 1e30);
        }
    }

    function allocate(uint256 seed, uint256 amount) external keepsPrice {
        AdapterVault adapter = adapters[seed % 2];
        discardIf(!_isReadable());
        (uint256 queued, ) = vault.queueTotals();
        uint256 reserved = earn().payoutBuffer() + vault.previewMint(queued);
        uint256 idle = vault.vaultState().idle;
        if (idle <= reserved) return _expectRefused(adapter, idle, reserved);
        calls["allocate"]++;
        amount = _bound(amount, 1, idle - reserved);
        try earn().allocate(address(adapter), amount) {
            if (_allocated(adapter) > earn().adapterConfig(address(adapter)).cap) overCap++;
            if (vault.vaultState().idle < reserved) bufferHurt++;
        } catch {
            failedAllocations++;
        }
    }

    function deallocate(uint256 seed, uint256 amount) external keepsPrice {
        AdapterVault adapter = adapters[seed % 2];
        discardIf(!_isReadable());
        uint256 instant = _instant(adapter);
        discardIf(instant == 0);
        calls["deallocate"]++;
        earn().deallocate(address(adapter), _bound(amount, 1, instant));
    }

    /// @dev A report by itself gives the shares nothing.
    function report() external keepsPrice {
        discardIf(!_isReadable());
        calls["report"]++;
        uint256 assets = vault.totalAssets();
        uint256 locked = earn().lockedGain();
        earn().report();
        donated = 0;
        if (vault.totalAssets() != assets) streamedTooFast++;
        if (vault.totalSupply() != 0 && earn().lockedGain() < locked) streamedTooFast++;
    }

    /// @dev At half the window half of it is still locked.
    function reportAndWait(uint256 gain) external keepsPrice {
        discardIf(!_isReadable() || vault.totalSupply() == 0);
        calls["reportAndWait"]++;
        gain = _bound(gain, 1e6, MOST);
        token.mint(address(vault), gain);
        earn().report();
        donated = 0;
        uint256 locked = earn().lockedGain();
        if (locked < gain || earn().gainStream().until != block.timestamp + WINDOW) streamedTooFast++;
        vm.warp(block.timestamp + WINDOW / 2);
        if (earn().lockedGain() < locked / 2) streamedTooFast++;
    }

    /// @dev Without keepsPrice: the price falls, at once and by no more than the loss.
    function adapterLoses(uint256 seed, uint256 amount) external {
        AdapterVault adapter = adapters[seed % 2];
        uint256 held = token.balanceOf(address(adapter));
        discardIf(held < 2 || !_isReadable());
        calls["adapterLoses"]++;
        uint256 assets = vault.totalAssets();
        amount = _bound(amount, 1, held / 2);
        adapter.lose(amount);
        if (vault.totalAssets() > assets || vault.totalAssets() + amount + 1 < assets) wrongBooks++;
        _settle();
    }

    /// @dev The books do not see it until a report.
    function adapterGains(uint256 seed, uint256 amount) external keepsPrice {
        calls["adapterGains"]++;
        uint256 assets = vault.totalAssets();
        adapters[seed % 2].gain(_bound(amount, 1, 1e12));
        if (vault.totalAssets() != assets) movedByDonation++;
    }

    function adapterBreaks(uint256 seed) external {
        AdapterVault adapter = adapters[seed % 2];
        if (adapter.fault() != Fault.None) return adapter.setFault(Fault.None);
        calls["adapterBreaks"]++;
        adapter.setFault(seed % 3 == 0 ? Fault.Down : Fault.Stuck);
    }

    function adapterRunsDry(uint256 seed, uint256 amount) external {
        calls["adapterRunsDry"]++;
        adapters[seed % 2].setLiquidity(seed % 3 == 0 ? type(uint256).max : _bound(amount, 0, 1e12));
    }

    function adapterCallsBack(uint256 seed) external keepsPrice {
        AdapterVault adapter = adapters[seed % 2];
        discardIf(_instant(adapter) == 0 || !_isReadable());
        calls["adapterCallsBack"]++;
        bytes[4] memory attempts = [
            abi.encodeCall(vault.totalAssets, ()),
            abi.encodeCall(vault.accrue, ()),
            abi.encodeCall(vault.fill, (1)),
            abi.encodeCall(vault.redeem, (1, address(adapter), address(adapter)))
        ];
        adapter.arm(attempts[seed % 4]);
        earn().deallocate(address(adapter), 1);
        if (adapter.succeeded()) reentered++;
    }

    function lowerCap(uint256 seed, uint256 cap) external keepsPrice {
        address adapter = address(adapters[seed % 2]);
        uint256 present = earn().adapterConfig(adapter).cap;
        discardIf(present == 0);
        calls["lowerCap"]++;
        earn().lowerAdapterCap(adapter, uint128(_bound(cap, 0, present - 1)));
    }

    function raiseCap(uint256 seed) external keepsPrice {
        calls["raiseCap"]++;
        earn().setAdapter(address(adapters[seed % 2]), 1e30);
    }

    /// @dev Not with keepsPrice: an adapter that cannot be read is written off.
    function replaceAdapter(uint256 seed) external {
        AdapterVault adapter = adapters[seed % 2];
        discardIf(earn().adapterConfig(address(adapter)).cap == 0);
        uint256 booked = _allocated(adapter);
        uint256 assets = vault.totalAssets();
        try earn().removeAdapter(address(adapter)) {
            calls["replaceAdapter"]++;
            if (vault.totalAssets() + booked < assets) wrongBooks++;
            if (adapter.fault() == Fault.Down) adapters[seed % 2] = new AdapterVault(token);
            earn().setAdapter(address(adapters[seed % 2]), 1e30);
        } catch {
            discardIf(true);
        }
        _settle();
    }

    function setBuffer(uint256 bufferBps) external keepsPrice {
        calls["setBuffer"]++;
        earn().setBuffer(uint16(_bound(bufferBps, 0, 10_000)));
    }

    function earn() public view returns (EarnVault) {
        return EarnVault(address(vault));
    }

    /// @notice V4: the books are what the shares, the stream and the treasury have.
    function booksAgree() public view override returns (bool) {
        VaultState memory state = vault.vaultState();
        VaultAside memory aside = vault.vaultAside();
        (, uint256 claimable) = vault.queueTotals();
        uint256 booked = state.idle + _allocated(adapters[0]) + _allocated(adapters[1]);
        uint256 theirs = vault.totalAssets() + earn().lockedGain() + aside.surplus;
        if (vault.totalSupply() == 0) theirs = booked;
        return booked == theirs && token.balanceOf(address(vault)) >= state.idle + claimable;
    }

    function _newVault() internal override returns (YieldVault) {
        return new EarnVault(address(manager), address(token), actors[3], TREASURY, WINDOW, "Earn", "EARN");
    }

    /// @dev Each adapter rounds by up to the price of one of its shares, in and out.
    function _dust() internal view override returns (uint256) {
        uint256 units = 4;
        for (uint256 i = 0; i < 2; ++i) units += 2 * adapters[i].convertToAssets(1);
        return (PRICE_SHARES * units) / (vault.totalSupply() + 1e6) + 1;
    }

    /// @dev Also while an adapter is down the books go on; what they say is checked when it is up.
    function _isReadable() internal view override returns (bool isKnown) {
        (, isKnown) = vault.externalAssets();
    }

    function _instant(AdapterVault adapter) private view returns (uint256) {
        if (adapter.fault() != Fault.None) return 0;
        return _min(_allocated(adapter), adapter.maxWithdraw(address(vault)));
    }

    function _allocated(AdapterVault adapter) private view returns (uint256) {
        return earn().adapterConfig(address(adapter)).allocated;
    }

    function _expectRefused(AdapterVault adapter, uint256 idle, uint256 reserved) private {
        discardIf(reserved == 0);
        calls["allocateRefused"]++;
        try earn().allocate(address(adapter), idle - _min(idle, reserved) + 1) {
            bufferHurt++;
        } catch {}
    }
}
