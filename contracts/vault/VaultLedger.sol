// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IYieldVault} from "../interfaces/IYieldVault.sol";
import {Bps} from "../libraries/Bps.sol";
import {Gated} from "../libraries/Gated.sol";
import {Verb} from "../types/Compliance.sol";
import {FeeTerms, VaultAside, VaultState, VaultTotals} from "../types/Vault.sol";

/// @notice What a share is worth: accrual, fee and surplus, conversions, and the views of ERC-4626.
/// @dev A verb calls _accrue, works on the state it returns, and stores it once.
abstract contract VaultLedger is IYieldVault, ERC4626, ERC20Permit, Gated, ReentrancyGuardTransient {
    using Math for uint256;
    using SafeCast for uint256;

    /// @dev What an accrual changes.
    struct Accrual {
        uint256 assets;
        uint256 feeShares;
        uint256 surplus;
        uint256 lossCarried;
    }

    uint8 private constant DECIMALS_OFFSET = 6;
    uint256 private constant VIRTUAL_SHARES = 10 ** DECIMALS_OFFSET;
    uint256 internal constant MAX_ASSETS = type(uint120).max;
    /// @dev Below a millionth of the initial price nobody enters: shares would outgrow what arithmetic can hold.
    uint256 private constant LOWEST_PRICE_DIVISOR = 1e6;

    VaultState internal _state;
    VaultAside internal _aside;
    FeeTerms internal _fee;

    /// @inheritdoc IYieldVault
    function vaultState() external view nonReentrantView returns (VaultState memory) {
        return _state;
    }

    /// @inheritdoc IYieldVault
    function vaultAside() external view nonReentrantView returns (VaultAside memory) {
        return _aside;
    }

    /// @inheritdoc IYieldVault
    function feeTerms() external view returns (FeeTerms memory) {
        return _fee;
    }

    /// @inheritdoc IYieldVault
    function availableLiquidity() external view nonReentrantView returns (uint256) {
        (VaultState memory state, VaultTotals memory totals) = _preview();
        return _mayExit(totals) ? _available(address(0), state, totals) : 0;
    }

    /// @inheritdoc ERC4626
    function totalAssets() public view override nonReentrantView returns (uint256) {
        (, VaultTotals memory totals) = _preview();
        return totals.assets;
    }

    /// @inheritdoc ERC4626
    function convertToShares(uint256 assets) public view override nonReentrantView returns (uint256) {
        return _previewShares(assets, Math.Rounding.Floor);
    }

    /// @inheritdoc ERC4626
    function convertToAssets(uint256 shares) public view override nonReentrantView returns (uint256) {
        return _previewAssets(shares, Math.Rounding.Floor);
    }

    /// @inheritdoc ERC4626
    function previewDeposit(uint256 assets) public view override returns (uint256) {
        return convertToShares(assets);
    }

    /// @inheritdoc ERC4626
    function previewMint(uint256 shares) public view override nonReentrantView returns (uint256) {
        return _previewAssets(shares, Math.Rounding.Ceil);
    }

    /// @inheritdoc ERC4626
    function previewWithdraw(uint256 assets) public view override nonReentrantView returns (uint256) {
        return _previewShares(assets, Math.Rounding.Ceil);
    }

    /// @inheritdoc ERC4626
    function previewRedeem(uint256 shares) public view override returns (uint256) {
        return convertToAssets(shares);
    }

    /// @inheritdoc ERC4626
    function maxDeposit(address receiver) public view override nonReentrantView returns (uint256) {
        (VaultState memory state, VaultTotals memory totals) = _preview();
        return _mayEnter(Verb.VaultDeposit, receiver, asset()) ? _room(state, totals) : 0;
    }

    /// @inheritdoc ERC4626
    function maxMint(address receiver) public view override nonReentrantView returns (uint256) {
        (VaultState memory state, VaultTotals memory totals) = _preview();
        if (!_mayEnter(Verb.VaultDeposit, receiver, asset())) return 0;
        return _toShares(_room(state, totals), totals, Math.Rounding.Floor);
    }

    /// @inheritdoc ERC4626
    function maxWithdraw(address owner) public view override nonReentrantView returns (uint256) {
        (VaultState memory state, VaultTotals memory totals) = _preview();
        return _mayExit(totals) ? _maxWithdraw(owner, state, totals) : 0;
    }

    /// @inheritdoc ERC4626
    function maxRedeem(address owner) public view override nonReentrantView returns (uint256) {
        (VaultState memory state, VaultTotals memory totals) = _preview();
        return _mayExit(totals) ? _maxRedeem(owner, state, totals) : 0;
    }

    /// @inheritdoc ERC4626
    function decimals() public view override(ERC20, ERC4626) returns (uint8) {
        return ERC4626.decimals();
    }

    /// @dev Brings total assets up to now: what is known of positions, growth, fee shares, loss.
    function _accrue() internal returns (VaultState memory state, VaultTotals memory totals) {
        (state, totals) = _untouched();
        if (!state.needsAccrual && totals.supply != 0) return (state, totals);

        (uint256 gross, bool isKnown, bool isInvested) = _realise(state.idle, totals.supply != 0);
        require(isKnown || _exitsAtBook(), PositionUnreadable());
        VaultAside memory aside = _aside;
        Accrual memory accrual = _accrual(totals.supply, gross, state.lastTotalAssets, aside);
        _book(accrual, state.lastTotalAssets, aside);
        totals.assets = accrual.assets;
        totals.supply += accrual.feeShares;
        totals.isKnown = isKnown;
        state.lastTotalAssets = accrual.assets.toUint120();
        state.needsAccrual = isInvested || accrual.surplus != 0;
    }

    /// @dev What _accrue would find.
    function _preview() internal view returns (VaultState memory state, VaultTotals memory totals) {
        (state, totals) = _untouched();
        if (!state.needsAccrual && totals.supply != 0) return (state, totals);
        uint256 gross;
        (gross, totals.isKnown) = _grossAssets(state.idle, totals.supply != 0);
        Accrual memory accrual = _accrual(totals.supply, gross, state.lastTotalAssets, _aside);
        totals.assets = accrual.assets;
        totals.supply += accrual.feeShares;
    }

    /// @dev Once per verb.
    function _store(VaultState memory state) internal {
        _state = state;
    }

    /// @dev Rounds as named; 10^6 virtual shares and one virtual unit make the first price.
    function _toShares(
        uint256 assets,
        VaultTotals memory totals,
        Math.Rounding rounding
    ) internal pure returns (uint256) {
        return assets.mulDiv(totals.supply + VIRTUAL_SHARES, totals.assets + 1, rounding);
    }

    function _toAssets(
        uint256 shares,
        VaultTotals memory totals,
        Math.Rounding rounding
    ) internal pure returns (uint256) {
        return shares.mulDiv(totals.assets + 1, totals.supply + VIRTUAL_SHARES, rounding);
    }

    function _maxWithdraw(
        address owner,
        VaultState memory state,
        VaultTotals memory totals
    ) internal view returns (uint256) {
        uint256 owned = _toAssets(balanceOf(owner), totals, Math.Rounding.Floor);
        return Math.min(owned, _available(owner, state, totals));
    }

    function _maxRedeem(
        address owner,
        VaultState memory state,
        VaultTotals memory totals
    ) internal view returns (uint256) {
        return _payableShares(balanceOf(owner), _available(owner, state, totals), totals);
    }

    /// @dev As many of `shares` as `liquidity` pays for.
    function _payableShares(
        uint256 shares,
        uint256 liquidity,
        VaultTotals memory totals
    ) internal pure returns (uint256) {
        bool isEnough = _toAssets(shares, totals, Math.Rounding.Floor) <= liquidity;
        return isEnough ? shares : _toShares(liquidity, totals, Math.Rounding.Floor);
    }

    /// @dev How much more fits: nothing while something cannot be read or almost everything was lost.
    function _room(VaultState memory state, VaultTotals memory totals) internal pure returns (uint256) {
        if (!totals.isKnown) return 0;
        if (totals.supply / LOWEST_PRICE_DIVISOR > (totals.assets + 1) * VIRTUAL_SHARES) return 0;
        return MAX_ASSETS.saturatingSub(totals.assets + state.idle);
    }

    function _mayExit(VaultTotals memory totals) internal pure returns (bool) {
        return totals.isKnown || _exitsAtBook();
    }

    function _decimalsOffset() internal pure override returns (uint8) {
        return DECIMALS_OFFSET;
    }

    /// @dev Everything counted, without what still streams; positions at what they are worth, up to what was booked.
    function _grossAssets(uint256 idle, bool hasShares) internal view virtual returns (uint256 gross, bool isKnown);

    /// @dev As _grossAssets, and writes off what is lost. Invested: gross may change without a verb.
    function _realise(
        uint256 idle,
        bool hasShares
    ) internal virtual returns (uint256 gross, bool isKnown, bool isInvested);

    /// @dev Units that may leave now to `owner`; its shares are not looked at.
    function _available(
        address owner,
        VaultState memory state,
        VaultTotals memory totals
    ) internal view virtual returns (uint256);

    /// @dev Whether shares leave at the booked price while something cannot be read; nobody enters then.
    function _exitsAtBook() internal pure virtual returns (bool);

    function _untouched() private view returns (VaultState memory state, VaultTotals memory totals) {
        state = _state;
        totals = VaultTotals({assets: state.idle, supply: totalSupply(), isKnown: true});
    }

    /// @dev Without shares everything is surplus. A loss takes surplus first; growth makes up for losses, then owes
    /// the fee, whose shares are rounded down in favour of the others.
    function _accrual(
        uint256 supply,
        uint256 gross,
        uint256 last,
        VaultAside memory aside
    ) private view returns (Accrual memory accrual) {
        if (supply == 0) {
            accrual.surplus = gross;
            return accrual;
        }
        accrual.surplus = Math.min(aside.surplus, gross.saturatingSub(last));
        accrual.assets = gross - accrual.surplus;
        if (accrual.assets <= last) {
            accrual.lossCarried = Math.min(aside.lossCarried + (last - accrual.assets), type(uint120).max);
            return accrual;
        }
        uint256 growth = accrual.assets - last;
        uint256 covered = Math.min(growth, aside.lossCarried);
        accrual.lossCarried = aside.lossCarried - covered;
        uint256 feeAssets = Bps.shareDown(growth - covered, _fee.feeBps);
        accrual.feeShares = feeAssets.mulDiv(supply + VIRTUAL_SHARES, accrual.assets + 1 - feeAssets);
    }

    function _book(Accrual memory accrual, uint256 last, VaultAside memory aside) private {
        bool isAsideSame = accrual.surplus == aside.surplus && accrual.lossCarried == aside.lossCarried;
        if (isAsideSame && accrual.assets == last) return;
        if (!isAsideSame) _aside = VaultAside(accrual.surplus.toUint120(), accrual.lossCarried.toUint120());
        if (accrual.feeShares != 0) _mint(_fee.treasury, accrual.feeShares);
        emit Accrued(accrual.assets, accrual.feeShares, accrual.surplus, accrual.lossCarried);
    }

    function _previewShares(uint256 assets, Math.Rounding rounding) private view returns (uint256) {
        (, VaultTotals memory totals) = _preview();
        return _toShares(assets, totals, rounding);
    }

    function _previewAssets(uint256 shares, Math.Rounding rounding) private view returns (uint256) {
        (, VaultTotals memory totals) = _preview();
        return _toAssets(shares, totals, rounding);
    }
}
