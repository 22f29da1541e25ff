// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {IGated} from "../interfaces/IGated.sol";
import {Verb, Verdict} from "../types/Compliance.sol";

/// @notice Compliance gate and entry pause, which share one slot so that an entry reads both at once.
abstract contract Gated is IGated, AccessManaged {
    uint48 internal constant ENTRY_PAUSE_SECONDS = 72 hours;

    address private _gate;
    uint48 private _entryPausedUntil;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IGated
    function setGate(address newGate) external restricted {
        _gate = newGate;
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
        return _gate;
    }

    /// @inheritdoc IGated
    function entryPausedUntil() external view returns (uint48) {
        return _entryPausedUntil;
    }

    /// @dev Money enters only for accounts the gate clears, and not during a pause.
    function _requireEntry(Verb verb, address account, address token) internal view {
        uint48 until = _entryPausedUntil;
        require(block.timestamp >= until, EntryPaused(until));
        require(_isClear(verb, account, token), Blocked(account, verb));
    }

    /// @dev A gate that reverts refuses.
    function _isClear(Verb verb, address account, address token) internal view returns (bool) {
        address current = _gate;
        return current == address(0) || IComplianceGate(current).verdict(verb, account, token) == Verdict.Clear;
    }

    function _setEntryPause(uint48 until) private {
        _entryPausedUntil = until;
        emit EntryPauseSet(until);
    }
}
