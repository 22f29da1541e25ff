// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Gated} from "../libraries/Gated.sol";
import {Balance, BalanceKind} from "../types/Settlement.sol";

/// @notice Balances, their sum per token, and the check of that sum against what is held and owed (S1, S2).
/// @dev Every change of a balance goes through here, with its event.
abstract contract SettlementLedger is ISettlement, Gated, ReentrancyGuardTransient {
    using SafeCast for uint256;

    IPaymentEscrow internal _escrow;
    /// @dev Accounts with a rolling reserve; beside _escrow, so that a capture learns for free when there are none.
    uint64 internal _reservingAccounts;

    mapping(address account => mapping(address token => Balance)) private _balances;
    mapping(address token => uint256) private _totalLiabilities;

    /// @inheritdoc ISettlement
    function balanceOf(
        address account,
        address token
    ) external view nonReentrantView returns (uint128 available, uint128 reserved) {
        Balance memory balance = _balances[account][token];
        return (balance.available, balance.reserved);
    }

    /// @inheritdoc ISettlement
    function totalLiabilities(address token) external view nonReentrantView returns (uint256) {
        return _totalLiabilities[token];
    }

    /// @dev The caller books the same amount by _addLiabilities, once for several credits.
    function _credit(
        address account,
        address token,
        uint256 available,
        uint256 reserved,
        BalanceKind kind,
        bytes32 ref
    ) internal {
        Balance storage balance = _balances[account][token];
        uint128 newAvailable = balance.available + available.toUint128();
        uint128 newReserved = balance.reserved;
        if (reserved != 0) newReserved += reserved.toUint128();
        (balance.available, balance.reserved) = (newAvailable, newReserved);
        emit BalanceUpdated(account, token, ref, kind, (available + reserved).toInt256(), newAvailable, newReserved);
    }

    function _addLiabilities(address token, uint256 amount) internal {
        _totalLiabilities[token] += amount;
    }

    function _debit(address account, address token, uint256 amount, BalanceKind kind, bytes32 ref) internal {
        Balance storage balance = _balances[account][token];
        (uint128 available, uint128 reserved) = (balance.available, balance.reserved);
        require(available >= amount, InsufficientBalance(account, token, available, amount));
        available -= amount.toUint128();
        (balance.available, balance.reserved) = (available, reserved);
        _totalLiabilities[token] -= amount;
        emit BalanceUpdated(account, token, ref, kind, -amount.toInt256(), available, reserved);
    }

    /// @dev Reserved becomes available; liabilities stay as they are.
    function _unreserve(address account, address token, uint256 amount, bytes32 ref) internal {
        Balance storage balance = _balances[account][token];
        uint128 available = balance.available + amount.toUint128();
        uint128 reserved = balance.reserved - amount.toUint128();
        (balance.available, balance.reserved) = (available, reserved);
        emit BalanceUpdated(account, token, ref, BalanceKind.ReserveRelease, 0, available, reserved);
    }

    function _availableOf(address account, address token) internal view returns (uint256) {
        return _balances[account][token].available;
    }

    /// @dev Fetches what the escrow owes in one transfer; without an escrow there is nothing to fetch.
    function _pull(address token) internal {
        if (address(_escrow) != address(0)) _escrow.release(token);
    }

    /// @dev S1, at the end of every outflow.
    function _requireSolvent(address token) internal view {
        uint256 have = IERC20(token).balanceOf(address(this));
        if (address(_escrow) != address(0)) {
            (, uint128 owed) = _escrow.totals(token);
            have += owed;
        }
        uint256 want = _totalLiabilities[token];
        require(have >= want, Insolvent(token, have, want));
    }

    function _requireEscrow() internal view {
        require(msg.sender == address(_escrow), InvalidSender(msg.sender, address(_escrow)));
    }
}
