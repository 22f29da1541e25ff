// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICreditHook} from "../interfaces/ICreditHook.sol";
import {ISettlementCredit} from "../interfaces/ISettlementCredit.sol";
import {ISettlementLiens} from "../interfaces/ISettlementLiens.sol";
import {Bps} from "../libraries/Bps.sol";
import {BalanceKind, Creditor, Lien, PendingLien} from "../types/Settlement.sol";
import {Creditors} from "./Creditors.sol";
import {Ledger} from "./Ledger.sol";

/// @notice Credit lines: what they credit, and what they take of a capture.
abstract contract Liens is Creditors {
    using Ledger for Ledger.Books;
    using SafeCast for uint256;

    /// @dev More than a credit line uses for pledge, accrual and the pool's books.
    uint256 private constant LIEN_GAS = 500_000;
    /// @dev LIEN_GAS * 64 / 63 for the call, the rest for booking what waits when it fails.
    uint256 private constant MIN_GAS_FOR_LIEN = 650_000;

    mapping(address account => mapping(address token => Lien)) public lienOf;
    mapping(bytes32 id => PendingLien) public pendingLien;

    /// @inheritdoc ISettlementCredit
    function creditDraw(address account, address token, uint256 amount, bytes32 id) external nonReentrantView {
        _requireCreditor(msg.sender, Creditor.CreditLine);
        require(amount != 0, ZeroAmount());
        _books.liabilities[token] += amount;
        _books.credit(account, token, amount, 0, BalanceKind.Draw, id);
        _requireSolvent(token);
    }

    /// @inheritdoc ISettlementCredit
    function creditRepay(
        address account,
        address token,
        uint256 amount,
        address pool,
        bytes32 id
    ) external nonReentrantView {
        address creditLine = lienOf[account][token].creditLine;
        require(msg.sender == creditLine, InvalidSender(msg.sender, creditLine));
        require(amount != 0, ZeroAmount());
        _books.take(account, token, amount, BalanceKind.Repayment, id);
        _books.credit(pool, token, amount, 0, BalanceKind.Repayment, id);
    }

    /// @inheritdoc ISettlementCredit
    function setLien(address account, address token, uint16 bps) external nonReentrantView {
        Lien memory lien = lienOf[account][token];
        if (lien.bps == 0) _requireCreditor(msg.sender, Creditor.CreditLine);
        else require(lien.creditLine == msg.sender, LienTaken(account, token, lien.creditLine));
        _setLien(account, token, msg.sender, lien.bps, bps);
    }

    /// @inheritdoc ISettlementLiens
    function dropLien(address account, address token) external restricted {
        Lien memory lien = lienOf[account][token];
        _setLien(account, token, lien.creditLine, lien.bps, 0);
    }

    /// @inheritdoc ISettlementLiens
    function applyLien(
        address account,
        address token,
        uint256 net,
        bytes32 id
    ) external nonReentrant returns (uint256 taken) {
        require(msg.sender == address(this), InvalidSender(msg.sender, address(this)));
        Lien memory lien = lienOf[account][token];
        ICreditHook creditLine = ICreditHook(lien.creditLine);
        uint16 newBps;
        (taken, newBps) = creditLine.onRevenue(account, token, net, id);
        require(taken <= net, LienExceedsNet(taken, net));
        if (newBps != lien.bps) _setLien(account, token, lien.creditLine, lien.bps, newBps);
        if (taken != 0) _books.credit(creditLine.pool(), token, taken, 0, BalanceKind.Lien, id);
    }

    /// @dev The credit line's part of `net`; when it cannot be asked, all of it waits.
    function _takeLien(
        address account,
        address token,
        uint256 net,
        bytes32 id
    ) internal returns (uint256 taken, uint256 pending) {
        if (lienOf[account][token].bps == 0) return (0, 0);
        bool applied;
        (applied, taken) = _tryLien(account, token, net, id);
        if (applied) return (taken, 0);
        PendingLien storage waiting = pendingLien[id];
        uint128 total = waiting.net + net.toUint128();
        (waiting.account, waiting.token, waiting.net) = (account, token, total);
        emit LienPending(id, account, token, net, total);
        return (0, net);
    }

    /// @dev The credit line has the same gas whoever calls, and can use no more (S8).
    function _tryLien(
        address account,
        address token,
        uint256 net,
        bytes32 id
    ) internal returns (bool applied, uint256 taken) {
        if (lienOf[account][token].bps == 0) return (true, 0);
        require(gasleft() >= MIN_GAS_FOR_LIEN, InsufficientGas(gasleft(), MIN_GAS_FOR_LIEN));
        try this.applyLien{gas: LIEN_GAS}(account, token, net, id) returns (uint256 took) {
            return (true, took);
        } catch {
            return (false, 0);
        }
    }

    function _setLien(address account, address token, address creditLine, uint16 oldBps, uint16 newBps) private {
        require(newBps <= Bps.ONE, BpsOverflow(newBps));
        if (oldBps == 0 && newBps != 0) ++_specials;
        if (oldBps != 0 && newBps == 0) --_specials;
        lienOf[account][token] = Lien(creditLine, newBps);
        emit LienSet(account, token, creditLine, newBps);
    }
}
