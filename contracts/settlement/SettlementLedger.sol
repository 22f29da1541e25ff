// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Gated} from "../libraries/Gated.sol";
import {Ledger} from "./Ledger.sol";

/// @notice The books, and the check of their sum against what is held and owed (S1, S2).
abstract contract SettlementLedger is ISettlement, Gated, ReentrancyGuardTransient {
    using Ledger for Ledger.Books;

    IPaymentEscrow internal _escrow;
    /// @dev How many accounts have a rolling reserve and how many liens there are, together; beside _escrow, so that a
    /// capture learns for free when there are none.
    uint96 internal _specials;

    Ledger.Books internal _books;

    /// @inheritdoc ISettlement
    function balanceOf(
        address account,
        address token
    ) external view nonReentrantView returns (uint128 available, uint128 reserved) {
        return _books.read(account, token);
    }

    /// @inheritdoc ISettlement
    function totalLiabilities(address token) external view nonReentrantView returns (uint256) {
        return _books.liabilities[token];
    }

    /// @dev Fetches what the escrow owes in one transfer; without an escrow there is nothing to fetch.
    function _pull(address token) internal {
        if (address(_escrow) != address(0)) _escrow.release(token);
    }

    /// @dev S1, at the end of every outflow.
    function _requireSolvent(address token) internal view {
        _books.requireSolvent(_escrow, token);
    }

    /// @return hasSpecials whether any account has a lien or a rolling reserve
    function _requireEscrow() internal view returns (bool hasSpecials) {
        (address escrow_, uint96 specials) = (address(_escrow), _specials);
        require(msg.sender == escrow_, InvalidSender(msg.sender, escrow_));
        return specials != 0;
    }
}
