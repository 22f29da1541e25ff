// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {IGated} from "../interfaces/IGated.sol";
import {Verb, Verdict} from "../types/Compliance.sol";
import {GateVerdict} from "./GateVerdict.sol";

/// @notice Compliance gate and entry pause, which share one slot so that an entry reads both at once.
abstract contract Gated is IGated, AccessManaged {
    uint48 internal constant ENTRY_PAUSE_SECONDS = 72 hours;

    struct Entry {
        IComplianceGate gate;
        uint48 pausedUntil;
    }

    Entry private _entry;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IGated
    function setGate(address newGate) external restricted {
        _entry.gate = IComplianceGate(newGate);
        emit GateSet(newGate);
    }

    /// @inheritdoc IGated
    function pauseEntry() external restricted {
        _setEntryPause(uint48(block.timestamp) + ENTRY_PAUSE_SECONDS);
    }

    /// @inheritdoc IGated
    function resumeEntry() external restricted {
        _setEntryPause(0);
    }

    /// @inheritdoc IGated
    function gate() public view returns (address) {
        return address(_entry.gate);
    }

    /// @inheritdoc IGated
    function entryPausedUntil() external view returns (uint48) {
        return _entry.pausedUntil;
    }

    /// @dev Money enters only for accounts the gate clears, and not during a pause.
    function _requireEntry(Verb verb, address account, address token) internal view {
        (IComplianceGate current, uint48 until) = (_entry.gate, _entry.pausedUntil);
        require(block.timestamp >= until, EntryPaused(until));
        require(GateVerdict.ask(current, verb, account, token) == Verdict.Clear, Blocked(account, verb));
    }

    /// @dev What _requireEntry would decide.
    function _mayEnter(Verb verb, address account, address token) internal view returns (bool) {
        return block.timestamp >= _entry.pausedUntil && _isClear(verb, account, token);
    }

    function _isClear(Verb verb, address account, address token) internal view returns (bool) {
        return _verdictOf(verb, account, token) == Verdict.Clear;
    }

    function _verdictOf(Verb verb, address account, address token) internal view returns (Verdict) {
        return GateVerdict.ask(_entry.gate, verb, account, token);
    }

    function _setEntryPause(uint48 until) private {
        _entry.pausedUntil = until;
        emit EntryPauseSet(until);
    }
}
