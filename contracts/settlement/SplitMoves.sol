// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {IGated} from "../interfaces/IGated.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {ISettlementSplits} from "../interfaces/ISettlementSplits.sol";
import {ISharedErrors} from "../interfaces/ISharedErrors.sol";
import {Bps} from "../libraries/Bps.sol";
import {GateVerdict} from "../libraries/GateVerdict.sol";
import {Verb, Verdict} from "../types/Compliance.sol";
import {BalanceKind, Split, SplitSetting, SplitShare} from "../types/Settlement.sol";
import {Ledger} from "./Ledger.sol";
import {Quarantines} from "./Quarantines.sol";

/// @notice Divides an account's money inside the books, so that no recipient can refuse; linked to Settlement, which
/// runs it on its own storage.
library SplitMoves {
    using Ledger for Ledger.Books;
    using Quarantines for Quarantines.Quarantined;

    /// @dev What is divided, under which split.
    struct Division {
        address gate;
        address token;
        uint256 amount;
        bytes32 splitHash;
    }

    uint256 private constant MAX_SHARES = 50;

    /// @param chosen the split of `account`
    function distribute(
        Ledger.Books storage books,
        Quarantines.Quarantined storage quarantined,
        SplitSetting storage chosen,
        address gate,
        address account,
        address token,
        uint256 amount,
        Split calldata split
    ) external {
        // checks
        require(amount != 0, ISharedErrors.ZeroAmount());
        require(_isClear(gate, Verb.Payout, account, token), IGated.Blocked(account, Verb.Payout));
        Division memory division = Division(gate, token, amount, _requireChosen(chosen, split));

        // state, event
        books.take(account, token, amount, BalanceKind.SplitSent, division.splitHash);
        _divide(books, quarantined, division, split.shares);
    }

    /// @dev Each share rounded down; the last receives what is left.
    function _divide(
        Ledger.Books storage books,
        Quarantines.Quarantined storage quarantined,
        Division memory division,
        SplitShare[] calldata shares
    ) private {
        uint256 left = division.amount;
        uint256 sum;
        for (uint256 i = 0; i < shares.length; ++i) {
            sum += shares[i].bps;
            uint256 part = i + 1 == shares.length ? left : Bps.shareDown(division.amount, shares[i].bps);
            left -= part;
            if (part != 0) _credit(books, quarantined, division, shares[i].recipient, part);
        }
        require(sum == Bps.ONE, ISettlementSplits.InvalidShareSum(sum));
    }

    function _credit(
        Ledger.Books storage books,
        Quarantines.Quarantined storage quarantined,
        Division memory division,
        address recipient,
        uint256 amount
    ) private {
        require(recipient != address(0) && recipient != address(this), ISettlement.InvalidRecipient(recipient));
        address token = division.token;
        bytes32 ref = division.splitHash;
        if (_isClear(division.gate, Verb.Deposit, recipient, token)) {
            books.credit(recipient, token, amount, 0, BalanceKind.SplitReceived, ref);
        } else {
            quarantined.credit(books, recipient, token, amount, BalanceKind.SplitReceived, ref);
        }
    }

    function _requireChosen(
        SplitSetting storage chosen,
        Split calldata split
    ) private view returns (bytes32 splitHash) {
        splitHash = keccak256(abi.encode(split));
        require(splitHash == chosen.splitHash, ISettlementSplits.SplitMismatch(splitHash, chosen.splitHash));
        require(block.timestamp >= chosen.effectiveAt, ISettlementSplits.SplitPending(chosen.effectiveAt));
        uint256 count = split.shares.length;
        require(count != 0 && count <= MAX_SHARES, ISettlementSplits.InvalidShareCount(count, MAX_SHARES));
    }

    function _isClear(address gate, Verb verb, address account, address token) private view returns (bool) {
        return GateVerdict.ask(IComplianceGate(gate), verb, account, token) == Verdict.Clear;
    }
}
