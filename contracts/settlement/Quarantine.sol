// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlementDeposits} from "../interfaces/ISettlementDeposits.sol";
import {ISettlementQuarantine} from "../interfaces/ISettlementQuarantine.sol";
import {Bps} from "../libraries/Bps.sol";
import {BalanceKind, Creditor} from "../types/Settlement.sol";
import {Ledger} from "./Ledger.sol";
import {Payouts} from "./Payouts.sol";
import {Quarantines} from "./Quarantines.sol";

/// @notice Swept deposits, and money that waits for compliance.
abstract contract Quarantine is Payouts {
    using Ledger for Ledger.Books;
    using Quarantines for Quarantines.Quarantined;

    Quarantines.Quarantined internal _quarantined;
    address public treasury;

    /// @inheritdoc ISettlementDeposits
    function creditDeposit(
        address account,
        address token,
        bytes32 ref,
        uint256 amount,
        bool isQuarantined
    ) external nonReentrantView {
        // checks
        _requireCreditor(msg.sender, Creditor.Factory);
        require(amount != 0, ZeroAmount());

        // state, event
        _books.liabilities[token] += amount;
        if (isQuarantined) {
            _quarantined.credit(_books, account, token, amount, BalanceKind.Sweep, ref);
        } else {
            uint256 fee = treasury == address(0) ? 0 : Bps.shareDown(amount, _accounts.configs[account].depositFeeBps);
            if (fee != 0) _books.credit(treasury, token, fee, 0, BalanceKind.Fee, ref);
            bytes32 id = keccak256(abi.encode(account, token, ref));
            _creditNet(account, token, amount - fee, BalanceKind.Sweep, ref, id);
        }
        _requireSolvent(token);
    }

    /// @inheritdoc ISettlementQuarantine
    function quarantine(
        address account,
        address token,
        uint256 amount,
        bytes32 reasonHash
    ) external restricted nonReentrantView {
        _quarantined.hold(_books, account, token, amount, reasonHash);
    }

    /// @inheritdoc ISettlementQuarantine
    function release(
        address account,
        address token,
        uint256 amount,
        bytes32 reasonHash
    ) external restricted nonReentrantView {
        _quarantined.release(_books, account, token, amount, reasonHash);
    }

    /// @inheritdoc ISettlementQuarantine
    function quarantined(address account, address token) external view returns (uint256) {
        return _quarantined.amounts[account][token];
    }
}
