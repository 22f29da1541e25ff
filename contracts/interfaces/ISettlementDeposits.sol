// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DepositCredit} from "../types/Deposit.sol";

/// @notice What the registered deposit factory may do.
interface ISettlementDeposits {
    /// @notice Credits a swept deposit through the same waterfall as a capture, after the account's deposit fee.
    /// @dev A factory in place, which measured what arrived. Ends with the solvency check. A quarantined credit
    /// waits in the account's reserved balance, whole and without a fee, until COMPLIANCE releases it. The fee is
    /// rounded down, in the account's favour. The credit line is asked under keccak256(abi.encode(account, token,
    /// ref)), so that no deposit passes for a payment.
    /// @param ref of the deposit address
    /// @param quarantined whether the gate's verdict was Quarantine
    function creditDeposit(address account, address token, bytes32 ref, uint256 amount, bool quarantined) external;

    /// @notice creditDeposit for each item, with one solvency check at the end.
    function creditDeposits(address token, DepositCredit[] calldata credits) external;
}
