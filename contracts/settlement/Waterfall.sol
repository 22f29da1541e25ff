// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlement} from "../interfaces/ISettlement.sol";
import {Bps} from "../libraries/Bps.sol";
import {BalanceKind, CaptureCredit} from "../types/Settlement.sol";
import {MerchantAccounts} from "./MerchantAccounts.sol";

/// @notice What becomes of a capture: the fee first, then the rolling reserve, the rest available (S3).
/// @dev Bookkeeping only: no step calls out, so that no party to a payment can refuse a capture (S8).
abstract contract Waterfall is MerchantAccounts {
    /// @dev Neighbouring credits of one account, booked at once.
    struct CreditRun {
        address account;
        bytes32 ref;
        uint256 available;
        uint256 reserved;
    }

    mapping(address account => mapping(address token => mapping(uint256 day => uint256))) public rollingReserve;

    /// @inheritdoc ISettlement
    /// @dev Calls nothing, so that reading the guard is enough.
    function creditCapture(
        address receiver,
        address token,
        uint256 gross,
        uint256 fee,
        address feeReceiver,
        bytes32 id
    ) external nonReentrantView {
        _requireEscrow();
        _addLiabilities(token, gross);
        if (fee != 0) _credit(feeReceiver, token, fee, 0, BalanceKind.Fee, id);
        uint256 net = gross - fee;
        uint256 reserve = _reserveOf(net, receiver);
        if (reserve != 0) _holdReserve(receiver, token, reserve, id);
        if (net != 0) _credit(receiver, token, net - reserve, reserve, BalanceKind.Capture, id);
    }

    /// @inheritdoc ISettlement
    /// @dev Calls nothing, so that reading the guard is enough.
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
            uint256 net = gross - fee;
            uint256 reserve = _reserveOf(net, item.account);
            merchant.available += net - reserve;
            merchant.reserved += reserve;
            merchant.ref = item.id;
        }
        _flush(collector, token, BalanceKind.Fee, address(0));
        _flush(merchant, token, BalanceKind.Capture, address(0));
        _addLiabilities(token, sum);
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
        if (sum != 0) _unreserve(account, token, sum, bytes32(0));
    }

    function _flush(CreditRun memory run, address token, BalanceKind kind, address next) private {
        if (run.reserved != 0) _holdReserve(run.account, token, run.reserved, run.ref);
        if (run.available + run.reserved != 0) {
            _credit(run.account, token, run.available, run.reserved, kind, run.ref);
        }
        run.account = next;
        run.available = 0;
        run.reserved = 0;
    }

    function _reserveOf(uint256 net, address account) private view returns (uint256) {
        return _reservingAccounts == 0 ? 0 : Bps.shareDown(net, _configs[account].reserveBps);
    }

    /// @dev Until the first UTC midnight not before the delay is over.
    function _holdReserve(address account, address token, uint256 amount, bytes32 ref) private {
        uint256 dueAt = block.timestamp + uint256(_configs[account].reserveDelayHours) * 1 hours;
        uint256 day = (dueAt + 1 days - 1) / 1 days;
        rollingReserve[account][token][day] += amount;
        emit ReserveHeld(account, token, ref, day, amount);
    }
}
