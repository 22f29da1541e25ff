// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PoolHandler} from "./PoolHandler.sol";

/// @notice What the credit pool promises, after any sequence of calls.
contract CreditPoolInvariants {
    PoolHandler internal handler;

    function setUp() public {
        handler = new PoolHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_V1_previewsAreExactAndLimitsAreHonoured() external view {
        assert(handler.wrongPreviews() == 0);
        assert(handler.brokenLimits() == 0);
    }

    function invariant_V2_priceFallsByLossesOnly() external view {
        assert(handler.fallenPrices() == 0);
    }

    function invariant_V3_donationsNeverCount() external view {
        assert(handler.movedByDonation() == 0);
    }

    function invariant_C7_booksAgreeWithTheCreditLine() external view {
        assert(handler.wrongBooks() == 0);
        assert(handler.movedByCollecting() == 0);
    }

    function invariant_V6_drawsLeaveQueueAndTreasuryTheirMoney() external view {
        assert(handler.lentTooMuch() == 0);
    }

    function invariant_queuePaysWhatWasFilled() external view {
        assert(handler.wrongQueue() == 0);
    }
}
