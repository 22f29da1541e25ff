// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CreditMath} from "../../../contracts/libraries/CreditMath.sol";
import {Credit} from "../../../contracts/types/Credit.sol";

/// @notice Interest in parts against interest at once, and roundings against the exact fraction.
contract CreditInterestTest {
    uint256 private constant START = 1_800_000_000;

    function testFuzz_C5_accruingInPartsCostsLessThanOnePartEach(
        uint256 seed,
        uint256 first,
        uint256 second
    ) external pure {
        Credit memory once = _line(seed);
        Credit memory parts = _line(seed);
        first = START + (first % 3_650 days);
        second = first + (second % 3_650 days);
        CreditMath.accrue(once, second);
        CreditMath.accrue(parts, first);
        CreditMath.accrue(parts, second);
        assert(parts.interestScaled >= once.interestScaled);
        assert(parts.interestScaled - once.interestScaled <= 1);
        assert(parts.lastAccrual == once.lastAccrual);
    }

    /// @dev exact <= charged < exact + 1e-9 unit, by cross-multiplication.
    function testFuzz_C5_interestIsRoundedUpByLessThanOnePart(uint256 seed, uint256 time) external pure {
        Credit memory line = _line(seed);
        line.interestScaled = 0;
        time = START + (time % 3_650 days);
        uint256 lateFrom = uint256(line.dueAt) + line.gracePeriod;
        uint256 late = time > lateFrom ? time - (lateFrom > START ? lateFrom : START) : 0;
        uint256 bpsSeconds = (time - START - late) * line.aprBps + late * line.lateAprBps;
        uint256 exact = uint256(line.principal) * 1e9 * bpsSeconds;
        CreditMath.accrue(line, time);
        uint256 charged = uint256(line.interestScaled) * (10_000 * 365 days);
        assert(charged >= exact && charged - exact < 10_000 * 365 days);
    }

    /// @dev A debt in units is less than one unit above the exact debt, and paying it all ends it.
    function testFuzz_C5_unitsFavourThePoolByLessThanOne(uint256 seed, uint256 part) external pure {
        Credit memory line = _line(seed);
        uint256 exact = uint256(line.principal) * 1e9 + line.interestScaled;
        uint256 debt = CreditMath.debtUp(line);
        assert(debt * 1e9 >= exact && debt * 1e9 - exact < 1e9);
        part = part % (debt + 1);
        CreditMath.reduce(line, part);
        assert(CreditMath.debtUp(line) == debt - part);
        CreditMath.reduce(line, debt - part);
        assert(line.principal == 0 && line.interestScaled == 0);
    }

    function _line(uint256 seed) private pure returns (Credit memory line) {
        line.principal = uint128(1 + (seed % CreditMath.MAX_LIMIT));
        line.interestScaled = uint128(uint96(seed >> 90));
        line.lastAccrual = uint40(START);
        line.dueAt = uint40(START - 100 days + ((seed >> 130) % 1_000 days));
        line.gracePeriod = uint32((seed >> 160) % 60 days);
        line.aprBps = uint16((seed >> 190) % 10_001);
        line.lateAprBps = uint16(line.aprBps + ((seed >> 210) % (10_001 - line.aprBps)));
    }
}
