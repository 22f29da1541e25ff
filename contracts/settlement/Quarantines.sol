// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ISettlementQuarantine} from "../interfaces/ISettlementQuarantine.sol";
import {ISharedErrors} from "../interfaces/ISharedErrors.sol";
import {BalanceKind} from "../types/Settlement.sol";
import {Ledger} from "./Ledger.sol";

/// @notice What waits for compliance: a part of `reserved` with books of its own, so that releasing it releases
/// nothing else; linked to Settlement, which runs it on its own storage.
library Quarantines {
    using Ledger for Ledger.Books;

    struct Quarantined {
        mapping(address account => mapping(address token => uint256)) amounts;
    }

    /// @dev At most what is available.
    function hold(
        Quarantined storage quarantined,
        Ledger.Books storage books,
        address account,
        address token,
        uint256 amount,
        bytes32 reasonHash
    ) external {
        (uint256 available, ) = books.read(account, token);
        amount = Math.min(amount, available);
        require(amount != 0, ISharedErrors.ZeroAmount());
        books.reserve(account, token, amount, BalanceKind.Quarantine);
        _add(quarantined, account, token, amount, reasonHash);
    }

    function release(
        Quarantined storage quarantined,
        Ledger.Books storage books,
        address account,
        address token,
        uint256 amount,
        bytes32 reasonHash
    ) external {
        require(amount != 0, ISharedErrors.ZeroAmount());
        uint256 total = quarantined.amounts[account][token];
        require(amount <= total, ISettlementQuarantine.InsufficientQuarantine(account, token, total, amount));
        total -= amount;
        quarantined.amounts[account][token] = total;
        books.unreserve(account, token, amount, 0, BalanceKind.QuarantineRelease, bytes32(0));
        emit ISettlementQuarantine.Released(account, token, amount, total, reasonHash);
    }

    /// @dev New money that waits from the start; its reference is the reason.
    function credit(
        Quarantined storage quarantined,
        Ledger.Books storage books,
        address account,
        address token,
        uint256 amount,
        BalanceKind kind,
        bytes32 ref
    ) internal {
        books.credit(account, token, 0, amount, kind, ref);
        _add(quarantined, account, token, amount, ref);
    }

    function _add(
        Quarantined storage quarantined,
        address account,
        address token,
        uint256 amount,
        bytes32 reasonHash
    ) private {
        uint256 total = quarantined.amounts[account][token] + amount;
        quarantined.amounts[account][token] = total;
        emit ISettlementQuarantine.Quarantined(account, token, amount, total, reasonHash);
    }
}
