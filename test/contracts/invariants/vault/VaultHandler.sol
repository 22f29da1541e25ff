// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {PlainToken} from "../../../../contracts/mocks/PlainToken.sol";
import {RedeemRequest} from "../../../../contracts/types/Vault.sol";
import {YieldVault} from "../../../../contracts/vault/YieldVault.sol";
import {discardIf, vm} from "../Vm.sol";

/// @notice The verbs that both vaults have, with inputs that should work. Each verb checks what it promises; a
/// broken promise counts.
abstract contract VaultHandler {
    uint256 internal constant PRICE_SHARES = 1e42;
    uint256 internal constant ACTORS = 4;
    uint256 internal constant MOST = 1e15;

    AccessManager internal immutable manager;
    PlainToken public immutable token;
    YieldVault internal immutable vault;
    address public constant TREASURY = address(0x7EA);
    /// @dev The last one is Settlement where the vault has one.
    address[ACTORS] public actors = [address(0xA1), address(0xA2), address(0xA3), address(0xCA5)];

    mapping(string verb => uint256) public calls;
    /// @notice Promises that a verb broke.
    uint256 public wrongPreviews;
    uint256 public brokenLimits;
    uint256 public fallenPrices;
    uint256 public movedByDonation;
    uint256 public wrongBooks;
    uint256 public wrongQueue;
    /// @notice Units that nobody booked.
    uint256 public donated;
    uint256[] internal open;

    constructor(uint8 decimals) {
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
        token = new PlainToken(decimals);
        vault = _newVault();
        for (uint256 i = 0; i < ACTORS; ++i) {
            vm.prank(actors[i]);
            token.approve(address(vault), type(uint256).max);
        }
        token.approve(address(vault), type(uint256).max);
    }

    /// @dev What a share is worth may not fall, but for the roundings of adapters that were touched.
    modifier keepsPrice() {
        uint256 before = vault.convertToAssets(PRICE_SHARES);
        bool hadShares = vault.totalSupply() != 0;
        _;
        uint256 now_ = vault.convertToAssets(PRICE_SHARES);
        bool hasShares = vault.totalSupply() != 0;
        if (hadShares && hasShares && now_ + _dust() < before) fallenPrices++;
        _settle();
    }

    function deposit(uint256 seed, uint256 amount) external keepsPrice {
        address actor = _actor(seed);
        uint256 room = vault.maxDeposit(actor);
        if (room == 0) return _expectClosed(actor);
        calls["deposit"]++;
        amount = _bound(amount, 1, _min(room, MOST));
        uint256 preview = vault.previewDeposit(amount);
        discardIf(preview == 0);
        token.mint(actor, amount);
        vm.prank(actor);
        if (vault.deposit(amount, actor) != preview) wrongPreviews++;
    }

    function mint(uint256 seed, uint256 shares) external keepsPrice {
        address actor = _actor(seed);
        uint256 room = vault.maxMint(actor);
        discardIf(room == 0);
        calls["mint"]++;
        shares = _bound(shares, 1, _min(room, MOST * 1e6));
        uint256 preview = vault.previewMint(shares);
        token.mint(actor, preview);
        vm.prank(actor);
        if (vault.mint(shares, actor) != preview) wrongPreviews++;
    }

    function withdraw(uint256 seed, uint256 amount) external keepsPrice {
        address actor = _actor(seed);
        uint256 limit = vault.maxWithdraw(actor);
        discardIf(limit == 0);
        calls["withdraw"]++;
        _withdraw(actor, _bound(amount, 1, limit));
    }

    function withdrawMost(uint256 seed) external keepsPrice {
        address actor = _actor(seed);
        uint256 limit = vault.maxWithdraw(actor);
        discardIf(limit == 0);
        calls["withdrawMost"]++;
        _withdraw(actor, limit);
    }

    function redeem(uint256 seed, uint256 shares) external keepsPrice {
        address actor = _actor(seed);
        uint256 limit = vault.maxRedeem(actor);
        discardIf(limit == 0);
        calls["redeem"]++;
        _redeem(actor, _bound(shares, 1, limit));
    }

    function redeemMost(uint256 seed) external keepsPrice {
        address actor = _actor(seed);
        uint256 limit = vault.maxRedeem(actor);
        discardIf(limit == 0);
        calls["redeemMost"]++;
        _redeem(actor, limit);
    }

    /// @dev One unit above the limit is refused.
    function exceedLimit(uint256 seed) external keepsPrice {
        calls["exceedLimit"]++;
        address actor = _actor(seed);
        uint256 limit = vault.maxWithdraw(actor);
        vm.prank(actor);
        try vault.withdraw(limit + 1, actor, actor) {
            brokenLimits++;
        } catch {}
        limit = vault.maxRedeem(actor);
        vm.prank(actor);
        try vault.redeem(limit + 1, actor, actor) {
            brokenLimits++;
        } catch {}
    }

    function requestRedeem(uint256 seed, uint256 shares) external keepsPrice {
        address actor = _actor(seed);
        uint256 owned = vault.balanceOf(actor);
        discardIf(owned == 0);
        calls["requestRedeem"]++;
        vm.prank(actor);
        open.push(vault.requestRedeem(_bound(shares, 1, owned)));
    }

    function fill(uint256 max) external keepsPrice {
        (uint256 waiting, uint256 claimable) = vault.queueTotals();
        discardIf(waiting == 0 || !_isReadable());
        calls["fill"]++;
        uint256 filled = vault.fill(_bound(max, 1, 5));
        if (filled != 0) calls["filled"]++;
        (, uint256 after_) = vault.queueTotals();
        if (after_ - claimable != filled) wrongQueue++;
    }

    function claimRedeem(uint256 index) external keepsPrice {
        discardIf(open.length == 0);
        uint256 id = open[index % open.length];
        RedeemRequest memory request = vault.redeemRequest(id);
        discardIf(request.claimable == 0);
        calls["claimRedeem"]++;
        address to = address(uint160(uint256(keccak256(abi.encode(id, block.timestamp)))));
        uint256 before = token.balanceOf(to);
        vm.prank(request.owner);
        vault.claimRedeem(id, to);
        if (token.balanceOf(to) - before != request.claimable) wrongQueue++;
    }

    function cancelRedeem(uint256 index) external keepsPrice {
        discardIf(open.length == 0);
        uint256 id = open[index % open.length];
        RedeemRequest memory request = vault.redeemRequest(id);
        discardIf(request.shares == 0);
        calls["cancelRedeem"]++;
        uint256 before = vault.balanceOf(request.owner);
        vm.prank(request.owner);
        vault.cancelRedeem(id);
        if (vault.balanceOf(request.owner) - before != request.shares) wrongQueue++;
    }

    function donate(uint256 amount) external {
        calls["donate"]++;
        uint256 price = vault.convertToAssets(PRICE_SHARES);
        uint256 assets = vault.totalAssets();
        amount = _bound(amount, 1, MOST);
        token.mint(address(vault), amount);
        donated += amount;
        if (vault.convertToAssets(PRICE_SHARES) != price || vault.totalAssets() != assets) movedByDonation++;
        _settle();
        if (vault.convertToAssets(PRICE_SHARES) != price) movedByDonation++;
    }

    function setFee(uint256 feeBps) external keepsPrice {
        discardIf(!_isReadable());
        calls["setFee"]++;
        vault.setPerformanceFee(uint16(_bound(feeBps, 0, 3_000)));
    }

    function passTime(uint256 amount) external keepsPrice {
        calls["passTime"]++;
        vm.warp(block.timestamp + _bound(amount, 1, 2 days));
    }

    function takeSurplus() external keepsPrice {
        discardIf(!_isReadable());
        uint256 before = token.balanceOf(TREASURY);
        vault.accrue();
        uint256 covered = _min(vault.vaultState().idle, vault.totalAssets());
        try vault.takeSurplus() returns (uint256 taken) {
            calls["takeSurplus"]++;
            if (token.balanceOf(TREASURY) - before != taken) wrongBooks++;
            if (vault.vaultState().idle < covered) wrongBooks++;
        } catch {
            discardIf(true);
        }
    }

    /// @notice Whether every amount of the books adds up.
    function booksAgree() public view virtual returns (bool);

    function actorCount() external pure returns (uint256) {
        return ACTORS;
    }

    function _newVault() internal virtual returns (YieldVault);

    /// @dev How far the price of PRICE_SHARES may fall because adapters round.
    function _dust() internal view virtual returns (uint256);

    function _isReadable() internal view virtual returns (bool);

    function _settle() internal {
        if (!_isReadable()) return;
        vault.accrue();
        if (!booksAgree()) wrongBooks++;
    }

    function _withdraw(address actor, uint256 amount) private {
        uint256 preview = vault.previewWithdraw(amount);
        uint256 before = token.balanceOf(actor);
        vm.prank(actor);
        if (vault.withdraw(amount, actor, actor) != preview) wrongPreviews++;
        if (token.balanceOf(actor) - before != amount) wrongPreviews++;
    }

    function _redeem(address actor, uint256 shares) private {
        uint256 preview = vault.previewRedeem(shares);
        uint256 before = token.balanceOf(actor);
        vm.prank(actor);
        if (vault.redeem(shares, actor, actor) != preview) wrongPreviews++;
        if (token.balanceOf(actor) - before != preview) wrongPreviews++;
    }

    function _expectClosed(address actor) private {
        calls["closed"]++;
        token.mint(actor, 1e9);
        vm.prank(actor);
        try vault.deposit(1e9, actor) {
            brokenLimits++;
        } catch {}
    }

    function _actor(uint256 seed) internal view returns (address) {
        return actors[seed % ACTORS];
    }

    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (value % (high - low + 1));
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
