// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";

/// @notice How much of each token payouts may send (S7); linked to Settlement, which runs it on its own storage.
library OutflowLimits {
    using RateLimiter for RateLimiter.RefillingBucket;

    /// @dev One limiter per token; its bucket is not keyed any further.
    bytes32 private constant BUCKET = 0;

    function set(
        mapping(address token => RateLimiter.RefillingBucket) storage limits,
        address token,
        uint208 capacity,
        uint48 windowSeconds
    ) external {
        _set(limits, token, capacity, windowSeconds);
    }

    function lower(
        mapping(address token => RateLimiter.RefillingBucket) storage limits,
        address token,
        uint208 capacity,
        uint48 windowSeconds
    ) external {
        RateLimiter.RefillingBucket storage bucket = limits[token];
        require(
            capacity <= bucket._capacity && windowSeconds >= bucket._window,
            ISettlement.OutflowLimitNotLower(token)
        );
        _set(limits, token, capacity, windowSeconds);
    }

    function limitOf(
        mapping(address token => RateLimiter.RefillingBucket) storage limits,
        address token
    ) external view returns (uint208 capacity, uint48 windowSeconds, uint256 left) {
        RateLimiter.RefillingBucket storage bucket = limits[token];
        return (bucket._capacity, bucket._window, bucket.available(BUCKET));
    }

    /// @dev What payouts of a token may send now.
    function available(
        mapping(address token => RateLimiter.RefillingBucket) storage limits,
        address token
    ) internal view returns (uint256) {
        return limits[token].available(BUCKET);
    }

    function consume(
        mapping(address token => RateLimiter.RefillingBucket) storage limits,
        address token,
        uint256 amount
    ) internal {
        limits[token].consume(BUCKET, amount);
    }

    /// @dev What was used so far refills at the old rate up to now.
    function _set(
        mapping(address token => RateLimiter.RefillingBucket) storage limits,
        address token,
        uint208 capacity,
        uint48 windowSeconds
    ) private {
        RateLimiter.RefillingBucket storage bucket = limits[token];
        bucket.sync(BUCKET);
        bucket.updateSettings(windowSeconds, capacity);
        emit ISettlement.OutflowLimitSet(token, capacity, windowSeconds);
    }
}
