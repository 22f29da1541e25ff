// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";

/// @notice Operators that may refund from balances of others; linked to Settlement, which runs it on its own storage.
library RefundOperators {
    using EnumerableSet for EnumerableSet.AddressSet;

    struct Operators {
        /// Set for the escrow in place and each operator, so that one slot both authenticates the escrow and trusts
        /// the operator.
        mapping(address escrow => mapping(address operator => bool)) mayRefund;
        EnumerableSet.AddressSet trusted;
    }

    function add(Operators storage operators, address escrow, address operator) external {
        operators.trusted.add(operator);
        if (escrow != address(0)) operators.mayRefund[escrow][operator] = true;
        emit ISettlement.RefundOperatorSet(operator, true);
    }

    function remove(Operators storage operators, address escrow, address operator) external {
        operators.trusted.remove(operator);
        operators.mayRefund[escrow][operator] = false;
        emit ISettlement.RefundOperatorSet(operator, false);
    }

    /// @notice When an escrow comes or goes; for all operators, of which ADMIN adds a handful.
    function setEscrow(Operators storage operators, address escrow, bool allowed) external {
        for (uint256 i = 0; i < operators.trusted.length(); ++i) {
            operators.mayRefund[escrow][operators.trusted.at(i)] = allowed;
        }
    }

    function contains(Operators storage operators, address operator) external view returns (bool) {
        return operators.trusted.contains(operator);
    }
}
