// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {ISharedErrors} from "../interfaces/ISharedErrors.sol";
import {Balance, BalanceKind} from "../types/Settlement.sol";

/// @notice Balances and their sum per token. Every change of a balance goes through here, with its event.
library Ledger {
    using SafeCast for uint256;

    struct Books {
        mapping(address account => mapping(address token => Balance)) balances;
        mapping(address token => uint256) liabilities;
    }

    /// @notice What an account owns.
    function read(
        Books storage books,
        address account,
        address token
    ) internal view returns (uint128 available, uint128 reserved) {
        return _unpack(books.balances[account][token].packed);
    }

    /// @dev The caller adds the same amount to `liabilities`, once for several credits, or took it from another
    /// account.
    function credit(
        Books storage books,
        address account,
        address token,
        uint256 available,
        uint256 reserved,
        BalanceKind kind,
        bytes32 ref
    ) internal {
        Balance storage balance = books.balances[account][token];
        uint256 newAvailable = uint128(balance.packed) + available;
        uint256 newReserved = (balance.packed >> 128) + reserved;
        uint256 either = newAvailable | newReserved;
        require(either <= type(uint128).max, ISharedErrors.AmountOverflow(either, type(uint128).max));
        balance.packed = (newReserved << 128) | newAvailable;
        int256 delta;
        // Both parts fit 128 bits, or the lines above had reverted.
        unchecked {
            delta = int256(available + reserved);
        }
        emit ISettlement.BalanceUpdated(account, token, ref, kind, delta, uint128(newAvailable), uint128(newReserved));
    }

    /// @dev Money that another account is credited with, so that liabilities stay as they are.
    function take(
        Books storage books,
        address account,
        address token,
        uint256 amount,
        BalanceKind kind,
        bytes32 ref
    ) internal {
        Balance storage balance = books.balances[account][token];
        (uint128 available, uint128 reserved) = _unpack(balance.packed);
        require(available >= amount, ISettlement.InsufficientBalance(account, token, available, amount));
        available -= uint128(amount);
        balance.packed = _pack(available, reserved);
        emit ISettlement.BalanceUpdated(account, token, ref, kind, -int256(amount), available, reserved);
    }

    /// @dev Money that leaves Settlement.
    function debit(
        Books storage books,
        address account,
        address token,
        uint256 amount,
        BalanceKind kind,
        bytes32 ref
    ) internal {
        take(books, account, token, amount, kind, ref);
        books.liabilities[token] -= amount;
    }

    /// @dev Available money that waits from now on.
    function reserve(Books storage books, address account, address token, uint256 amount, BalanceKind kind) internal {
        Balance storage balance = books.balances[account][token];
        (uint128 available, uint128 reserved) = _unpack(balance.packed);
        require(available >= amount, ISettlement.InsufficientBalance(account, token, available, amount));
        available -= uint128(amount);
        reserved += uint128(amount);
        balance.packed = _pack(available, reserved);
        emit ISettlement.BalanceUpdated(account, token, bytes32(0), kind, 0, available, reserved);
    }

    /// @dev `amount` waits no longer; all of it becomes available but `taken`, which another account is credited with.
    function unreserve(
        Books storage books,
        address account,
        address token,
        uint256 amount,
        uint256 taken,
        BalanceKind kind,
        bytes32 ref
    ) internal {
        Balance storage balance = books.balances[account][token];
        (uint128 available, uint128 reserved) = _unpack(balance.packed);
        reserved -= amount.toUint128();
        available += uint128(amount - taken);
        balance.packed = _pack(available, reserved);
        emit ISettlement.BalanceUpdated(account, token, ref, kind, -int256(taken), available, reserved);
    }

    /// @dev S1.
    function requireSolvent(Books storage books, IPaymentEscrow escrow, address token) internal view {
        (uint256 have, uint256 want) = position(books, escrow, token);
        require(have >= want, ISettlement.Insolvent(token, have, want));
    }

    /// @dev What is here or owed by the escrow, and what belongs to the accounts.
    function position(
        Books storage books,
        IPaymentEscrow escrow,
        address token
    ) internal view returns (uint256 have, uint256 want) {
        have = IERC20(token).balanceOf(address(this));
        if (address(escrow) != address(0)) {
            (, uint128 owed) = escrow.totals(token);
            have += owed;
        }
        want = books.liabilities[token];
    }

    function _pack(uint128 available, uint128 reserved) private pure returns (uint256) {
        return (uint256(reserved) << 128) | available;
    }

    function _unpack(uint256 packed) private pure returns (uint128 available, uint128 reserved) {
        return (uint128(packed), uint128(packed >> 128));
    }
}
