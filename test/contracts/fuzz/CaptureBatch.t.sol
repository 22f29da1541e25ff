// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Capture, PaymentInfo} from "../../../contracts/types/Payment.sol";
import {World} from "../invariants/World.sol";
import {vm} from "../invariants/Vm.sol";

/// @notice Takes a list of captures, one by one or at once.
contract Capturer is World {
    function run(uint256 seed, uint256 count, bool asBatch) external {
        Capture[] memory items = new Capture[](count);
        for (uint256 i = 0; i < count; ++i) items[i] = _item(uint256(keccak256(abi.encode(seed, i))), i);
        if (asBatch) {
            escrow.captureBatch(items);
            return;
        }
        for (uint256 i = 0; i < count; ++i) {
            escrow.capture(items[i].info, items[i].amount, items[i].feeBps, items[i].feeReceiver);
        }
    }

    function balances() external view returns (bytes memory) {
        bytes memory all;
        address[5] memory accounts = [merchants[0], merchants[1], merchants[2], FEE_RECEIVER, OUTSIDER];
        for (uint256 a = 0; a < accounts.length; ++a) {
            (uint128 available, uint128 reserved) = settlement.balanceOf(accounts[a], address(tokens[0]));
            all = bytes.concat(all, abi.encode(available, reserved));
        }
        (uint128 held, uint128 owed) = escrow.totals(address(tokens[0]));
        return bytes.concat(all, abi.encode(held, owed, settlement.totalLiabilities(address(tokens[0]))));
    }

    /// @dev Fee receivers and merchants overlap, so that runs interleave on the same balances.
    function _item(uint256 random, uint256 salt) private returns (Capture memory item) {
        PaymentInfo memory info = _terms(random, salt);
        info.token = address(tokens[0]);
        info.feeReceiver = address(0);
        vm.prank(info.payer);
        collector.preApprove(info);
        uint120 amount = uint120(_bound(random >> 16, 1, MAX_AMOUNT));
        escrow.authorize(info, amount, address(collector), preApproval);
        address[3] memory receivers = [FEE_RECEIVER, OUTSIDER, info.receiver];
        uint16 feeBps = uint16(_bound(random >> 136, MIN_FEE_BPS, MAX_FEE_BPS));
        return Capture(info, uint120(_bound(random >> 8, 1, amount)), feeBps, receivers[(random >> 4) % 3], amount);
    }
}

contract CaptureBatchTest {
    Capturer private singles;
    Capturer private batch;

    function setUp() external {
        singles = new Capturer();
        batch = new Capturer();
    }

    function testFuzz_S5_batchEqualsSingles(uint256 seed, uint256 count) external {
        count = 1 + (count % 8);
        singles.run(seed, count, false);
        batch.run(seed, count, true);
        assert(keccak256(singles.balances()) == keccak256(batch.balances()));
    }
}
