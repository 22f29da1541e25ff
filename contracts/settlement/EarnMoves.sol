// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ISettlementEarn} from "../interfaces/ISettlementEarn.sol";
import {ISharedErrors} from "../interfaces/ISharedErrors.sol";
import {Bps} from "../libraries/Bps.sol";
import {BalanceKind, EarnSetting} from "../types/Settlement.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Money between Settlement's books and an earn vault, linked to Settlement, which runs it on its own storage.
/// @dev The vault is measured, never believed: what left, what arrived and which shares moved are differences of
/// balances, and no account pays with the shares of another (S10).
library EarnMoves {
    using Ledger for Ledger.Books;
    using SafeERC20 for IERC20;

    struct Earnings {
        mapping(address token => address) vaultOf;
        mapping(address account => mapping(address token => EarnSetting)) settings;
        mapping(address account => mapping(address token => uint256)) shares;
    }

    /// @dev 1/10,000 of what is deposited, and a unit, may be lost to the vault's rounding.
    uint256 private constant MAX_LOSS_BPS = 1;

    /// @notice Books and moves what is above the buffer of an account.
    function deposit(Earnings storage earnings, Ledger.Books storage books, address account, address token) external {
        // checks
        EarnSetting memory setting = earnings.settings[account][token];
        address vault = setting.vault;
        require(vault != address(0) && vault == earnings.vaultOf[token], ISettlementEarn.EarnNotSet(account, token));
        uint256 held = earnings.shares[account][token];
        (uint256 available, ) = books.read(account, token);
        uint256 amount = _aboveBuffer(available, vault, held, setting.bufferBps);
        require(amount != 0, ISettlementEarn.NothingToMove(account, token));

        // state, event
        books.debit(account, token, amount, BalanceKind.Earn, bytes32(0));

        // interaction, state
        uint256 shares = _deposit(vault, token, amount);
        earnings.shares[account][token] = held + shares;
        emit ISettlementEarn.Earned(account, token, vault, amount, shares, held + shares);
    }

    /// @notice Fetches `amount` from the vault and credits what arrived.
    function withdraw(
        Earnings storage earnings,
        Ledger.Books storage books,
        address account,
        address token,
        uint256 amount
    ) external {
        // checks
        require(amount != 0, ISharedErrors.ZeroAmount());
        address vault = earnings.settings[account][token].vault;
        uint256 held = earnings.shares[account][token];
        require(held != 0, ISettlementEarn.NothingToMove(account, token));

        // interaction
        (uint256 received, uint256 burned) = _withdraw(vault, token, held, amount);

        // state, event
        earnings.shares[account][token] = held - burned;
        books.liabilities[token] += received;
        books.credit(account, token, received, 0, BalanceKind.Unearn, bytes32(0));
        emit ISettlementEarn.Unearned(account, token, vault, received, burned, held - burned);
    }

    function _deposit(address vault, address token, uint256 amount) private returns (uint256 shares) {
        uint256 tokensBefore = IERC20(token).balanceOf(address(this));
        uint256 sharesBefore = IERC20(vault).balanceOf(address(this));
        IERC20(token).forceApprove(vault, amount);
        IERC4626(vault).deposit(amount, address(this));
        IERC20(token).forceApprove(vault, 0);
        uint256 spent = tokensBefore - IERC20(token).balanceOf(address(this));
        require(spent == amount, ISharedErrors.InexactTransfer(token, amount, spent));
        shares = IERC20(vault).balanceOf(address(this)) - sharesBefore;
        uint256 worth = IERC4626(vault).convertToAssets(shares);
        uint256 least = amount - Bps.shareDown(amount, MAX_LOSS_BPS) - 1;
        require(shares != 0 && worth >= least, ISettlementEarn.VaultShortfall(vault, worth, least));
    }

    function _withdraw(
        address vault,
        address token,
        uint256 held,
        uint256 amount
    ) private returns (uint256 received, uint256 burned) {
        uint256 tokensBefore = IERC20(token).balanceOf(address(this));
        uint256 sharesBefore = IERC20(vault).balanceOf(address(this));
        bool all = amount >= IERC4626(vault).convertToAssets(held);
        if (all) IERC4626(vault).redeem(held, address(this), address(this));
        else IERC4626(vault).withdraw(amount, address(this), address(this));
        received = IERC20(token).balanceOf(address(this)) - tokensBefore;
        burned = sharesBefore - IERC20(vault).balanceOf(address(this));
        require(all || received >= amount, ISettlementEarn.VaultShortfall(vault, received, amount));
        require(burned <= held, ISettlementEarn.VaultShortfall(vault, held, burned));
    }

    /// @dev The buffer counts what earns already, so that repeating `earn` moves nothing more.
    function _aboveBuffer(
        uint256 available,
        address vault,
        uint256 shares,
        uint256 bufferBps
    ) private view returns (uint256) {
        uint256 earning = shares == 0 ? 0 : IERC4626(vault).convertToAssets(shares);
        uint256 total = available + earning;
        uint256 buffer = total - Bps.shareDown(total, Bps.ONE - bufferBps);
        return available > buffer ? available - buffer : 0;
    }
}
