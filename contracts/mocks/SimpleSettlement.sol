// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ICreditHook} from "../interfaces/ICreditHook.sol";
import {ISettlementCredit} from "../interfaces/ISettlementCredit.sol";

/// @notice Settlement's side of credit without anything else: balances, liens, and the hook at a capture.
contract SimpleSettlement is ISettlementCredit {
    struct Lien {
        address creditLine;
        uint16 bps;
    }

    address public escrow;
    mapping(address creditLine => bool) public isCreditLine;
    mapping(address account => mapping(address token => uint256)) public balanceOf;
    mapping(address token => uint256) public liabilities;
    mapping(address account => mapping(address token => Lien)) public lienOf;

    event RevenueTaken(address indexed account, uint256 net, uint256 taken, bool failed);

    error NotCreditLine(address sender);
    error Insolvent(uint256 have, uint256 want);
    error Insufficient(uint256 have, uint256 want);

    function setEscrow(address escrow_) external {
        escrow = escrow_;
    }

    function addCreditLine(address creditLine) external {
        isCreditLine[creditLine] = true;
    }

    function creditDraw(address account, address token, uint256 amount, bytes32) external {
        _requireCreditLine();
        _credit(account, token, amount);
    }

    function creditRepay(address account, address token, uint256 amount, address pool, bytes32) external {
        _requireCreditLine();
        _debit(account, token, amount);
        balanceOf[pool][token] += amount;
        liabilities[token] += amount;
    }

    function setLien(address account, address token, uint16 bps) external {
        _requireCreditLine();
        lienOf[account][token] = Lien(msg.sender, bps);
    }

    /// @notice Credits money that was sent before, after the lien's part; a failed hook takes nothing.
    function credit(address account, address token, uint256 net, bytes32 paymentId) external returns (uint256 taken) {
        Lien memory lien = lienOf[account][token];
        bool failed;
        if (lien.bps != 0) {
            try ICreditHook(lien.creditLine).onRevenue(account, token, net, paymentId) returns (
                uint256 taken_,
                uint16 newBps
            ) {
                taken = taken_;
                lienOf[account][token].bps = newBps;
                if (taken != 0) _credit(ICreditHook(lien.creditLine).pool(), token, taken);
            } catch {
                failed = true;
            }
        }
        _credit(account, token, net - taken);
        emit RevenueTaken(account, net, taken, failed);
    }

    function withdraw(address token, uint256 amount, address to) external {
        _debit(msg.sender, token, amount);
        IERC20(token).transfer(to, amount);
    }

    function _credit(address account, address token, uint256 amount) private {
        balanceOf[account][token] += amount;
        liabilities[token] += amount;
        uint256 have = IERC20(token).balanceOf(address(this));
        require(have >= liabilities[token], Insolvent(have, liabilities[token]));
    }

    function _debit(address account, address token, uint256 amount) private {
        uint256 have = balanceOf[account][token];
        require(have >= amount, Insufficient(have, amount));
        balanceOf[account][token] = have - amount;
        liabilities[token] -= amount;
    }

    function _requireCreditLine() private view {
        require(isCreditLine[msg.sender], NotCreditLine(msg.sender));
    }
}
