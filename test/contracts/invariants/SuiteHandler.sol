// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AdapterVault} from "../../../contracts/mocks/AdapterVault.sol";
import {DenyListToken} from "../../../contracts/mocks/DenyListToken.sol";
import {SolvencyLens} from "../../../contracts/proof/SolvencyLens.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {Split, SplitShare} from "../../../contracts/types/Settlement.sol";
import {EarnVault} from "../../../contracts/vault/EarnVault.sol";
import {discardIf, vm} from "./Vm.sol";
import {World} from "./World.sol";

/// @notice Money on its whole way: escrow, Settlement, earn vault, a place outside, and back.
contract SuiteHandler is World {
    uint16 private constant BUFFER_BPS = 1_000;

    EarnVault public immutable vault;
    AdapterVault public immutable outside;
    SolvencyLens public immutable lens;
    DenyListToken public immutable token;

    mapping(string verb => uint256) public calls;
    /// @notice Exits that an owner was refused.
    uint256 public failedExits;
    /// @notice Units made by mint since the start.
    uint256 public minted;
    uint256 private _salt;

    constructor() {
        token = tokens[0];
        address authority = settlement.authority();
        vault = new EarnVault(authority, address(token), address(settlement), FEE_RECEIVER, 1 days, "Earn", "EARN");
        outside = new AdapterVault(IERC20(address(token)));
        lens = new SolvencyLens(address(settlement), _list(address(escrow)), _list(address(vault)));
        settlement.setEarnVault(address(token), address(vault));
        settlement.setTreasury(FEE_RECEIVER);
        vault.setAdapter(address(outside), type(uint120).max);
        vault.setPerformanceFee(1_000);
        for (uint256 i = 0; i < ACTORS; ++i) {
            vm.prank(merchants[i]);
            settlement.setEarn(address(token), BUFFER_BPS);
            vm.prank(merchants[i]);
            settlement.setSplit(merchants[i], keccak256(abi.encode(_split())));
        }
        vm.warp(block.timestamp + CHANGE_DELAY);
        minted = token.totalSupply();
    }

    function capture(uint256 seed, uint256 amount) external {
        calls["capture"]++;
        PaymentInfo memory info = _terms(seed % 9, ++_salt);
        amount = _bound(amount, 1, MAX_AMOUNT);
        vm.prank(info.payer);
        collector.preApprove(info);
        escrow.authorize(info, amount, address(collector), preApproval);
        escrow.capture(info, amount, MIN_FEE_BPS, FEE_RECEIVER);
    }

    function withdraw(uint256 seed, uint256 amount) external {
        address account = merchants[seed % ACTORS];
        (uint128 available, ) = settlement.balanceOf(account, address(token));
        discardIf(available == 0);
        calls["withdraw"]++;
        amount = _bound(amount, 1, available);
        vm.prank(account);
        try settlement.withdraw(address(token), amount, account) {} catch {
            failedExits++;
        }
    }

    function earn(uint256 seed) external {
        address account = merchants[seed % ACTORS];
        discardIf(vault.maxDeposit(address(settlement)) < MAX_AMOUNT);
        vm.prank(account);
        try settlement.earn(account, address(token)) {
            calls["earn"]++;
        } catch {
            discardIf(true);
        }
    }

    /// @dev Asked for more than is worth, it is all of it. What the vault cannot pay at once waits.
    function unearn(uint256 seed, uint256 amount) external {
        address account = merchants[seed % ACTORS];
        uint256 shares = settlement.earnShares(account, address(token));
        discardIf(shares == 0);
        uint256 worth = vault.convertToAssets(shares);
        uint256 payable_ = vault.maxWithdraw(address(settlement));
        discardIf(worth == 0 || payable_ == 0);
        calls["unearn"]++;
        amount = _bound(amount, 1, worth + 1);
        discardIf(amount >= worth && vault.maxRedeem(address(settlement)) < shares);
        discardIf(amount < worth && amount > payable_);
        vm.prank(account);
        try settlement.unearn(account, address(token), amount) {} catch {
            failedExits++;
        }
    }

    function allocate(uint256 amount) external {
        uint256 idle = vault.vaultState().idle;
        discardIf(idle == 0 || outside.totalSupply() > outside.totalAssets() * 1e3);
        amount = _bound(amount, 1, idle);
        try vault.allocate(address(outside), amount) {
            calls["allocate"]++;
        } catch {
            discardIf(true);
        }
    }

    function deallocate(uint256 amount) external {
        uint256 most = outside.maxWithdraw(address(vault));
        most = _min(most, vault.adapterConfig(address(outside)).allocated);
        discardIf(most == 0);
        calls["deallocate"]++;
        vault.deallocate(address(outside), _bound(amount, 1, most));
    }

    function gain(uint256 amount) external {
        discardIf(outside.totalSupply() == 0);
        calls["gain"]++;
        amount = _bound(amount, 1, MAX_AMOUNT / 100);
        outside.gain(amount);
        minted += amount;
    }

    function lose(uint256 amount) external {
        uint256 have = outside.totalAssets();
        discardIf(have < 100);
        calls["lose"]++;
        outside.lose(_bound(amount, 1, have / 50));
    }

    function report() external {
        calls["report"]++;
        vault.report();
    }

    function donate(uint256 seed, uint256 amount) external {
        calls["donate"]++;
        amount = _bound(amount, 1, 1e18);
        address[3] memory targets = [address(vault), address(settlement), address(escrow)];
        token.mint(targets[seed % 3], amount);
        minted += amount;
    }

    function skim() external {
        try settlement.skim(address(token)) {
            calls["skim"]++;
        } catch {
            discardIf(true);
        }
    }

    function distribute(uint256 seed, uint256 amount) external {
        address account = merchants[seed % ACTORS];
        (uint128 available, ) = settlement.balanceOf(account, address(token));
        discardIf(available == 0);
        calls["distribute"]++;
        vm.prank(account);
        settlement.distribute(account, address(token), _bound(amount, 1, available), _split());
    }

    function quarantine(uint256 seed, uint256 amount) external {
        address account = merchants[seed % ACTORS];
        (uint128 available, ) = settlement.balanceOf(account, address(token));
        discardIf(available == 0);
        calls["quarantine"]++;
        settlement.quarantine(account, address(token), _bound(amount, 1, available), "look");
    }

    function release(uint256 seed, uint256 amount) external {
        address account = merchants[seed % ACTORS];
        uint256 held = settlement.quarantined(account, address(token));
        discardIf(held == 0);
        calls["release"]++;
        settlement.release(account, address(token), _bound(amount, 1, held), "fine");
    }

    function passTime(uint256 amount) external {
        calls["passTime"]++;
        vm.warp(block.timestamp + _bound(amount, 1, 8 hours));
    }

    /// @notice Everybody who can hold the token.
    function holders() external view returns (address[14] memory all) {
        for (uint256 i = 0; i < ACTORS; ++i) {
            all[i] = payers[i];
            all[ACTORS + i] = merchants[i];
        }
        all[6] = address(this);
        all[7] = address(escrow);
        all[8] = address(settlement);
        all[9] = address(collector);
        all[10] = address(vault);
        all[11] = address(outside);
        all[12] = FEE_RECEIVER;
        all[13] = address(0xDEAD);
    }

    function _list(address item) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = item;
    }

    function _split() private view returns (Split memory split) {
        split.shares = new SplitShare[](2);
        split.shares[0] = SplitShare(merchants[0], 3_333);
        split.shares[1] = SplitShare(FEE_RECEIVER, 6_667);
    }
}
