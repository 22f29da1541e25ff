// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IYieldVault} from "../interfaces/IYieldVault.sol";
import {Gated} from "../libraries/Gated.sol";
import {Verb} from "../types/Compliance.sol";
import {VaultState, VaultTotals} from "../types/Vault.sol";
import {RedeemQueue} from "./RedeemQueue.sol";

/// @notice The verbs of ERC-4626 on the stored books, the fee and the surplus.
/// @dev Amounts are at most 2^120 - 1 units in all.
abstract contract YieldVault is RedeemQueue {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    uint16 private constant MAX_FEE_BPS = 3_000;

    constructor(
        address authority,
        address asset_,
        address treasury,
        string memory name_,
        string memory symbol_
    ) ERC20(name_, symbol_) ERC20Permit(name_) ERC4626(IERC20(asset_)) Gated(authority) {
        _setTreasury(treasury);
    }

    /// @inheritdoc IYieldVault
    function accrue() external nonReentrant {
        _settleBooks();
    }

    /// @inheritdoc IYieldVault
    function takeSurplus() external nonReentrant returns (uint256 amount) {
        // checks
        (VaultState memory state, VaultTotals memory totals) = _accrue();
        uint256 counted = Math.min(_aside.surplus, state.idle - Math.min(state.idle, totals.assets));
        amount = counted + _uncountedSurplus(state, totals);
        require(amount != 0, ZeroAmount());

        // state, event
        _aside.surplus -= counted.toUint120();
        state.idle -= counted.toUint120();
        _store(state);
        address treasury = _fee.treasury;
        emit SurplusTaken(treasury, amount);

        // interaction
        IERC20(asset()).safeTransfer(treasury, amount);
    }

    /// @inheritdoc IYieldVault
    function setPerformanceFee(uint16 feeBps) external restricted nonReentrant {
        require(feeBps <= MAX_FEE_BPS, FeeTooHigh(feeBps, MAX_FEE_BPS));
        _settleBooks();
        _fee.feeBps = feeBps;
        emit PerformanceFeeSet(feeBps);
    }

    /// @inheritdoc IYieldVault
    function setTreasury(address treasury) external restricted nonReentrant {
        _settleBooks();
        _setTreasury(treasury);
    }

    /// @inheritdoc ERC4626
    function deposit(uint256 assets, address receiver) public override nonReentrant returns (uint256 shares) {
        // checks
        (VaultState memory state, VaultTotals memory totals) = _accrueForEntry(receiver);
        uint256 room = _room(state, totals);
        require(assets <= room, ERC4626ExceededMaxDeposit(receiver, assets, room));
        shares = _toShares(assets, totals, Math.Rounding.Floor);
        require(shares != 0, ZeroAmount());

        // state, event, interaction
        _enter(state, receiver, assets, shares);
    }

    /// @inheritdoc ERC4626
    function mint(uint256 shares, address receiver) public override nonReentrant returns (uint256 assets) {
        // checks
        (VaultState memory state, VaultTotals memory totals) = _accrueForEntry(receiver);
        uint256 room = _toShares(_room(state, totals), totals, Math.Rounding.Floor);
        require(shares <= room, ERC4626ExceededMaxMint(receiver, shares, room));
        require(shares != 0, ZeroAmount());
        assets = _toAssets(shares, totals, Math.Rounding.Ceil);

        // state, event, interaction
        _enter(state, receiver, assets, shares);
    }

    /// @inheritdoc ERC4626
    function withdraw(
        uint256 assets,
        address receiver,
        address owner
    ) public override nonReentrant returns (uint256 shares) {
        // checks
        require(assets != 0, ZeroAmount());
        (VaultState memory state, VaultTotals memory totals) = _accrue();
        uint256 limit = _maxWithdraw(owner, state, totals);
        require(assets <= limit, ERC4626ExceededMaxWithdraw(owner, assets, limit));
        shares = _toShares(assets, totals, Math.Rounding.Ceil);

        // state, event, interaction
        _exit(state, totals, receiver, owner, assets, shares);
    }

    /// @inheritdoc ERC4626
    function redeem(
        uint256 shares,
        address receiver,
        address owner
    ) public override nonReentrant returns (uint256 assets) {
        // checks
        require(shares != 0, ZeroAmount());
        (VaultState memory state, VaultTotals memory totals) = _accrue();
        uint256 limit = _maxRedeem(owner, state, totals);
        require(shares <= limit, ERC4626ExceededMaxRedeem(owner, shares, limit));
        assets = _toAssets(shares, totals, Math.Rounding.Floor);

        // state, event, interaction
        _exit(state, totals, receiver, owner, assets, shares);
    }

    function _settleBooks() internal {
        (VaultState memory state, ) = _accrue();
        _store(state);
    }

    /// @dev Tokens of nobody that takeSurplus may send besides the counted surplus.
    function _uncountedSurplus(
        VaultState memory state,
        VaultTotals memory totals
    ) internal view virtual returns (uint256);

    /// @dev The gate is asked about who receives shares and about who pays for them.
    function _accrueForEntry(address receiver) private returns (VaultState memory state, VaultTotals memory totals) {
        _requireEntry(Verb.VaultDeposit, receiver, asset());
        if (msg.sender != receiver) _requireEntry(Verb.VaultDeposit, msg.sender, asset());
        (state, totals) = _accrue();
        require(totals.isKnown, PositionUnreadable());
    }

    function _enter(VaultState memory state, address receiver, uint256 assets, uint256 shares) private {
        // state, event
        state.idle += assets.toUint120();
        state.lastTotalAssets += assets.toUint120();
        _store(state);
        _mint(receiver, shares);
        emit Deposit(msg.sender, receiver, assets, shares);

        // interaction
        IERC20 token = IERC20(asset());
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), assets);
        uint256 received = token.balanceOf(address(this)) - before;
        require(received == assets, InexactTransfer(address(token), assets, received));
    }

    function _exit(
        VaultState memory state,
        VaultTotals memory totals,
        address receiver,
        address owner,
        uint256 assets,
        uint256 shares
    ) private {
        // state, event
        if (msg.sender != owner) _spendAllowance(owner, msg.sender, shares);
        _burn(owner, shares);
        _bringHome(state, totals, owner, assets);
        state.idle -= assets.toUint120();
        state.lastTotalAssets -= assets.toUint120();
        _store(state);
        emit Withdraw(msg.sender, receiver, owner, assets, shares);

        // interaction
        IERC20(asset()).safeTransfer(receiver, assets);
    }

    function _setTreasury(address treasury) private {
        require(treasury != address(0) && treasury != address(this), InvalidAddress(treasury));
        _fee.treasury = treasury;
        emit TreasurySet(treasury);
    }
}
