// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Verb, Verdict} from "../types/Compliance.sol";

/// @notice Decides whether an account may use a verb. A gate pointer of zero means Clear for everyone.
interface IComplianceGate {
    /// @notice The verdict on one account for one verb and token.
    /// @dev A revert, or more gas than an entry gives it, counts as Block wherever value would enter or be paid out.
    function verdict(Verb verb, address account, address token) external view returns (Verdict);
}
