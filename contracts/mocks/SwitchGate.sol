// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {Verb, Verdict} from "../types/Compliance.sol";

/// @notice A gate whose verdict on each account is set by hand; Broken accounts make it revert.
contract SwitchGate is IComplianceGate {
    mapping(address account => Verdict) private _verdicts;
    mapping(address account => bool) private _isBroken;

    error OracleDown();

    function set(address account, Verdict verdict_) external {
        _verdicts[account] = verdict_;
    }

    function breakFor(address account) external {
        _isBroken[account] = true;
    }

    function verdict(Verb, address account, address) external view returns (Verdict) {
        require(!_isBroken[account], OracleDown());
        return _verdicts[account];
    }
}
