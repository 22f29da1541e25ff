// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IEarnVault} from "../interfaces/IEarnVault.sol";
import {IYieldVault} from "../interfaces/IYieldVault.sol";
import {BoundedRead} from "../libraries/BoundedRead.sol";
import {AdapterConfig, GainStream, VaultState} from "../types/Vault.sol";
import {YieldVault} from "./YieldVault.sol";

/// @notice What external vaults hold of ours, and the gain that streams.
/// @dev The book of an adapter falls to what it is worth whenever a verb looks, and rises at a report only.
abstract contract AdapterBook is IEarnVault, YieldVault {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @dev All adapters as the books have them, and what they lost since.
    struct Measured {
        uint256 allocated;
        uint256 loss;
        uint256 locked;
        bool isKnown;
    }

    uint256 internal constant MAX_ADAPTERS = 8;
    /// @dev For each of the two reads that value an adapter.
    uint256 private constant READ_GAS = 400_000;
    /// @dev One part in 10,000 and two roundings may be lost when money enters an adapter.
    uint256 private constant SLIPPAGE_DIVISOR = 10_000;
    uint256 private constant SLIPPAGE_ROUNDING = 2;

    GainStream internal _stream;
    EnumerableSet.AddressSet internal _adapters;
    mapping(address adapter => AdapterConfig) internal _configs;

    /// @inheritdoc IEarnVault
    function adapterConfig(address adapter) external view nonReentrantView returns (AdapterConfig memory) {
        return _configs[adapter];
    }

    /// @inheritdoc IEarnVault
    function adapters() external view returns (address[] memory) {
        return _adapters.values();
    }

    /// @inheritdoc IEarnVault
    function gainStream() external view nonReentrantView returns (GainStream memory) {
        return _stream;
    }

    /// @inheritdoc IEarnVault
    function lockedGain() external view nonReentrantView returns (uint256) {
        return _lockedNow();
    }

    /// @inheritdoc IYieldVault
    function externalAssets() external view nonReentrantView returns (uint256 assets, bool isKnown) {
        isKnown = true;
        for (uint256 i = 0; i < _adapters.length(); ++i) {
            (bool isRead, uint256 value) = _valueOf(_adapters.at(i));
            assets += value;
            isKnown = isKnown && isRead;
        }
    }

    function _grossAssets(uint256 idle, bool hasShares) internal view override returns (uint256 gross, bool isKnown) {
        Measured memory measured = _measure(hasShares);
        return (idle + measured.allocated - measured.locked, measured.isKnown);
    }

    function _realise(
        uint256 idle,
        bool hasShares
    ) internal override returns (uint256 gross, bool isKnown, bool isInvested) {
        Measured memory measured = _measure(hasShares);
        if (measured.loss != 0) _writeOff();
        if (measured.loss != 0 || !hasShares) _restream(measured.locked);
        gross = idle + measured.allocated - measured.locked;
        return (gross, measured.isKnown, measured.allocated != 0 || measured.locked != 0);
    }

    function _exitsAtBook() internal pure override returns (bool) {
        return true;
    }

    /// @dev A loss takes of the gain that still streams first. Without shares nothing streams.
    function _measure(bool hasShares) internal view returns (Measured memory measured) {
        measured.isKnown = true;
        for (uint256 i = 0; i < _adapters.length(); ++i) {
            address adapter = _adapters.at(i);
            uint256 allocated = _configs[adapter].allocated;
            if (allocated == 0) continue;
            (bool isRead, uint256 value) = _valueOf(adapter);
            if (!isRead) measured.isKnown = false;
            if (isRead && value < allocated) {
                measured.loss += allocated - value;
                allocated = value;
            }
            measured.allocated += allocated;
        }
        uint256 locked = hasShares ? _lockedNow() : 0;
        measured.locked = locked - Math.min(locked, measured.loss);
    }

    /// @dev What redeeming everything in an adapter would give. Too little gas reverts, so that nobody makes a loss
    /// unreadable.
    function _valueOf(address adapter) internal view returns (bool isRead, uint256 value) {
        uint256 shares;
        (isRead, shares) = _read(adapter, abi.encodeCall(IERC20.balanceOf, (address(this))));
        if (!isRead || shares == 0) return (isRead, 0);
        (isRead, value) = _read(adapter, abi.encodeCall(IERC4626.previewRedeem, (shares)));
        return value <= MAX_ASSETS ? (isRead, value) : (false, 0);
    }

    /// @dev What an adapter would give back now, up to what is booked.
    function _instantOf(address adapter) internal view returns (uint256) {
        uint256 allocated = _configs[adapter].allocated;
        if (allocated == 0) return 0;
        (, uint256 instant) = _read(adapter, abi.encodeCall(IERC4626.maxWithdraw, (address(this))));
        return Math.min(instant, allocated);
    }

    function _instantLiquidity() internal view returns (uint256 instant) {
        for (uint256 i = 0; i < _adapters.length(); ++i) instant += _instantOf(_adapters.at(i));
    }

    /// @dev Gives `amount` to an adapter and sees that it is credited there.
    function _put(address adapter, uint256 amount) internal {
        IERC20 token = IERC20(asset());
        uint256 before = token.balanceOf(address(this));
        (, uint256 valueBefore) = _valueOf(adapter);
        token.forceApprove(adapter, amount);
        IERC4626(adapter).deposit(amount, address(this));
        token.forceApprove(adapter, 0);
        uint256 sent = before - token.balanceOf(address(this));
        require(sent == amount, InexactTransfer(address(token), amount, sent));
        (, uint256 value) = _valueOf(adapter);
        uint256 credited = value - Math.min(value, valueBefore);
        uint256 tolerated = amount / SLIPPAGE_DIVISOR + SLIPPAGE_ROUNDING;
        require(credited + tolerated >= amount, AdapterSlippage(adapter, amount, credited));
    }

    /// @dev Takes exactly `amount` back; an adapter that refuses changes nothing.
    function _tryTake(VaultState memory state, address adapter, uint256 amount) internal returns (bool taken) {
        IERC20 token = IERC20(asset());
        uint256 before = token.balanceOf(address(this));
        taken = LowLevelCall.callNoReturn(
            adapter,
            abi.encodeCall(IERC4626.withdraw, (amount, address(this), address(this)))
        );
        if (!taken) return false;
        uint256 received = token.balanceOf(address(this)) - before;
        require(received == amount, InexactTransfer(address(token), amount, received));
        uint128 allocated = _configs[adapter].allocated - amount.toUint128();
        _configs[adapter].allocated = allocated;
        state.idle += amount.toUint120();
        emit Deallocated(adapter, amount, allocated);
    }

    /// @dev Takes everything back that an adapter gives for its shares; never counts more than was booked.
    function _redeemAll(VaultState memory state, address adapter) internal returns (uint256 left) {
        left = _configs[adapter].allocated;
        (, uint256 shares) = _read(adapter, abi.encodeCall(IERC20.balanceOf, (address(this))));
        if (shares == 0) return left;
        IERC20 token = IERC20(asset());
        uint256 before = token.balanceOf(address(this));
        bytes memory request = abi.encodeCall(IERC4626.redeem, (shares, address(this), address(this)));
        if (!LowLevelCall.callNoReturn(adapter, request)) return left;
        uint256 received = Math.min(token.balanceOf(address(this)) - before, left);
        state.idle += received.toUint120();
        left -= received;
        emit Deallocated(adapter, received, left.toUint128());
    }

    /// @dev Starts the stream again at now with `locked`; it ends when it would have.
    function _restream(uint256 locked) internal {
        uint48 timestamp = uint48(block.timestamp);
        GainStream storage stream = _stream;
        (stream.locked, stream.since) = (locked.toUint120(), timestamp);
        if (stream.until < timestamp) stream.until = timestamp;
    }

    /// @dev Rounded up, so that total assets are rounded down.
    function _lockedNow() internal view returns (uint256) {
        GainStream memory stream = _stream;
        if (block.timestamp >= stream.until) return 0;
        uint256 left = stream.until - block.timestamp;
        return Math.ceilDiv(stream.locked * left, stream.until - stream.since);
    }

    function _writeOff() private {
        for (uint256 i = 0; i < _adapters.length(); ++i) {
            address adapter = _adapters.at(i);
            uint128 allocated = _configs[adapter].allocated;
            if (allocated == 0) continue;
            (bool isRead, uint256 value) = _valueOf(adapter);
            if (!isRead || value >= allocated) continue;
            _configs[adapter].allocated = uint128(value);
            emit LossRealised(adapter, allocated - value, uint128(value));
        }
    }

    function _read(address adapter, bytes memory request) private view returns (bool isRead, uint256 word) {
        uint256 needed = (READ_GAS * 64) / 63 + 10_000;
        require(gasleft() > needed, InsufficientGas(gasleft(), needed));
        return BoundedRead.tryReadWord(adapter, request, READ_GAS);
    }
}
