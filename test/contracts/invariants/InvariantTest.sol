// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DenyListToken} from "../../../contracts/mocks/DenyListToken.sol";
import {AttackHandler} from "./AttackHandler.sol";

/// @notice Aims the fuzzer at the handler's verbs.
abstract contract InvariantTest {
    AttackHandler internal handler;

    function setUp() public {
        handler = new AttackHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function _tokens() internal view returns (DenyListToken[2] memory) {
        return [handler.tokens(0), handler.tokens(1)];
    }

    /// @dev Every account that the world can credit.
    function _accounts() internal view returns (address[5] memory) {
        return
            [handler.merchants(0), handler.merchants(1), handler.merchants(2), handler.FEE_RECEIVER(), handler.POOL()];
    }
}
