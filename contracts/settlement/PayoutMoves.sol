// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {IGated} from "../interfaces/IGated.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {ISharedErrors} from "../interfaces/ISharedErrors.sol";
import {GateVerdict} from "../libraries/GateVerdict.sol";
import {TokenTransfer} from "../libraries/TokenTransfer.sol";
import {Verb, Verdict} from "../types/Compliance.sol";
import {BalanceKind, Payout} from "../types/Settlement.sol";
import {Ledger} from "./Ledger.sol";
import {OutflowLimits} from "./OutflowLimits.sol";
import {Recipients} from "./Recipients.sol";

/// @notice The items of a payout batch; linked to Settlement, which runs it on its own storage.
library PayoutMoves {
    using Ledger for Ledger.Books;
    using OutflowLimits for mapping(address token => RateLimiter.RefillingBucket);
    using Recipients for Recipients.Accounts;

    /// @dev Items of one account and token that follow each other.
    struct PayoutRun {
        bytes32 batchId;
        address gate;
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

    /// @notice Pays the items, token by token, and checks the books of each token at its end.
    function pay(
        Ledger.Books storage books,
        Recipients.Accounts storage accounts,
        mapping(address token => RateLimiter.RefillingBucket) storage outflow,
        IPaymentEscrow escrow,
        address gate,
        bytes32 batchId,
        Payout[] calldata payouts
    ) external {
        PayoutRun memory run;
        (run.batchId, run.gate) = (batchId, gate);
        uint256 next;
        while (next < payouts.length) {
            run.token = payouts[next].token;
            run.limit = outflow.available(run.token);
            if (address(escrow) != address(0)) escrow.release(run.token);
            uint256 sum;
            (next, sum) = _payToken(books, accounts, run, payouts, next);
            outflow.consume(run.token, sum);
            books.requireSolvent(escrow, run.token);
        }
    }

    /// @dev Pays the items of one token that follow each other; returns where the next token begins.
    function _payToken(
        Ledger.Books storage books,
        Recipients.Accounts storage accounts,
        PayoutRun memory run,
        Payout[] calldata payouts,
        uint256 start
    ) private returns (uint256 next, uint256 sum) {
        next = start;
        while (next < payouts.length && payouts[next].token == run.token) {
            next = _payAccount(books, accounts, run, payouts, next);
            sum += run.sent;
            run.limit -= run.sent;
        }
    }

    /// @dev Pays the items of one account that follow each other, and books them once.
    function _payAccount(
        Ledger.Books storage books,
        Recipients.Accounts storage accounts,
        PayoutRun memory run,
        Payout[] calldata payouts,
        uint256 start
    ) private returns (uint256 next) {
        address account = payouts[start].account;
        run.account = account;
        run.isClear = GateVerdict.ask(IComplianceGate(run.gate), Verb.Payout, account, run.token) == Verdict.Clear;
        (run.available, ) = books.read(account, run.token);
        run.sent = 0;
        next = start;
        while (next < payouts.length) {
            Payout calldata item = payouts[next];
            if (item.account != account || item.token != run.token) break;
            _payItem(accounts, run, item.to, item.amount);
            ++next;
        }
        if (run.sent != 0) books.debit(account, run.token, run.sent, BalanceKind.Payout, run.batchId);
    }

    function _payItem(Recipients.Accounts storage accounts, PayoutRun memory run, address to, uint256 amount) private {
        require(gasleft() >= MIN_GAS_PER_PAYOUT, ISettlement.InsufficientGas(gasleft(), MIN_GAS_PER_PAYOUT));
        bytes memory reason = _refusal(accounts, run, to, amount);
        bool sent;
        if (reason.length == 0) (sent, reason) = TokenTransfer.trySend(run.token, to, amount);
        if (sent) {
            run.sent += amount;
            emit ISettlement.PayoutSent(run.batchId, run.account, run.token, to, amount);
        } else {
            reason = Bytes.slice(reason, 0, MAX_REASON_LENGTH);
            emit ISettlement.PayoutFailed(run.batchId, run.account, run.token, to, amount, reason);
        }
    }

    function _refusal(
        Recipients.Accounts storage accounts,
        PayoutRun memory run,
        address to,
        uint256 amount
    ) private view returns (bytes memory refusal) {
        if (!run.isClear) return abi.encodeWithSelector(IGated.Blocked.selector, run.account, Verb.Payout);
        if (amount == 0) return abi.encodeWithSelector(ISharedErrors.ZeroAmount.selector);
        uint256 have = run.available - run.sent;
        if (amount > have) {
            return
                abi.encodeWithSelector(ISettlement.InsufficientBalance.selector, run.account, run.token, have, amount);
        }
        have = run.limit - run.sent;
        if (amount > have) {
            return abi.encodeWithSelector(ISettlement.OutflowLimitExceeded.selector, run.token, have, amount);
        }
        return accounts.refusal(run.account, to);
    }
}
