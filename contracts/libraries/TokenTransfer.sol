// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @notice Transfers out that may fail without taking the caller down.
library TokenTransfer {
    /// @notice Sends `amount` to `to`; on failure says why in at most 64 bytes.
    /// @dev Tokens that return nothing are fine. Copies no more than 64 bytes of what the token returns, so that a
    /// long revert cannot burn the caller's gas.
    function trySend(address token, address to, uint256 amount) internal returns (bool sent, bytes memory reason) {
        (bool success, bytes32 first, bytes32 second) = LowLevelCall.callReturn64Bytes(
            token,
            abi.encodeCall(IERC20.transfer, (to, amount))
        );
        uint256 size = LowLevelCall.returnDataSize();
        if (success) {
            sent = size == 0 ? token.code.length != 0 : (size >= 32 && uint256(first) == 1);
        }
        if (!sent) reason = Bytes.slice(abi.encodePacked(first, second), 0, size < 64 ? size : 64);
    }
}
