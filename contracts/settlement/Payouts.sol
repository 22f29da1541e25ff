// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Payout} from "../types/Settlement.sol";
import {OutflowLimits} from "./OutflowLimits.sol";
import {PayoutMoves} from "./PayoutMoves.sol";
import {Waterfall} from "./Waterfall.sol";

/// @notice Payouts in batches: each item succeeds or fails alone, each batch id counts once (S4), and each token
/// lets out no more than its limit (S7).
abstract contract Payouts is Waterfall {
    using OutflowLimits for mapping(address token => RateLimiter.RefillingBucket);

    mapping(bytes32 batchId => bool) public executed;
    mapping(address token => RateLimiter.RefillingBucket) private _outflow;

    /// @inheritdoc ISettlement
    function payoutBatch(bytes32 batchId, Payout[] calldata payouts) external restricted nonReentrant {
        require(!executed[batchId], BatchAlreadyExecuted(batchId));
        executed[batchId] = true;
        PayoutMoves.pay(_books, _accounts, _outflow, _escrow, gate(), batchId, payouts);
    }

    /// @inheritdoc ISettlement
    function setOutflowLimit(address token, uint208 capacity, uint48 windowSeconds) external restricted {
        _outflow.set(token, capacity, windowSeconds);
    }

    /// @inheritdoc ISettlement
    function lowerOutflowLimit(address token, uint208 capacity, uint48 windowSeconds) external restricted {
        _outflow.lower(token, capacity, windowSeconds);
    }

    /// @inheritdoc ISettlement
    function outflowLimit(
        address token
    ) external view returns (uint208 capacity, uint48 windowSeconds, uint256 available) {
        return _outflow.limitOf(token);
    }
}
