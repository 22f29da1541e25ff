// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlementDeposits} from "../interfaces/ISettlementDeposits.sol";
import {ISettlementQuarantine} from "../interfaces/ISettlementQuarantine.sol";
import {Bps} from "../libraries/Bps.sol";
import {DepositCredit} from "../types/Deposit.sol";
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
        _requireCreditor(msg.sender, Creditor.Factory);
        require(amount != 0, ZeroAmount());
        _books.liabilities[token] += amount;
        _creditDeposit(treasury, account, token, ref, amount, isQuarantined);
        _requireSolvent(token);
    }

    /// @inheritdoc ISettlementDeposits
    function creditDeposits(address token, DepositCredit[] calldata credits) external nonReentrantView {
        _requireCreditor(msg.sender, Creditor.Factory);
        address feeReceiver = treasury;
        uint256 sum;
        for (uint256 i = 0; i < credits.length; ++i) {
            DepositCredit calldata item = credits[i];
            if (item.amount == 0) continue;
            sum += item.amount;
            _creditDeposit(feeReceiver, item.account, token, item.ref, item.amount, item.quarantined);
        }
        _books.liabilities[token] += sum;
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

    /// @dev The caller adds the same amount to the liabilities.
    function _creditDeposit(
        address feeReceiver,
        address account,
        address token,
        bytes32 ref,
        uint256 amount,
        bool isQuarantined
    ) private {
        if (isQuarantined) {
            _quarantined.credit(_books, account, token, amount, BalanceKind.Sweep, ref);
            return;
        }
        if (feeReceiver != address(0)) {
            uint256 fee = Bps.shareDown(amount, _accounts.configs[account].depositFeeBps);
            if (fee != 0) _books.credit(feeReceiver, token, fee, 0, BalanceKind.Fee, ref);
            amount -= fee;
        }
        bytes32 id = _specials == 0 ? bytes32(0) : keccak256(abi.encode(account, token, ref));
        _creditNet(account, token, amount, BalanceKind.Sweep, ref, id);
    }
}
