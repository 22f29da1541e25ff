// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CreditPool} from "../../../../contracts/vault/CreditPool.sol";
import {EarnHandler} from "./EarnHandler.sol";
import {PoolHandler} from "./PoolHandler.sol";
import {VaultHandler} from "./VaultHandler.sol";
import {play} from "../Vm.sol";

/// @notice The invariants prove nothing about a verb that the handlers never reach.
contract VaultReach {
    uint256 private constant CALLS = 800;
    uint256 private constant ENOUGH = 2;

    error TooFewCalls(string verb, uint256 calls);

    /// @dev Cash of the surplus lets a lender out, for its own claim on the borrower: everybody is paid in the end.
    function test_V5_surplusWaitsForTheBorrowerWhenLendersLeave() external {
        PoolHandler handler = new PoolHandler();
        CreditPool pool = handler.pool();
        handler.mint(0, 0); // one share for one unit, which it is not worth
        handler.redeemMost(0);
        handler.deposit(0, 99);
        assert(pool.vaultState().idle == 101 && pool.vaultAside().surplus == 1);
        handler.draw(99, 0);
        handler.withdrawMost(0);
        assert(pool.vaultState().idle == 0 && pool.vaultAside().surplus == 1);
        play(address(handler), abi.encodeCall(handler.draw, (0, 0)));
        assert(handler.calls("drawRefused") == 1 && handler.lentTooMuch() == 0);

        handler.repay(0, 99, 0);
        handler.takeSurplus();
        handler.withdrawMost(0);
        assert(handler.token().balanceOf(handler.TREASURY()) == 1);
        assert(handler.token().balanceOf(handler.actors(0)) == 100);
    }

    /// @dev A debt that was written down to nothing while its lender left recovers, and is nobody's. It is not paid out
    /// of the next lender's cash, and when it fails again that lender loses nothing.
    function test_V5_surplusIsNotPaidWithCashOfShares() external {
        PoolHandler handler = new PoolHandler();
        CreditPool pool = handler.pool();
        handler.deposit(0, 99);
        handler.draw(99, 0);
        handler.lose(0, 99);
        handler.redeemMost(0);
        handler.lines(0).grow(100);
        handler.deposit(1, 49);
        assert(pool.vaultState().idle == 50 && pool.vaultAside().surplus == 100);
        play(address(handler), abi.encodeCall(handler.takeSurplus, ()));
        assert(handler.token().balanceOf(handler.TREASURY()) == 0);
        assert(pool.maxWithdraw(handler.actors(1)) == 50);

        handler.lose(0, 99);
        handler.withdrawMost(1);
        assert(handler.token().balanceOf(handler.actors(1)) == 50);
    }

    function test_V1_sharesWorthNothingLeaveWhileTheBufferIsShort() external {
        EarnHandler handler = _dryBelowTheBuffer();
        assert(handler.earn().maxRedeem(handler.actors(0)) == 1);
        handler.redeemMost(0);
        assert(handler.earn().balanceOf(handler.actors(0)) == 0);
    }

    function test_V1_queueLetsSharesWorthNothingGoWhileTheBufferIsShort() external {
        EarnHandler handler = _dryBelowTheBuffer();
        handler.requestRedeem(0, 0);
        handler.fill(0);
        (uint256 shares, uint256 claimable) = handler.earn().queueTotals();
        assert(shares == 0 && claimable == 0);
    }

    /// @dev 99.5 units of shares are paid 99. The half unit makes Settlement's 100 units dearer, by 1 when rounded up,
    /// and with them the buffer; 198 are idle and 1 comes home.
    function test_V6_fillLeavesTheBufferOfThePriceItPays() external {
        EarnHandler handler = new EarnHandler();
        handler.deposit(3, 99);
        handler.deposit(0, 99);
        handler.allocate(0, 1);
        handler.adapterRunsDry(2, 1);
        handler.setBuffer(10_000);
        handler.requestRedeem(0, 99_499_999);
        handler.fill(0);
        (uint256 shares, uint256 claimable) = handler.earn().queueTotals();
        assert(shares == 0 && claimable == 99);
        assert(handler.earn().vaultState().idle == 100);
    }

    function test_earnHandlerReachesEveryVerb() external {
        EarnHandler handler = new EarnHandler();
        bytes4[] memory own = new bytes4[](12);
        own[0] = handler.allocate.selector;
        own[1] = handler.deallocate.selector;
        own[2] = handler.report.selector;
        own[3] = handler.reportAndWait.selector;
        own[4] = handler.adapterLoses.selector;
        own[5] = handler.adapterGains.selector;
        own[6] = handler.adapterBreaks.selector;
        own[7] = handler.adapterRunsDry.selector;
        own[8] = handler.adapterCallsBack.selector;
        own[9] = handler.lowerCap.selector;
        own[10] = handler.raiseCap.selector;
        own[11] = handler.setBuffer.selector;
        _play(handler, own);
        play(address(handler), abi.encodeCall(handler.replaceAdapter, (0)));
        string[14] memory names = [
            "allocate",
            "allocateRefused",
            "deallocate",
            "report",
            "reportAndWait",
            "adapterLoses",
            "adapterGains",
            "adapterBreaks",
            "adapterRunsDry",
            "adapterCallsBack",
            "lowerCap",
            "raiseCap",
            "setBuffer",
            "closed"
        ];
        for (uint256 i = 0; i < names.length; ++i) _require(handler, names[i]);
    }

    function test_poolHandlerReachesEveryVerb() external {
        PoolHandler handler = new PoolHandler();
        bytes4[] memory own = new bytes4[](9);
        own[0] = handler.draw.selector;
        own[1] = handler.repay.selector;
        own[2] = handler.repayFromSales.selector;
        own[3] = handler.collect.selector;
        own[4] = handler.donateToAccount.selector;
        own[5] = handler.earnInterest.selector;
        own[6] = handler.lose.selector;
        own[7] = handler.replaceLine.selector;
        own[8] = handler.breakLine.selector;
        _play(handler, own);
        string[11] memory names = [
            "draw",
            "drawRefused",
            "repay",
            "repayFromSales",
            "collect",
            "collected",
            "donateToAccount",
            "earnInterest",
            "lose",
            "replaceLine",
            "breakLine"
        ];
        for (uint256 i = 0; i < names.length; ++i) _require(handler, names[i]);
    }

    /// @dev Everything is in an adapter that gives nothing back; half of it should be the buffer. The first actor has
    /// one share.
    function _dryBelowTheBuffer() private returns (EarnHandler handler) {
        handler = new EarnHandler();
        handler.deposit(3, 99);
        handler.mint(0, 0);
        handler.allocate(0, 100);
        handler.adapterRunsDry(2, 0);
        handler.setBuffer(5_000);
        assert(handler.earn().vaultState().idle == 0 && handler.earn().payoutBuffer() == 51);
    }

    function _play(VaultHandler handler, bytes4[] memory own) private {
        bytes4[14] memory shared = [
            handler.deposit.selector,
            handler.mint.selector,
            handler.withdraw.selector,
            handler.withdrawMost.selector,
            handler.redeem.selector,
            handler.redeemMost.selector,
            handler.exceedLimit.selector,
            handler.requestRedeem.selector,
            handler.fill.selector,
            handler.claimRedeem.selector,
            handler.cancelRedeem.selector,
            handler.donate.selector,
            handler.setFee.selector,
            handler.passTime.selector
        ];
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 random = uint256(keccak256(abi.encode("reach", i)));
            uint256 verb = random % (shared.length + own.length);
            bytes4 selector = verb < shared.length ? shared[verb] : own[verb - shared.length];
            play(address(handler), bytes.concat(selector, abi.encode(random >> 32, random >> 64, random >> 96)));
        }
        play(address(handler), abi.encodeCall(handler.takeSurplus, ()));
        _requireShared(handler);
    }

    function _requireShared(VaultHandler handler) private view {
        string[15] memory names = [
            "deposit",
            "mint",
            "withdraw",
            "withdrawMost",
            "redeem",
            "redeemMost",
            "exceedLimit",
            "requestRedeem",
            "fill",
            "filled",
            "claimRedeem",
            "cancelRedeem",
            "donate",
            "setFee",
            "passTime"
        ];
        for (uint256 i = 0; i < names.length; ++i) _require(handler, names[i]);
        assert(handler.wrongPreviews() == 0 && handler.brokenLimits() == 0 && handler.fallenPrices() == 0);
        assert(handler.wrongBooks() == 0 && handler.wrongQueue() == 0 && handler.movedByDonation() == 0);
    }

    function _require(VaultHandler handler, string memory name) private view {
        require(handler.calls(name) >= ENOUGH, TooFewCalls(name, handler.calls(name)));
    }
}
