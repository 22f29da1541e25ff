// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccountRule} from "../types/Compliance.sol";
import {IComplianceGate} from "./IComplianceGate.sol";

/// @notice Decides who may use which verb: sanctions oracles, flags of COMPLIANCE, holds on deposits.
interface IComplianceControls is IComplianceGate {
    /// @notice From now on these verbs are blocked or quarantined for an account, while now < expiry.
    event FlagSet(address indexed account, uint16 blockedVerbs, uint16 quarantinedVerbs, uint48 expiry);
    /// @notice The oracles are not asked about an account while now < until; zero asks them again.
    /// @param reasonHash of the record that says why
    event OverrideSet(address indexed account, uint48 until, bytes32 reasonHash);
    /// @notice Deposits under a reference wait, or wait no longer.
    event HoldSet(bytes32 indexed ref, bool held);
    /// @notice An oracle is asked from now on, or is no longer asked.
    event OracleSet(address indexed oracle, bool asked);

    /// @notice A flag that blocks or quarantines something has to expire later than now.
    error FlagExpired(uint48 expiry, uint48 timestamp);
    /// @notice An override is for at most `limit`, a second in the future.
    error OverrideTooLong(uint48 until, uint256 limit);
    /// @notice An override needs a recorded reason.
    error ReasonMissing();
    /// @notice The oracle is asked already.
    error OracleAlreadyAsked(address oracle);
    /// @notice The oracle is not asked.
    error OracleNotAsked(address oracle);
    /// @notice The contract does not answer isSanctioned with a truth value, within the gas an oracle gets.
    error NotAnOracle(address oracle);
    /// @notice Every verdict asks all oracles; more would cost more gas than a gate may use.
    error TooManyOracles(uint256 limit);

    /// @notice Blocks or quarantines verbs for an account; replaces its former flag, and both masks zero end it.
    /// @dev COMPLIANCE, instant. Emits FlagSet.
    /// @param blockedVerbs bit n is the Verb with value n
    /// @param quarantinedVerbs likewise; a verb in both masks is blocked
    /// @param expiry a second in the future; 2^48 - 1 is never
    function setFlag(address account, uint16 blockedVerbs, uint16 quarantinedVerbs, uint48 expiry) external;

    /// @notice Stops asking the oracles about an account for a time, for a wrong entry or an oracle that is down.
    /// @dev COMPLIANCE, instant, for at most 30 days. Flags still count. Emits OverrideSet.
    /// @param until zero ends an override
    /// @param reasonHash of the record that says why; not zero unless until is
    function setOverride(address account, uint48 until, bytes32 reasonHash) external;

    /// @notice Holds deposits under a reference at their addresses, or lets them be swept again.
    /// @dev COMPLIANCE, instant. Emits HoldSet.
    function setHold(bytes32 ref, bool held) external;

    /// @notice Asks one more oracle, which can only refuse more.
    /// @dev COMPLIANCE, instant; at most four. Emits OracleSet.
    function addOracle(address oracle) external;

    /// @notice Asks an oracle no more.
    /// @dev ADMIN, delayed. Emits OracleSet.
    function removeOracle(address oracle) external;

    /// @notice Whether deposits under a reference wait for COMPLIANCE.
    function isHeld(bytes32 ref) external view returns (bool);

    /// @notice Flag and override of an account as they were set, expired or not.
    function ruleOf(address account) external view returns (AccountRule memory);

    /// @notice The oracles that are asked.
    function oracles() external view returns (address[] memory);
}
