// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Reads one word from a contract that may revert, burn gas or answer with anything.
library BoundedRead {
    /// @notice The first word of the answer; zero and false when the call fails or answers with less than a word.
    /// @dev Spends at most `gasLimit` in the call and copies one word, however long the answer is.
    function tryReadWord(
        address target,
        bytes memory request,
        uint256 gasLimit
    ) internal view returns (bool success, uint256 word) {
        // Its twin in Solidity: test/contracts/fuzz/BoundedRead.t.sol.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            success := staticcall(gasLimit, target, add(request, 0x20), mload(request), 0x00, 0x20)
            success := and(success, gt(returndatasize(), 0x1f))
            if success {
                word := mload(0x00)
            }
        }
    }
}
