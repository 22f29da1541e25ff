// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CreditLine} from "../../../contracts/credit/CreditLine.sol";
import {Credit, CreditStatus, Pledge, PledgeTotals} from "../../../contracts/types/Credit.sol";
import {BorrowerHandler} from "./credit/BorrowerHandler.sol";
import {CreditWorld} from "./credit/CreditWorld.sol";
import {KeeperHandler} from "./credit/KeeperHandler.sol";

/// @notice What a credit line promises, after any sequence of calls.
/// @dev To run it alone, name the files of credit/ too: handlers that are not compiled by name are not recognised.
contract CreditInvariants {
    uint256 private constant SCALE = 1e9;
    uint256 private constant BPS_YEAR = 10_000 * 365 days;

    CreditWorld internal world;
    CreditLine internal line;
    BorrowerHandler internal borrowers;
    KeeperHandler internal keepers;

    /// @dev Sums over every line that was opened.
    struct Sums {
        uint256 principal;
        uint256 late;
        uint256 defaulted;
        uint256 debt;
        uint256 interestScaled;
        uint256 bpsSeconds;
    }

    function setUp() public {
        world = new CreditWorld();
        line = world.line();
        borrowers = new BorrowerHandler(world);
        keepers = new KeeperHandler(world);
        world.join(address(borrowers));
        world.join(address(keepers));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](2);
        (targets[0], targets[1]) = (address(borrowers), address(keepers));
    }

    function invariant_C1_onlyDrawsAndTimeRaiseDebtsOnlyPaymentsLowerThem() external view {
        _requireKept("C1");
    }

    function invariant_C2_drawsStayWithinEveryLimit() external view {
        _requireKept("C2");
    }

    function invariant_C3_onlySignedTermsMakeALineActive() external view {
        _requireKept("C3");
    }

    function invariant_C4_nobodyImprovesAStatusOrADebtByUpkeep() external view {
        _requireKept("C4");
    }

    function invariant_C6_liensTakeNoMoreThanNetAndDebt() external view {
        _requireKept("C6");
    }

    function invariant_C7_sumsAreThoseOfTheLines() external view {
        _requireKept("C7");
        Sums memory sums = _sums();
        (uint256 principal, uint256 late, uint256 defaulted) = line.totals();
        assert(principal == sums.principal && late == sums.late && defaulted == sums.defaulted);
        uint256 impairment = (late + 9) / 10;
        uint256 interest = (sums.interestScaled + (sums.bpsSeconds * SCALE) / BPS_YEAR) / SCALE;
        assert(line.realAssets() == principal - defaulted - impairment + interest);
        assert(line.realAssets() + impairment <= sums.debt);
    }

    /// @dev What the pool counts is there: idle money in its wallet, the rest in its Settlement account.
    function invariant_C7_thePoolCountsWhatIsThere() external view {
        (, uint128 claimable) = line.reserve();
        (uint128 account, ) = world.settlement().balanceOf(address(world.pool()), address(world.token()));
        assert(account == line.uncollected() + claimable);
        uint256 idle = world.pool().vaultState().idle;
        assert(world.token().balanceOf(address(world.pool())) == idle);
        assert(world.pool().totalAssets() == idle + line.realAssets() + line.uncollected());
    }

    function invariant_C8_pledgesSumUpAndBelongToOneLine() external view {
        _requireKept("C8");
        bytes32 id = line.lineOf(world.borrowers(2));
        bytes32[] memory holds = world.holds();
        PledgeTotals memory sums = world.book().pledgesOf(id);
        uint256 amount;
        uint256 advanced;
        for (uint256 i = 0; i < holds.length; ++i) {
            Pledge memory pledge = world.book().pledgeOf(holds[i]);
            if (pledge.lineTag != uint96(uint256(id) >> 160)) continue;
            amount += pledge.amount;
            advanced += pledge.advance;
        }
        assert(amount == sums.amount && advanced == sums.advanced);
    }

    function invariant_C9_theReserveIsWhereItShouldBe() external view {
        _requireKept("C9");
        (uint128 held, uint128 claimable) = line.reserve();
        assert(world.token().balanceOf(address(line)) == held);
        uint256 lost;
        for (uint256 i = 0; i < world.linesCount(); ++i) lost += line.lossOf(world.lines(i)).reserve;
        assert(uint256(held) + claimable + lost + keepers.reserveOut() == keepers.reserveIn());
    }

    function invariant_C10_repaymentsNeverFail() external view {
        _requireKept("C10");
    }

    function invariant_C11_liensFollowDebts() external view {
        for (uint256 i = 0; i < world.ACTORS(); ++i) {
            address borrower = world.borrowers(i);
            bytes32 id = line.lineOf(borrower);
            (address creditLine, uint16 bps) = world.settlement().lienOf(borrower, address(world.token()));
            uint16 holdback = line.creditOf(id).holdbackBps;
            assert(
                bps ==
                    (
                        line.debtOf(id) == 0
                            ? 0
                            : holdback == 0
                                ? 1
                                : holdback
                    )
            );
            assert(bps == 0 || creditLine == address(line));
        }
    }

    function invariant_S1_S2_settlementOwesWhatItHas() external view {
        address token = address(world.token());
        uint256 sum;
        for (uint256 i = 0; i <= world.ACTORS(); ++i) {
            address account = i == world.ACTORS() ? address(world.pool()) : world.borrowers(i);
            (uint128 available, uint128 reserved) = world.settlement().balanceOf(account, token);
            sum += uint256(available) + reserved;
        }
        (, uint128 owed) = world.escrow().totals(token);
        assert(sum == world.settlement().totalLiabilities(token));
        assert(world.token().balanceOf(address(world.settlement())) + owed == sum);
    }

    function _sums() private view returns (Sums memory sums) {
        for (uint256 i = 0; i < world.linesCount(); ++i) {
            bytes32 id = world.lines(i);
            Credit memory credit = line.creditOf(id);
            sums.principal += credit.principal;
            if (credit.status > CreditStatus.Late) {
                sums.defaulted += credit.principal;
                continue;
            }
            if (credit.status == CreditStatus.Late) sums.late += credit.principal;
            sums.debt += line.debtOf(id);
            sums.interestScaled += credit.interestScaled;
            bool isLate = credit.lastAccrual >= uint256(credit.dueAt) + credit.gracePeriod;
            uint256 rate = isLate ? credit.lateAprBps : credit.aprBps;
            sums.bpsSeconds += credit.principal * rate * (block.timestamp - credit.lastAccrual);
        }
    }

    function _requireKept(string memory rule) private view {
        assert(borrowers.broken(rule) + keepers.broken(rule) == 0);
    }
}
