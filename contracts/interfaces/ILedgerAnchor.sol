// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LedgerTotals, Snapshot} from "../types/Proof.sol";

/// @notice Ties roots of the off-chain ledger to what the contracts owed at a block.
interface ILedgerAnchor {
    /// @notice The totals of an epoch were taken.
    event SnapshotTaken(uint256 indexed epoch, uint256 blockNumber);
    /// @notice What was owed in a token then.
    event TotalsTaken(uint256 indexed epoch, address indexed token, uint128 held, uint128 balances);
    /// @notice A ledger with these totals has this root.
    event LedgerAnchored(uint256 indexed epoch, bytes32 root, uint256 tokens);

    /// @notice Epochs come in ascending order.
    error EpochNotNew(uint256 epoch, uint256 last);
    /// @notice There is no snapshot of the epoch, or it was anchored.
    error NothingToAnchor(uint256 epoch);
    /// @notice The tokens are not those of the snapshot, in its order, or there are none.
    error TokensDiffer(uint256 epoch);
    /// @notice The ledger has other totals than the contracts had.
    error TotalsDiffer(address token, LedgerTotals ledger, LedgerTotals chain);
    /// @notice A ledger is never empty.
    error ZeroRoot();

    /// @notice Stores what the contracts owe now.
    /// @dev KEEPER; epochs strictly increase.
    function snapshot(uint256 epoch, address[] calldata tokens) external;

    /// @notice Anchors the root of the ledger as of the snapshot's block, whatever happened since.
    /// @dev KEEPER, once the ledger has posted that block; epochs strictly increase, and may be left out.
    /// @param tokens as in the snapshot
    /// @param totals the ledger's own, per token
    function anchor(uint256 epoch, bytes32 root, address[] calldata tokens, LedgerTotals[] calldata totals) external;

    /// @notice When an epoch was taken, and of which tokens; all zero when it was not.
    function snapshotOf(uint256 epoch) external view returns (Snapshot memory);

    /// @notice What was owed in a token at the snapshot.
    function totalsOf(uint256 epoch, address token) external view returns (LedgerTotals memory);

    /// @notice The root anchored for an epoch; zero when there is none.
    function rootOf(uint256 epoch) external view returns (bytes32);

    /// @notice The last epoch taken and the last one anchored.
    function lastEpochs() external view returns (uint256 taken, uint256 anchored);
}
