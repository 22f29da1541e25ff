// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlement} from "../interfaces/ISettlement.sol";
import {ISettlementLiens} from "../interfaces/ISettlementLiens.sol";
import {Bps} from "../libraries/Bps.sol";
import {BalanceKind, CaptureCredit, PendingLien} from "../types/Settlement.sol";
import {Ledger} from "./Ledger.sol";
import {Liens} from "./Liens.sol";

/// @notice What becomes of a capture: the fee first, then the lien, then the rolling reserve, the rest available (S3).
/// @dev Bookkeeping only, but for the credit line of an account with a lien, whose failure is caught: no party to a
/// payment can refuse a capture (S8).
abstract contract Waterfall is Liens {
    using Ledger for Ledger.Books;

    /// @dev Neighbouring credits of one account, booked at once.
    struct CreditRun {
        address account;
        bytes32 ref;
        uint256 available;
        uint256 reserved;
        uint256 pending;
    }

    mapping(address account => mapping(address token => mapping(uint256 day => uint256))) public rollingReserve;

    /// @inheritdoc ISettlement
    /// @dev What it calls runs under the guard of applyLien; else reading the guard is enough.
    function creditCapture(
        address receiver,
        address token,
        uint256 gross,
        uint256 fee,
        address feeReceiver,
        bytes32 id
    ) external nonReentrantView {
        // Read here, where it shares the slot that authenticates the escrow.
        bool hasSpecials = _requireEscrow();
        _books.liabilities[token] += gross;
        if (fee != 0) _books.credit(feeReceiver, token, fee, 0, BalanceKind.Fee, id);
        if (gross == fee) return;
        if (hasSpecials) _divideNet(receiver, token, gross - fee, BalanceKind.Capture, id, id);
        else _books.credit(receiver, token, gross - fee, 0, BalanceKind.Capture, id);
    }

    /// @inheritdoc ISettlement
    /// @dev As creditCapture.
    function creditCaptures(address token, CaptureCredit[] calldata credits) external nonReentrantView {
        _requireEscrow();
        CreditRun memory merchant;
        CreditRun memory collector;
        uint256 sum;
        for (uint256 i = 0; i < credits.length; ++i) {
            CaptureCredit calldata item = credits[i];
            uint256 gross = item.gross;
            if (gross == 0) continue;
            sum += gross;
            uint256 fee = item.fee;
            if (fee != 0) {
                if (collector.account != item.feeReceiver) _flush(collector, token, BalanceKind.Fee, item.feeReceiver);
                collector.available += fee;
                collector.ref = item.id;
            }
            if (merchant.account != item.account) _flush(merchant, token, BalanceKind.Capture, item.account);
            if (gross != fee) _addNet(merchant, token, gross - fee, item.id);
            merchant.ref = item.id;
        }
        _flush(collector, token, BalanceKind.Fee, address(0));
        _flush(merchant, token, BalanceKind.Capture, address(0));
        _books.liabilities[token] += sum;
    }

    /// @inheritdoc ISettlementLiens
    function collect(bytes32[] calldata ids) external nonReentrantView {
        for (uint256 i = 0; i < ids.length; ++i) _collect(ids[i]);
    }

    /// @inheritdoc ISettlement
    function releaseReserve(address account, address token, uint256[] calldata dueDays) external nonReentrant {
        uint256 today = block.timestamp / 1 days;
        uint256 sum;
        for (uint256 i = 0; i < dueDays.length; ++i) {
            uint256 day = dueDays[i];
            require(day <= today, ReserveNotDue(day, today));
            sum += rollingReserve[account][token][day];
            rollingReserve[account][token][day] = 0;
        }
        if (sum != 0) _books.unreserve(account, token, sum, 0, BalanceKind.ReserveRelease, bytes32(0));
    }

    /// @dev As _divideNet, for less where no account has a lien or a reserve.
    function _creditNet(
        address account,
        address token,
        uint256 net,
        BalanceKind kind,
        bytes32 ref,
        bytes32 id
    ) internal {
        if (_specials == 0) _books.credit(account, token, net, 0, kind, ref);
        else _divideNet(account, token, net, kind, ref, id);
    }

    /// @dev Lien, rolling reserve and rest of one capture or deposit.
    /// @param id under which the credit line is asked
    function _divideNet(
        address account,
        address token,
        uint256 net,
        BalanceKind kind,
        bytes32 ref,
        bytes32 id
    ) private {
        (uint256 taken, uint256 pending) = _takeLien(account, token, net, id);
        uint256 rest = net - taken - pending;
        uint256 reserve = _reserveOf(rest, account);
        if (reserve != 0) _holdReserve(account, token, reserve, ref);
        if (taken != net) _books.credit(account, token, rest - reserve, reserve + pending, kind, ref);
    }

    function _addNet(CreditRun memory run, address token, uint256 net, bytes32 id) private {
        if (_specials == 0) {
            run.available += net;
            return;
        }
        (uint256 taken, uint256 pending) = _takeLien(run.account, token, net, id);
        uint256 rest = net - taken - pending;
        uint256 reserve = _reserveOf(rest, run.account);
        run.available += rest - reserve;
        run.reserved += reserve;
        run.pending += pending;
    }

    function _flush(CreditRun memory run, address token, BalanceKind kind, address next) private {
        if (run.reserved != 0) _holdReserve(run.account, token, run.reserved, run.ref);
        uint256 reserved = run.reserved + run.pending;
        if (run.available + reserved != 0) {
            _books.credit(run.account, token, run.available, reserved, kind, run.ref);
        }
        run.account = next;
        run.available = 0;
        run.reserved = 0;
        run.pending = 0;
    }

    /// @dev Nothing when the credit line fails again.
    function _collect(bytes32 id) private {
        PendingLien memory waiting = pendingLien[id];
        (address account, address token, uint256 net) = (waiting.account, waiting.token, waiting.net);
        if (net == 0) return;
        (bool applied, uint256 taken) = _tryLien(account, token, net, id);
        if (!applied) return;
        delete pendingLien[id];
        emit LienCollected(id, account, token, net, taken);
        uint256 reserve = _reserveOf(net - taken, account);
        if (reserve != 0) _holdReserve(account, token, reserve, id);
        _books.unreserve(account, token, net - reserve, taken, BalanceKind.LienRelease, id);
    }

    function _reserveOf(uint256 net, address account) private view returns (uint256) {
        return Bps.shareDown(net, _accounts.configs[account].reserveBps);
    }

    /// @dev Until the first UTC midnight not before the delay is over.
    function _holdReserve(address account, address token, uint256 amount, bytes32 ref) private {
        uint256 dueAt = block.timestamp + uint256(_accounts.configs[account].reserveDelayHours) * 1 hours;
        uint256 day = (dueAt + 1 days - 1) / 1 days;
        rollingReserve[account][token][day] += amount;
        emit ReserveHeld(account, token, ref, day, amount);
    }
}
