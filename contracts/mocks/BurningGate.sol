// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {Verb, Verdict} from "../types/Compliance.sol";

/// @notice A gate that uses all the gas it gets.
contract BurningGate is IComplianceGate {
    uint256 private _flag = 1;

    function verdict(Verb, address, address) external view returns (Verdict) {
        while (_flag != 0) {}
        return Verdict.Clear;
    }
}
