// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the registered deposit factory may do.
interface ISettlementDeposits {
    /// @notice Credits a swept deposit through the same waterfall as a capture, after the account's deposit fee.
    /// @dev The factory in place, which measured what arrived. Ends with the solvency check. A quarantined credit
    /// waits in the account's reserved balance until COMPLIANCE releases it.
    /// @param ref of the deposit address
    /// @param quarantined whether the gate's verdict was Quarantine
    function creditDeposit(address account, address token, bytes32 ref, uint256 amount, bool quarantined) external;
}
