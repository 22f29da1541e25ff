// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EarnHandler} from "./EarnHandler.sol";

/// @notice What the Earn vault promises, after any sequence of calls.
contract EarnVaultInvariants {
    EarnHandler internal handler;

    function setUp() public {
        handler = new EarnHandler();
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

    function invariant_V3_donationsAndGainsStream() external view {
        assert(handler.movedByDonation() == 0);
        assert(handler.streamedTooFast() == 0);
    }

    function invariant_V4_booksAgreeWithinCaps() external view {
        assert(handler.wrongBooks() == 0);
        assert(handler.overCap() == 0);
    }

    function invariant_V6_bufferStopsAllocations() external view {
        assert(handler.bufferHurt() == 0);
    }

    function invariant_queuePaysWhatWasFilled() external view {
        assert(handler.wrongQueue() == 0);
    }

    function invariant_G3_adaptersDoNotGetIn() external view {
        assert(handler.reentered() == 0);
    }
}
