// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IYieldVault} from "../interfaces/IYieldVault.sol";
import {RedeemRequest, VaultState, VaultTotals} from "../types/Vault.sol";
import {VaultLedger} from "./VaultLedger.sol";

/// @notice Shares that wait for liquidity, first come, first served; the vault holds them until they are filled.
abstract contract RedeemQueue is VaultLedger {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    mapping(uint256 id => RedeemRequest) private _requests;
    uint256 private _queuedShares;
    uint256 private _claimable;
    uint256 private _head = 1;
    uint256 private _next = 1;

    /// @inheritdoc IYieldVault
    function requestRedeem(uint256 shares) external nonReentrant returns (uint256 id) {
        // checks
        require(shares != 0, ZeroAmount());

        // state, event
        id = _next++;
        _requests[id] = RedeemRequest(msg.sender, shares, 0);
        _transfer(msg.sender, address(this), shares);
        _setQueuedShares(_queuedShares + shares);
        emit RedeemRequested(id, msg.sender, shares);
    }

    /// @inheritdoc IYieldVault
    function fill(uint256 max) external nonReentrant returns (uint256 assets) {
        (VaultState memory state, VaultTotals memory totals) = _accrue();
        uint256 shares;
        (assets, shares) = _fillOldest(max, _fillable(state, totals), totals);
        if (shares != 0) {
            _burn(address(this), shares);
            _bringHome(state, totals, address(0), assets);
            state.idle -= assets.toUint120();
            state.lastTotalAssets -= assets.toUint120();
            _claimable += assets;
            _queuedShares -= shares;
            state.hasPriorClaims = _hasPriorClaims();
        }
        _store(state);
    }

    /// @inheritdoc IYieldVault
    function claimRedeem(uint256 id, address to) external nonReentrant returns (uint256 assets) {
        // checks
        RedeemRequest storage request = _ownRequest(id);
        assets = request.claimable;
        require(assets != 0, NothingWaiting(id));

        // state, event
        request.claimable = 0;
        _claimable -= assets;
        emit RedeemClaimed(id, to, assets);

        // interaction
        IERC20(asset()).safeTransfer(to, assets);
    }

    /// @inheritdoc IYieldVault
    function cancelRedeem(uint256 id) external nonReentrant returns (uint256 shares) {
        // checks
        RedeemRequest storage request = _ownRequest(id);
        shares = request.shares;
        require(shares != 0, NothingWaiting(id));

        // state, event
        request.shares = 0;
        _transfer(address(this), msg.sender, shares);
        _setQueuedShares(_queuedShares - shares);
        emit RedeemCancelled(id, shares);
    }

    /// @inheritdoc IYieldVault
    function redeemRequest(uint256 id) external view nonReentrantView returns (RedeemRequest memory) {
        return _requests[id];
    }

    /// @inheritdoc IYieldVault
    function queueTotals() external view nonReentrantView returns (uint256 shares, uint256 claimable) {
        return (_queuedShares, _claimable);
    }

    /// @inheritdoc IYieldVault
    function queueRange() external view nonReentrantView returns (uint256 head, uint256 next) {
        return (_head, _next);
    }

    /// @dev What the queue would take if it were filled now, rounded up.
    function _queuedAssets(VaultTotals memory totals) internal view returns (uint256) {
        return _toAssets(_queuedShares, totals, Math.Rounding.Ceil);
    }

    /// @dev Tokens here beyond what is counted and what waits to be claimed.
    function _uncounted(VaultState memory state) internal view returns (uint256) {
        return IERC20(asset()).balanceOf(address(this)) - state.idle - _claimable;
    }

    /// @dev Whether a withdrawal has to leave something for others.
    function _hasPriorClaims() internal view virtual returns (bool) {
        return _queuedShares != 0;
    }

    /// @dev Units that the queue may have now.
    function _fillable(VaultState memory state, VaultTotals memory totals) internal view virtual returns (uint256);

    /// @dev Makes `assets` idle for `owner`, zero being the queue; reverts when that fails.
    function _bringHome(
        VaultState memory state,
        VaultTotals memory totals,
        address owner,
        uint256 assets
    ) internal virtual;

    /// @dev The price stays the same from request to request, but for roundings in favour of the remaining shares.
    /// `totals` stay as they were: what may be filled was reckoned from them.
    function _fillOldest(
        uint256 max,
        uint256 liquidity,
        VaultTotals memory totals
    ) private returns (uint256 assets, uint256 shares) {
        VaultTotals memory left = VaultTotals(totals.assets, totals.supply, totals.isKnown);
        (uint256 id, uint256 next) = (_head, _next);
        for (uint256 i = 0; i < max && id < next; ++i) {
            (uint256 paid, uint256 burned, bool isDone) = _fillOne(id, liquidity - assets, left);
            (assets, shares) = (assets + paid, shares + burned);
            (left.assets, left.supply) = (left.assets - paid, left.supply - burned);
            if (!isDone) break;
            ++id;
        }
        _head = id;
    }

    function _fillOne(
        uint256 id,
        uint256 liquidity,
        VaultTotals memory totals
    ) private returns (uint256 assets, uint256 shares, bool isDone) {
        RedeemRequest storage request = _requests[id];
        uint256 waiting = request.shares;
        shares = _payableShares(waiting, liquidity, totals);
        isDone = shares == waiting;
        if (shares == 0) return (0, 0, isDone);
        assets = _toAssets(shares, totals, Math.Rounding.Floor);
        request.shares = waiting - shares;
        uint256 claimable = request.claimable + assets;
        request.claimable = claimable;
        emit RedeemFilled(id, shares, assets, waiting - shares, claimable);
    }

    function _ownRequest(uint256 id) private view returns (RedeemRequest storage request) {
        request = _requests[id];
        require(msg.sender == request.owner, InvalidSender(msg.sender, request.owner));
    }

    function _setQueuedShares(uint256 shares) private {
        _queuedShares = shares;
        _state.hasPriorClaims = _hasPriorClaims();
    }
}
