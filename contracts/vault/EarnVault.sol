// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IEarnVault} from "../interfaces/IEarnVault.sol";
import {Bps} from "../libraries/Bps.sol";
import {AdapterConfig, VaultState, VaultTotals} from "../types/Vault.sol";
import {AdapterBook} from "./AdapterBook.sol";
import {YieldVault} from "./YieldVault.sol";

/// @notice Idle cash of merchants, part of it in external ERC-4626 vaults, with a buffer for payouts.
/// @dev TOKEN REQUIREMENTS: as PaymentEscrow, and below 2^120 units in the vault. Adapters must not let their price be
/// pushed down within a transaction: a lower price is a loss at once.
/// ROLES: CURATOR allows adapters, ALLOCATOR moves money between them and here, KEEPER reports, SENTINEL only lowers;
/// none of them can send money anywhere else.
/// ROUNDING: shares are made and assets paid rounded down, shares burned and assets asked rounded up, in favour of the
/// remaining shares; fee shares are rounded down.
/// LIVENESS: exits need idle or instantly available money and nobody's help, or wait in the queue. While an adapter
/// cannot be read nobody enters and exits are at the booked price, until SENTINEL removes it.
contract EarnVault is AdapterBook {
    using Math for uint256;
    using SafeCast for uint256;
    using EnumerableSet for EnumerableSet.AddressSet;

    uint48 private constant SHORTEST_WINDOW_SECONDS = 1 hours;

    /// @inheritdoc IEarnVault
    address public immutable settlement;
    /// @inheritdoc IEarnVault
    uint48 public immutable gainWindowSeconds;

    constructor(
        address authority,
        address asset_,
        address settlement_,
        address treasury,
        uint48 gainWindowSeconds_,
        string memory name_,
        string memory symbol_
    ) YieldVault(authority, asset_, treasury, name_, symbol_) {
        require(gainWindowSeconds_ >= SHORTEST_WINDOW_SECONDS, WindowTooShort(gainWindowSeconds_));
        settlement = settlement_;
        gainWindowSeconds = gainWindowSeconds_;
    }

    /// @inheritdoc IEarnVault
    function report() external restricted nonReentrant {
        (VaultState memory state, VaultTotals memory totals) = _accrue();
        uint256 gain = _uncounted(state);
        state.idle += gain.toUint120();
        gain += _bookGains();
        if (gain != 0) {
            state.needsAccrual = true;
            if (totals.supply != 0) {
                _restream(_lockedNow() + gain);
                _stream.until = uint48(block.timestamp) + gainWindowSeconds;
            }
        }
        _store(state);
        emit Reported(gain, _lockedNow(), _stream.until);
    }

    /// @inheritdoc IEarnVault
    function allocate(address adapter, uint256 amount) external restricted nonReentrant {
        // checks
        require(amount != 0, ZeroAmount());
        _requireAdapter(adapter);
        (VaultState memory state, VaultTotals memory totals) = _accrue();
        uint256 have = uint256(state.idle).saturatingSub(_buffer(totals) + _queuedAssets(totals));
        require(amount <= have, InsufficientLiquidity(have, amount));
        AdapterConfig memory config = _configs[adapter];
        uint256 allocated = config.allocated + amount;
        require(allocated <= config.cap, AdapterCapExceeded(adapter, allocated, config.cap));

        // state, event
        _configs[adapter].allocated = uint128(allocated);
        state.idle -= amount.toUint120();
        state.needsAccrual = true;
        _store(state);
        emit Allocated(adapter, amount, uint128(allocated));

        // interaction
        _put(adapter, amount);
        _settleBooks();
    }

    /// @inheritdoc IEarnVault
    function deallocate(address adapter, uint256 amount) external restricted nonReentrant {
        require(amount != 0, ZeroAmount());
        _requireAdapter(adapter);
        (VaultState memory state, ) = _accrue();
        uint256 have = _configs[adapter].allocated;
        require(amount <= have, InsufficientLiquidity(have, amount));
        require(_tryTake(state, adapter, amount), InsufficientLiquidity(_instantOf(adapter), amount));
        _store(state);
        _settleBooks();
    }

    /// @inheritdoc IEarnVault
    function setAdapter(address adapter, uint128 cap) external restricted {
        if (!_adapters.contains(adapter)) {
            address theirs = IERC4626(adapter).asset();
            require(theirs == asset() && adapter != address(this), AssetMismatch(adapter, theirs));
            _adapters.add(adapter);
            require(_adapters.length() <= MAX_ADAPTERS, TooManyAdapters(MAX_ADAPTERS));
        }
        _setCap(adapter, cap);
    }

    /// @inheritdoc IEarnVault
    function lowerAdapterCap(address adapter, uint128 cap) external restricted {
        _requireAdapter(adapter);
        uint128 present = _configs[adapter].cap;
        require(cap < present, CapNotLower(adapter, cap, present));
        _setCap(adapter, cap);
    }

    /// @inheritdoc IEarnVault
    function removeAdapter(address adapter) external restricted nonReentrant {
        _requireAdapter(adapter);
        (VaultState memory state, ) = _accrue();
        uint256 left = _redeemAll(state, adapter);
        if (left != 0) {
            (bool isRead, uint256 value) = _valueOf(adapter);
            require(!isRead || value == 0, AdapterNotEmpty(adapter, left));
            uint256 locked = _lockedNow();
            _restream(locked - Math.min(locked, left));
            emit LossRealised(adapter, left, 0);
        }
        _adapters.remove(adapter);
        delete _configs[adapter];
        emit AdapterRemoved(adapter);
        _store(state);
        _settleBooks();
    }

    /// @inheritdoc IEarnVault
    function setBuffer(uint16 bufferBps) external restricted {
        _setBuffer(bufferBps);
    }

    /// @inheritdoc IEarnVault
    function raiseBuffer(uint16 bufferBps) external restricted {
        require(bufferBps > _stream.bufferBps, BufferNotHigher(bufferBps, _stream.bufferBps));
        _setBuffer(bufferBps);
    }

    /// @inheritdoc IEarnVault
    function payoutBuffer() external view nonReentrantView returns (uint256) {
        (, VaultTotals memory totals) = _preview();
        return _buffer(totals);
    }

    /// @dev Settlement may use the buffer, and leaves the queue what is above it.
    function _available(
        address owner,
        VaultState memory state,
        VaultTotals memory totals
    ) internal view override returns (uint256) {
        uint256 liquid = _liquid(state);
        if (!state.hasPriorClaims) return liquid;
        uint256 buffer = _buffer(totals);
        uint256 queued = _queuedAssets(totals);
        if (owner == settlement) return Math.max(Math.min(liquid, buffer), liquid.saturatingSub(queued));
        return liquid.saturatingSub(buffer + queued);
    }

    function _fillable(VaultState memory state, VaultTotals memory totals) internal view override returns (uint256) {
        return _liquid(state).saturatingSub(_buffer(totals));
    }

    /// @dev Money of adapters comes first where the buffer would be touched, so that the buffer stays idle. Shares that
    /// are worth nothing touch no buffer, whatever is there of it.
    function _bringHome(
        VaultState memory state,
        VaultTotals memory totals,
        address owner,
        uint256 assets
    ) internal override {
        if (assets == 0 || !state.needsAccrual) return;
        uint256 wanted = assets;
        if (owner != settlement && state.hasPriorClaims) wanted += _buffer(totals);
        for (uint256 i = 0; i < _adapters.length() && state.idle < wanted; ++i) {
            address adapter = _adapters.at(i);
            uint256 part = Math.min(_instantOf(adapter), wanted - state.idle);
            if (part != 0) _tryTake(state, adapter, part);
        }
        require(state.idle >= wanted, InsufficientLiquidity(state.idle, wanted));
    }

    function _hasPriorClaims() internal view override returns (bool) {
        return _stream.bufferBps != 0 || super._hasPriorClaims();
    }

    /// @dev While there are shares, tokens of nobody become a gain at the next report.
    function _uncountedSurplus(
        VaultState memory state,
        VaultTotals memory totals
    ) internal view override returns (uint256) {
        return totals.supply == 0 ? _uncounted(state) : 0;
    }

    /// @dev Rounded up; no more than Settlement's shares are worth, so that others never wait for nobody.
    function _buffer(VaultTotals memory totals) private view returns (uint256) {
        uint256 bufferBps = _stream.bufferBps;
        if (bufferBps == 0) return 0;
        uint256 part = Math.mulDiv(totals.assets, bufferBps, Bps.ONE, Math.Rounding.Ceil);
        return Math.min(part, _toAssets(balanceOf(settlement), totals, Math.Rounding.Ceil));
    }

    function _liquid(VaultState memory state) private view returns (uint256) {
        return state.needsAccrual ? state.idle + _instantLiquidity() : state.idle;
    }

    /// @dev Gains of adapters enter the books here and stream from now on.
    function _bookGains() private returns (uint256 gain) {
        for (uint256 i = 0; i < _adapters.length(); ++i) {
            address adapter = _adapters.at(i);
            AdapterConfig memory config = _configs[adapter];
            (bool isRead, uint256 value) = _valueOf(adapter);
            if (!isRead || value <= config.allocated) continue;
            gain += value - config.allocated;
            _configs[adapter].allocated = uint128(value);
            emit AdapterSet(adapter, config.cap, uint128(value));
        }
    }

    function _requireAdapter(address adapter) private view {
        require(_adapters.contains(adapter), NotAnAdapter(adapter));
    }

    function _setCap(address adapter, uint128 cap) private {
        _configs[adapter].cap = cap;
        emit AdapterSet(adapter, cap, _configs[adapter].allocated);
    }

    function _setBuffer(uint16 bufferBps) private {
        require(bufferBps <= Bps.ONE, BpsOverflow(bufferBps));
        _stream.bufferBps = bufferBps;
        _state.hasPriorClaims = _hasPriorClaims();
        emit BufferSet(bufferBps);
    }
}
