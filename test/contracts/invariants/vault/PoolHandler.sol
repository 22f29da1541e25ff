// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestCreditLine} from "../../../../contracts/mocks/TestCreditLine.sol";
import {Settlement} from "../../../../contracts/settlement/Settlement.sol";
import {VaultAside, VaultState} from "../../../../contracts/types/Vault.sol";
import {CreditPool} from "../../../../contracts/vault/CreditPool.sol";
import {YieldVault} from "../../../../contracts/vault/YieldVault.sol";
import {VaultHandler} from "./VaultHandler.sol";
import {discardIf, vm} from "../Vm.sol";

/// @notice A credit pool with real Settlement behind it and a credit line that lends, earns, loses and retires.
contract PoolHandler is VaultHandler {
    address private constant BORROWER = address(0xB0);

    Settlement public immutable settlement;
    TestCreditLine[] public lines;
    /// @notice Promises that a verb broke.
    uint256 public lentTooMuch;
    uint256 public movedByCollecting;

    constructor() VaultHandler(6) {
        settlement = Settlement(pool().settlement());
        token.approve(address(settlement), type(uint256).max);
        _addLine();
    }

    /// @dev Lenders who leave may have used cash of the surplus, so that less is idle than the surplus and the queue have.
    function draw(uint256 amount, uint256 fee) external keepsPrice {
        discardIf(pool().creditLine() == address(0) || vault.totalSupply() == 0);
        vault.accrue();
        (uint256 waiting, ) = vault.queueTotals();
        uint256 reserved = vault.previewMint(waiting) + vault.vaultAside().surplus;
        uint256 idle = vault.vaultState().idle;
        if (idle <= reserved) return _expectRefused();
        calls["draw"]++;
        amount = _bound(amount, 1, idle - reserved);
        _line().draw(amount, amount + _bound(fee, 0, amount / 100), BORROWER);
        if (vault.vaultState().idle < reserved) lentTooMuch++;
    }

    /// @dev A retired or removed line repays as well.
    function repay(uint256 index, uint256 principal, uint256 interest) external keepsPrice {
        TestCreditLine line = lines[index % lines.length];
        uint256 debt = line.realAssets();
        discardIf(debt == 0);
        calls["repay"]++;
        principal = _bound(principal, 1, debt);
        interest = _bound(interest, 0, debt - principal);
        token.mint(address(this), principal + interest);
        token.approve(address(line), principal + interest);
        line.repay(principal, interest);
    }

    function repayFromSales(uint256 index, uint256 amount) external keepsPrice {
        TestCreditLine line = lines[index % lines.length];
        uint256 debt = line.realAssets();
        discardIf(debt == 0);
        calls["repayFromSales"]++;
        amount = _bound(amount, 1, debt);
        token.mint(address(this), amount);
        settlement.deposit(address(vault), address(token), amount);
        line.repayFromSales(amount);
    }

    function collect() external keepsPrice {
        calls["collect"]++;
        uint256 assets = vault.totalAssets();
        uint256 amount = pool().collect();
        if (amount != 0) calls["collected"]++;
        if (vault.totalAssets() != assets) movedByCollecting++;
    }

    /// @dev Money in the pool's account that no line brought.
    function donateToAccount(uint256 amount) external keepsPrice {
        calls["donateToAccount"]++;
        uint256 assets = vault.totalAssets();
        amount = _bound(amount, 1, MOST);
        token.mint(address(this), amount);
        settlement.deposit(address(vault), address(token), amount);
        if (vault.totalAssets() != assets) movedByDonation++;
    }

    function earnInterest(uint256 index, uint256 amount) external keepsPrice {
        TestCreditLine line = _counted(index);
        discardIf(line.realAssets() == 0);
        calls["earnInterest"]++;
        line.grow(_bound(amount, 1, line.realAssets() / 20 + 1));
    }

    /// @dev Without keepsPrice: the price falls, at once and by no more than the loss.
    function lose(uint256 index, uint256 amount) external {
        TestCreditLine line = _counted(index);
        uint256 debt = line.realAssets();
        discardIf(debt == 0);
        calls["lose"]++;
        uint256 assets = vault.totalAssets();
        amount = _bound(amount, 1, debt);
        if (amount % 2 == 0) line.lose(amount);
        else line.shrink(amount);
        if (vault.totalAssets() > assets || vault.totalAssets() + amount < assets) wrongBooks++;
        _settle();
    }

    function replaceLine() external keepsPrice {
        discardIf(pool().creditLine() == address(0));
        for (uint256 i = 0; i < lines.length; ++i) _tryRemove(lines[i]);
        discardIf(pool().creditLines().length == 4);
        calls["replaceLine"]++;
        pool().retireCreditLine();
        _addLine();
    }

    /// @dev While a line cannot be read nobody enters or leaves, and no view reverts.
    function breakLine(uint256 seed) external keepsPrice {
        discardIf(pool().creditLine() == address(0));
        calls["breakLine"]++;
        address actor = _actor(seed);
        _line().setBroken(true);
        if (vault.maxDeposit(actor) != 0 || vault.maxMint(actor) != 0) brokenLimits++;
        if (vault.maxWithdraw(actor) != 0 || vault.maxRedeem(actor) != 0) brokenLimits++;
        vault.previewDeposit(1);
        vault.previewRedeem(1);
        try vault.fill(1) {
            brokenLimits++;
        } catch {}
        vm.prank(actor);
        try vault.withdraw(1, actor, actor) {
            brokenLimits++;
        } catch {}
        _line().setBroken(false);
    }

    function pool() public view returns (CreditPool) {
        return CreditPool(address(vault));
    }

    /// @notice C7 from the pool's side: idle, debts and what stands in Settlement are what shares and treasury have.
    function booksAgree() public view override returns (bool) {
        VaultState memory state = vault.vaultState();
        VaultAside memory aside = vault.vaultAside();
        (, uint256 claimable) = vault.queueTotals();
        uint256 has = state.idle;
        address[] memory counted = pool().creditLines();
        for (uint256 i = 0; i < counted.length; ++i) {
            TestCreditLine line = TestCreditLine(counted[i]);
            has += line.realAssets() + line.uncollected();
        }
        uint256 theirs = vault.totalSupply() == 0 ? has : vault.totalAssets() + aside.surplus;
        uint256 balance = token.balanceOf(address(vault));
        return has == theirs && balance >= state.idle + claimable && balance <= state.idle + claimable + donated;
    }

    function _newVault() internal override returns (YieldVault) {
        Settlement home = new Settlement(address(manager), 1 hours);
        return new CreditPool(address(manager), address(token), address(home), TREASURY, "Pool", "POOL");
    }

    function _dust() internal pure override returns (uint256) {
        return 0;
    }

    function _isReadable() internal view override returns (bool isKnown) {
        (, isKnown) = vault.externalAssets();
    }

    function _line() private view returns (TestCreditLine) {
        return TestCreditLine(pool().creditLine());
    }

    function _counted(uint256 index) private view returns (TestCreditLine) {
        address[] memory counted = pool().creditLines();
        return TestCreditLine(counted[index % counted.length]);
    }

    function _addLine() private {
        TestCreditLine line = new TestCreditLine(address(vault));
        lines.push(line);
        pool().setCreditLine(address(line));
    }

    function _tryRemove(TestCreditLine line) private {
        try pool().removeCreditLine(address(line)) {
            calls["removeLine"]++;
            if (line.realAssets() + line.uncollected() != 0) wrongBooks++;
        } catch {}
    }

    function _expectRefused() private {
        calls["drawRefused"]++;
        try _line().draw(1, 1, BORROWER) {
            lentTooMuch++;
        } catch {}
    }
}
