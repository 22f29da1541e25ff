// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Verb} from "../types/Compliance.sol";

/// @notice The compliance gate and the pause of a contract that takes money in.
interface IGated {
    /// @notice Another gate is asked from now on; zero means Clear.
    event GateSet(address gate);
    /// @notice Entry verbs refuse until `until`; zero ends the pause.
    event EntryPauseSet(uint48 until);

    /// @notice The gate refuses this verb to this account.
    error Blocked(address account, Verb verb);
    /// @notice Entry verbs are paused.
    error EntryPaused(uint48 until);

    /// @notice Replaces the gate.
    /// @dev ADMIN, delayed.
    function setGate(address gate) external;

    /// @notice Refuses entry verbs for 72 hours; exits stay open.
    /// @dev GUARDIAN, instant. A new call restarts the 72 hours.
    function pauseEntry() external;

    /// @notice Ends the pause early.
    /// @dev GUARDIAN, instant.
    function resumeEntry() external;

    /// @notice The gate in use; zero means Clear.
    function gate() external view returns (address);

    /// @notice Entry verbs refuse while now < this second.
    function entryPausedUntil() external view returns (uint48);
}
