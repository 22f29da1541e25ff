// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IComplianceGate} from "../interfaces/IComplianceGate.sol";
import {Verb, Verdict} from "../types/Compliance.sol";
import {BoundedRead} from "./BoundedRead.sol";

/// @notice What a gate says of an account, whatever the gate does.
library GateVerdict {
    /// @dev What four oracles at their limit and the gate around them need.
    uint256 internal constant GATE_GAS = 250_000;

    /// @dev No gate clears everyone; a gate that reverts, burns its gas or answers with no verdict blocks.
    function ask(IComplianceGate gate, Verb verb, address account, address token) internal view returns (Verdict) {
        if (address(gate) == address(0)) return Verdict.Clear;
        (bool success, uint256 answer) = BoundedRead.tryReadWord(
            address(gate),
            abi.encodeCall(IComplianceGate.verdict, (verb, account, token)),
            GATE_GAS
        );
        return success && answer < uint8(Verdict.Block) ? Verdict(answer) : Verdict.Block;
    }
}
