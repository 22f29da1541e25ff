// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {AdapterVault} from "../../../contracts/mocks/AdapterVault.sol";
import {PlainToken} from "../../../contracts/mocks/PlainToken.sol";
import {EarnVault} from "../../../contracts/vault/EarnVault.sol";
import {vm} from "../invariants/Vm.sol";

/// @notice The properties of ERC-4626 on a vault at any price, and attacks on its first depositor.
contract VaultSharesTest {
    uint48 private constant WINDOW = 1 days;
    address private constant TREASURY = address(0x7EA);
    address private constant CASHIER = address(0xCA5);
    address private constant ATTACKER = address(0xBAD);
    address private constant VICTIM = address(0xA11CE);

    AccessManager private manager;
    PlainToken private token;
    EarnVault private vault;
    AdapterVault private adapter;

    function setUp() external {
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
    }

    function testFuzz_V1_previewsAreExact(uint8 kind, uint96 held, uint96 change, bool isGain, uint96 amount) external {
        _vaultAt(kind, held, change, isGain);
        _endow(VICTIM, uint256(amount) * 2 + 2);
        uint256 shares = vault.previewDeposit(uint256(amount) + 1);
        if (shares == 0) return;
        vm.prank(VICTIM);
        assert(vault.deposit(uint256(amount) + 1, VICTIM) == shares);

        uint256 cost = vault.previewMint(shares);
        _endow(VICTIM, cost);
        vm.prank(VICTIM);
        assert(vault.mint(shares, VICTIM) == cost);

        uint256 assets = vault.maxWithdraw(VICTIM) / 2;
        if (assets == 0) return;
        uint256 burned = vault.previewWithdraw(assets);
        vm.prank(VICTIM);
        assert(vault.withdraw(assets, VICTIM, VICTIM) == burned);
        uint256 rest = vault.balanceOf(VICTIM);
        uint256 paid = vault.previewRedeem(rest);
        vm.prank(VICTIM);
        assert(vault.redeem(rest, VICTIM, VICTIM) == paid);
    }

    function testFuzz_V1_roundTripsGiveNothing(
        uint8 kind,
        uint96 held,
        uint96 change,
        bool isGain,
        uint96 amount,
        uint8 route
    ) external {
        _vaultAt(kind, held, change, isGain);
        uint256 start = uint256(amount) + 1;
        _endow(VICTIM, start);
        uint256 shares = vault.previewDeposit(start);
        if (shares == 0) return;
        vm.prank(VICTIM);
        vault.deposit(start, VICTIM);
        for (uint256 i = 0; i < 3; ++i) {
            uint256 step = (uint256(route) >> (i * 2)) % 4;
            if (step == 0) _redeemAll();
            if (step == 1) _withdrawAll();
            if (step == 2) _redeemByQueue();
            if (vault.balanceOf(VICTIM) != 0) continue;
            uint256 cash = token.balanceOf(VICTIM);
            assert(cash <= start);
            if (cash == 0 || vault.previewDeposit(cash) == 0) return;
            vm.prank(VICTIM);
            vault.deposit(cash, VICTIM);
        }
        assert(vault.convertToAssets(vault.balanceOf(VICTIM)) + token.balanceOf(VICTIM) <= start);
    }

    function testFuzz_V1_conversionsRoundAgainstTheCaller(
        uint8 kind,
        uint96 held,
        uint96 change,
        bool isGain,
        uint96 amount
    ) external {
        _vaultAt(kind, held, change, isGain);
        uint256 assets = amount;
        assert(vault.convertToAssets(vault.convertToShares(assets)) <= assets);
        assert(vault.previewMint(vault.previewDeposit(assets)) <= assets);
        assert(vault.previewRedeem(vault.previewWithdraw(assets)) >= assets);
        assert(vault.previewDeposit(assets) <= vault.previewWithdraw(assets));
        assert(vault.previewRedeem(assets) <= vault.previewMint(assets));
    }

    function testFuzz_V1_exitsOfOneLeaveOthersWhole(uint96 held, uint96 change, bool isGain, uint96 amount) external {
        _vaultAt(3, held, change, isGain);
        uint256 before = vault.convertToAssets(vault.balanceOf(ATTACKER));
        _endow(VICTIM, uint256(amount) + 1);
        if (vault.previewDeposit(uint256(amount) + 1) == 0) return;
        vm.prank(VICTIM);
        vault.deposit(uint256(amount) + 1, VICTIM);
        assert(vault.convertToAssets(vault.balanceOf(ATTACKER)) >= before);
        _withdrawAll();
        assert(vault.convertToAssets(vault.balanceOf(ATTACKER)) >= before);
    }

    /// @dev Deposits dust, donates, has the donation reported and streamed, lets a victim in, leaves.
    function testFuzz_V5_firstDepositorNeverProfits(
        uint8 kind,
        uint64 dust,
        uint96 donation,
        uint96 paid,
        uint8 wait
    ) external {
        _newVault(kind);
        uint256 stake = uint256(dust) + 1;
        _endow(ATTACKER, stake + donation);
        vm.prank(ATTACKER);
        vault.deposit(stake, ATTACKER);
        vm.prank(ATTACKER);
        token.transfer(address(vault), donation);
        if (wait % 2 == 0) vault.report();
        vm.warp(block.timestamp + (uint256(wait) * WINDOW) / 128);
        uint256 cash = uint256(paid) + 1;
        _endow(VICTIM, cash);
        bool isVictimIn = vault.previewDeposit(cash) != 0;
        if (isVictimIn) {
            vm.prank(VICTIM);
            vault.deposit(cash, VICTIM);
        }
        uint256 shares = vault.balanceOf(ATTACKER);
        vm.prank(ATTACKER);
        vault.redeem(shares, ATTACKER, ATTACKER);
        assert(token.balanceOf(ATTACKER) <= stake + donation);
        // The victim loses less than the price of one share, whatever was donated.
        if (!isVictimIn) return;
        uint256 left = vault.convertToAssets(vault.balanceOf(VICTIM));
        assert(left + vault.convertToAssets(1) + 1 >= cash);
    }

    /// @dev What is left after the last share is the treasury's, and the price begins again.
    function testFuzz_V5_nextDepositStartsAtTheInitialPrice(uint96 held, uint96 donation, uint96 paid) external {
        _newVault(3);
        _endow(ATTACKER, uint256(held) + 1);
        vm.prank(ATTACKER);
        vault.deposit(uint256(held) + 1, ATTACKER);
        token.mint(address(vault), donation);
        vault.report();
        vm.warp(block.timestamp + WINDOW / 2);
        uint256 all = vault.balanceOf(ATTACKER);
        vm.prank(ATTACKER);
        vault.redeem(all, ATTACKER, ATTACKER);
        assert(vault.totalAssets() == 0);
        _endow(VICTIM, uint256(paid) + 1);
        vm.prank(VICTIM);
        assert(vault.deposit(uint256(paid) + 1, VICTIM) == (uint256(paid) + 1) * 1e6);
        vm.warp(block.timestamp + WINDOW);
        assert(vault.totalAssets() == uint256(paid) + 1);
        assert(vault.vaultAside().surplus == token.balanceOf(address(vault)) - uint256(paid) - 1);
    }

    /// @dev Whoever leaves after a loss, before anybody booked it, bears it all the same.
    function testFuzz_V2_lossIsNotEscaped(uint96 held, uint96 lost, bool byQueue) external {
        _newVault(3);
        uint256 each = uint256(held) + 1e6;
        _endow(VICTIM, each);
        vm.prank(VICTIM);
        vault.deposit(each, VICTIM);
        _endow(ATTACKER, each);
        vm.prank(ATTACKER);
        vault.deposit(each, ATTACKER);
        vault.setAdapter(address(adapter), type(uint128).max);
        vault.allocate(address(adapter), each);
        uint256 loss = uint256(lost) % each;
        adapter.lose(loss);

        if (byQueue) _redeemByQueue();
        else _redeemAll();
        uint256 out = token.balanceOf(VICTIM);
        assert(out <= each - loss / 2 + 1);
        assert(out + loss / 2 + 2 + loss / 1e6 >= each);
        uint256 theirs = vault.convertToAssets(vault.balanceOf(ATTACKER));
        assert(theirs + loss / 2 + 4 + loss / 1e6 >= each);
    }

    function testFuzz_V3_gainsStreamEvenly(uint96 held, uint96 gain, uint32 wait) external {
        _newVault(3);
        uint256 stake = uint256(held) + 1;
        _endow(VICTIM, stake);
        vm.prank(VICTIM);
        vault.deposit(stake, VICTIM);
        token.mint(address(vault), gain);
        assert(vault.totalAssets() == stake);
        vault.report();
        assert(vault.totalAssets() == stake);
        uint256 elapsed = uint256(wait) % (2 * uint256(WINDOW));
        vm.warp(block.timestamp + elapsed);
        uint256 streamed = elapsed >= WINDOW ? gain : (uint256(gain) * elapsed) / WINDOW;
        assert(vault.totalAssets() == stake + streamed);
    }

    function testFuzz_feeIsPartOfGrowthAndNothingElse(uint96 held, uint96 gain, uint16 fee) external {
        _newVault(3);
        uint16 feeBps = uint16(fee % 3_001);
        vault.setPerformanceFee(feeBps);
        uint256 stake = uint256(held) + 1e6;
        _endow(VICTIM, stake);
        vm.prank(VICTIM);
        vault.deposit(stake, VICTIM);
        token.mint(address(vault), gain);
        vault.report();
        vm.warp(block.timestamp + WINDOW);
        uint256 promised = vault.convertToAssets(vault.balanceOf(VICTIM));
        vault.accrue();
        uint256 feeAssets = (uint256(gain) * feeBps) / 10_000;
        uint256 taken = vault.convertToAssets(vault.balanceOf(TREASURY));
        assert(vault.convertToAssets(vault.balanceOf(VICTIM)) == promised);
        assert(taken <= feeAssets && taken + 2 + feeAssets / 1e6 >= feeAssets);
        vault.accrue();
        assert(vault.convertToAssets(vault.balanceOf(TREASURY)) == taken);
    }

    /// @dev A vault whose price was moved up or down before, with idle money for everyone to leave.
    function _vaultAt(uint8 kind, uint96 held, uint96 change, bool isGain) private {
        _newVault(kind);
        uint256 stake = uint256(held) + 2;
        _endow(ATTACKER, stake);
        vm.prank(ATTACKER);
        vault.deposit(stake, ATTACKER);
        if (isGain) {
            token.mint(address(vault), change);
            vault.report();
            vm.warp(block.timestamp + WINDOW);
            return;
        }
        vault.setAdapter(address(adapter), type(uint128).max);
        vault.allocate(address(adapter), stake);
        adapter.lose(uint256(change) % (stake / 2 + 1));
        uint256 left = vault.totalAssets();
        if (left != 0) vault.deallocate(address(adapter), left);
    }

    /// @dev Decimals 0, 2, 6, 8, 18 or 30.
    function _newVault(uint8 kind) private {
        uint8[6] memory decimals = [0, 2, 6, 6 + 2, 18, 30];
        token = new PlainToken(decimals[kind % 6]);
        vault = new EarnVault(address(manager), address(token), CASHIER, TREASURY, WINDOW, "Earn", "EARN");
        adapter = new AdapterVault(token);
        assert(vault.decimals() == decimals[kind % 6] + 6);
    }

    function _endow(address account, uint256 amount) private {
        token.mint(account, amount);
        vm.prank(account);
        token.approve(address(vault), type(uint256).max);
    }

    function _withdrawAll() private {
        uint256 limit = vault.maxWithdraw(VICTIM);
        if (limit == 0) return;
        vm.prank(VICTIM);
        vault.withdraw(limit, VICTIM, VICTIM);
    }

    function _redeemAll() private {
        uint256 shares = vault.maxRedeem(VICTIM);
        if (shares == 0) return;
        vm.prank(VICTIM);
        vault.redeem(shares, VICTIM, VICTIM);
    }

    function _redeemByQueue() private {
        uint256 shares = vault.balanceOf(VICTIM);
        if (shares == 0) return;
        vm.prank(VICTIM);
        uint256 id = vault.requestRedeem(shares);
        vault.fill(1);
        if (vault.redeemRequest(id).claimable == 0) return;
        vm.prank(VICTIM);
        vault.claimRedeem(id, VICTIM);
    }
}
