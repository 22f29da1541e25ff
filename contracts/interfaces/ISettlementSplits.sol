// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Split} from "../types/Settlement.sol";

/// @notice Dividing an account's money among others.
interface ISettlementSplits {
    /// @notice The split of an account counts from `effectiveAt` on; a hash of zero ends it at once.
    event SplitSet(address indexed account, bytes32 splitHash, uint40 effectiveAt);

    /// @notice Not the split the account chose.
    error SplitMismatch(bytes32 have, bytes32 want);
    /// @notice The split changed and does not count yet.
    error SplitPending(uint40 effectiveAt);
    /// @notice A split has 1 to 50 shares.
    error InvalidShareCount(uint256 count, uint256 limit);
    /// @notice The shares of a split sum to 10,000.
    error InvalidShareSum(uint256 sum);

    /// @notice Chooses the split of an account by its hash, after the delay; zero ends the split at once.
    /// @dev The account, or MANAGER when managed.
    /// @param splitHash keccak256(abi.encode(split))
    function setSplit(address account, bytes32 splitHash) external;

    /// @notice Divides `amount` of an account's available money among the accounts of its split.
    /// @dev The account, or SETTLER. No token moves, so that no recipient can refuse. Shares are rounded down; the
    /// last named receives what is left. The share of a recipient whom the gate does not clear waits in its
    /// quarantine.
    function distribute(address account, address token, uint256 amount, Split calldata split) external;

    /// @notice The split of an account and since when it counts.
    function splitOf(address account) external view returns (bytes32 splitHash, uint40 effectiveAt);
}
