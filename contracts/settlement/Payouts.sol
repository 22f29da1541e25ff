// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {TokenTransfer} from "../libraries/TokenTransfer.sol";
import {Verb} from "../types/Compliance.sol";
import {BalanceKind, Payout} from "../types/Settlement.sol";
import {Waterfall} from "./Waterfall.sol";

/// @notice Payouts in batches: each item succeeds or fails alone, each batch id counts once (S4), and each token
/// lets out no more than its limit (S7).
abstract contract Payouts is Waterfall {
    using RateLimiter for RateLimiter.RefillingBucket;

    /// @dev Items of one account and token that follow each other.
    struct PayoutRun {
        bytes32 batchId;
        address account;
        address token;
        bool isClear;
        uint256 available;
        uint256 limit;
        uint256 sent;
    }

    /// @dev More than a transfer of any listed token uses, so that no item fails for lack of gas alone.
    uint256 private constant MIN_GAS_PER_PAYOUT = 150_000;
    uint256 private constant MAX_REASON_LENGTH = 64;
    /// @dev One limiter per token; its bucket is not keyed any further.
    bytes32 private constant BUCKET = 0;

    mapping(bytes32 batchId => bool) public executed;
    mapping(address token => RateLimiter.RefillingBucket) private _outflow;

    /// @inheritdoc ISettlement
    function payoutBatch(bytes32 batchId, Payout[] calldata payouts) external restricted nonReentrant {
        require(!executed[batchId], BatchAlreadyExecuted(batchId));
        executed[batchId] = true;
        uint256 next;
        while (next < payouts.length) next = _payToken(batchId, payouts, next);
    }

    /// @inheritdoc ISettlement
    function setOutflowLimit(address token, uint208 capacity, uint48 windowSeconds) external restricted {
        _setOutflowLimit(token, capacity, windowSeconds);
    }

    /// @inheritdoc ISettlement
    function lowerOutflowLimit(address token, uint208 capacity, uint48 windowSeconds) external restricted {
        RateLimiter.RefillingBucket storage bucket = _outflow[token];
        require(capacity <= bucket._capacity && windowSeconds >= bucket._window, OutflowLimitNotLower(token));
        _setOutflowLimit(token, capacity, windowSeconds);
    }

    /// @inheritdoc ISettlement
    function outflowLimit(
        address token
    ) external view returns (uint208 capacity, uint48 windowSeconds, uint256 available) {
        RateLimiter.RefillingBucket storage bucket = _outflow[token];
        return (bucket._capacity, bucket._window, bucket.available(BUCKET));
    }

    /// @dev Pays the items of one token that follow each other; returns where the next token begins.
    function _payToken(bytes32 batchId, Payout[] calldata payouts, uint256 start) private returns (uint256 next) {
        PayoutRun memory run;
        run.batchId = batchId;
        run.token = payouts[start].token;
        run.limit = _outflow[run.token].available(BUCKET);
        _pull(run.token);
        uint256 sum;
        next = start;
        while (next < payouts.length && payouts[next].token == run.token) {
            next = _payAccount(run, payouts, next);
            sum += run.sent;
            run.limit -= run.sent;
        }
        _outflow[run.token].consume(BUCKET, sum);
        _requireSolvent(run.token);
    }

    /// @dev Pays the items of one account that follow each other, and books them once.
    function _payAccount(
        PayoutRun memory run,
        Payout[] calldata payouts,
        uint256 start
    ) private returns (uint256 next) {
        address account = payouts[start].account;
        run.account = account;
        run.isClear = _isClear(Verb.Payout, account, run.token);
        run.available = _availableOf(account, run.token);
        run.sent = 0;
        next = start;
        while (next < payouts.length) {
            Payout calldata item = payouts[next];
            if (item.account != account || item.token != run.token) break;
            _payItem(run, item.to, item.amount);
            ++next;
        }
        if (run.sent != 0) _debit(account, run.token, run.sent, BalanceKind.Payout, run.batchId);
    }

    function _payItem(PayoutRun memory run, address to, uint256 amount) private {
        require(gasleft() >= MIN_GAS_PER_PAYOUT, InsufficientGas(gasleft(), MIN_GAS_PER_PAYOUT));
        bytes memory reason = _payoutRefusal(run, to, amount);
        bool sent;
        if (reason.length == 0) (sent, reason) = TokenTransfer.trySend(run.token, to, amount);
        if (sent) {
            run.sent += amount;
            emit PayoutSent(run.batchId, run.account, run.token, to, amount);
        } else {
            reason = Bytes.slice(reason, 0, MAX_REASON_LENGTH);
            emit PayoutFailed(run.batchId, run.account, run.token, to, amount, reason);
        }
    }

    function _payoutRefusal(
        PayoutRun memory run,
        address to,
        uint256 amount
    ) private view returns (bytes memory refusal) {
        if (!run.isClear) return abi.encodeWithSelector(Blocked.selector, run.account, Verb.Payout);
        if (amount == 0) return abi.encodeWithSelector(ZeroAmount.selector);
        uint256 have = run.available - run.sent;
        if (amount > have) {
            return abi.encodeWithSelector(InsufficientBalance.selector, run.account, run.token, have, amount);
        }
        have = run.limit - run.sent;
        if (amount > have) return abi.encodeWithSelector(OutflowLimitExceeded.selector, run.token, have, amount);
        return _recipientRefusal(run.account, to);
    }

    /// @dev What was used so far refills at the old rate up to now.
    function _setOutflowLimit(address token, uint208 capacity, uint48 windowSeconds) private {
        RateLimiter.RefillingBucket storage bucket = _outflow[token];
        bucket.sync(BUCKET);
        bucket.updateSettings(windowSeconds, capacity);
        emit OutflowLimitSet(token, capacity, windowSeconds);
    }
}
