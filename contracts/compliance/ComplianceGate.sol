// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IComplianceControls} from "../interfaces/IComplianceControls.sol";
import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {ISanctionsOracle} from "../interfaces/ISanctionsOracle.sol";
import {BoundedRead} from "../libraries/BoundedRead.sol";
import {AccountRule, Verb, Verdict} from "../types/Compliance.sol";

/// @notice Decides who may use which verb.
/// @dev ORACLES: foreign contracts that may fail. One that reverts, burns its gas, has no code or answers with
/// anything but false makes the verdict Block, and costs a verdict at most ORACLE_GAS.
/// ROLES: COMPLIANCE flags, holds, overrides and adds oracles at once; ADMIN removes oracles, delayed.
/// LIVENESS: only entries and payouts ask; exits never do, so that no answer traps money.
contract ComplianceGate is IComplianceControls, AccessManaged {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @dev The oracle of Chainalysis uses less than 6,000 on every chain; a proxy in front of another list fits too.
    uint256 private constant ORACLE_GAS = 50_000;
    /// @dev Four oracles at their limit stay within the gas that Gated gives a verdict.
    uint256 private constant MAX_ORACLES = 4;
    uint256 private constant MAX_OVERRIDE_SECONDS = 30 days;

    mapping(address account => AccountRule) private _rules;
    mapping(bytes32 ref => bool) private _isHeld;
    EnumerableSet.AddressSet private _oracles;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IComplianceControls
    function setFlag(address account, uint16 blockedVerbs, uint16 quarantinedVerbs, uint48 expiry) external restricted {
        if (blockedVerbs | quarantinedVerbs == 0) expiry = 0;
        else require(block.timestamp < expiry, FlagExpired(expiry, uint48(block.timestamp)));
        AccountRule storage rule = _rules[account];
        (rule.blockedVerbs, rule.quarantinedVerbs, rule.flagExpiry) = (blockedVerbs, quarantinedVerbs, expiry);
        emit FlagSet(account, blockedVerbs, quarantinedVerbs, expiry);
    }

    /// @inheritdoc IComplianceControls
    function setOverride(address account, uint48 until, bytes32 reasonHash) external restricted {
        uint256 limit = block.timestamp + MAX_OVERRIDE_SECONDS;
        require(until <= limit, OverrideTooLong(until, limit));
        require(until == 0 || reasonHash != 0, ReasonMissing());
        _rules[account].overrideUntil = until;
        emit OverrideSet(account, until, reasonHash);
    }

    /// @inheritdoc IComplianceControls
    function setHold(bytes32 ref, bool held) external restricted {
        _isHeld[ref] = held;
        emit HoldSet(ref, held);
    }

    /// @inheritdoc IComplianceControls
    function addOracle(address oracle) external restricted {
        require(_oracles.length() < MAX_ORACLES, TooManyOracles(MAX_ORACLES));
        (bool success, uint256 answer) = _ask(oracle, address(this));
        require(success && answer <= 1, NotAnOracle(oracle));
        require(_oracles.add(oracle), OracleAlreadyAsked(oracle));
        emit OracleSet(oracle, true);
    }

    /// @inheritdoc IComplianceControls
    function removeOracle(address oracle) external restricted {
        require(_oracles.remove(oracle), OracleNotAsked(oracle));
        emit OracleSet(oracle, false);
    }

    /// @inheritdoc IComplianceGate
    /// @dev The same for every token. Block outranks Quarantine.
    function verdict(Verb verb, address account, address) external view returns (Verdict) {
        AccountRule memory rule = _rules[account];
        uint256 mask = 1 << uint8(verb);
        bool isFlagged = block.timestamp < rule.flagExpiry;
        if (isFlagged && rule.blockedVerbs & mask != 0) return Verdict.Block;
        if (block.timestamp >= rule.overrideUntil && !_isClearedByOracles(account)) return Verdict.Block;
        return isFlagged && rule.quarantinedVerbs & mask != 0 ? Verdict.Quarantine : Verdict.Clear;
    }

    /// @inheritdoc IComplianceControls
    function isHeld(bytes32 ref) external view returns (bool) {
        return _isHeld[ref];
    }

    /// @inheritdoc IComplianceControls
    function ruleOf(address account) external view returns (AccountRule memory) {
        return _rules[account];
    }

    /// @inheritdoc IComplianceControls
    function oracles() external view returns (address[] memory) {
        return _oracles.values();
    }

    function _isClearedByOracles(address account) private view returns (bool) {
        uint256 length = _oracles.length();
        for (uint256 i = 0; i < length; ++i) {
            (bool success, uint256 answer) = _ask(_oracles.at(i), account);
            if (!success || answer != 0) return false;
        }
        return true;
    }

    function _ask(address oracle, address account) private view returns (bool success, uint256 answer) {
        return BoundedRead.tryReadWord(oracle, abi.encodeCall(ISanctionsOracle.isSanctioned, (account)), ORACLE_GAS);
    }
}
