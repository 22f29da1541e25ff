// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ILedgerAnchor} from "../interfaces/ILedgerAnchor.sol";
import {ISolvencyLens} from "../interfaces/ISolvencyLens.sol";
import {LedgerTotals, Snapshot} from "../types/Proof.sol";

/// @notice Keeps what the contracts owed at a block until the off-chain ledger has posted it, then anchors its root.
/// @dev ROLES: KEEPER takes and anchors; it cannot anchor totals that the contracts did not have.
/// LIVENESS: holds nothing; nothing waits for it.
contract LedgerAnchor is ILedgerAnchor, AccessManaged {
    ISolvencyLens public immutable lens;

    uint256 private _lastTaken;
    uint256 private _lastAnchored;
    mapping(uint256 epoch => Snapshot) private _snapshots;
    mapping(uint256 epoch => mapping(address token => LedgerTotals)) private _totals;
    mapping(uint256 epoch => bytes32) public rootOf;

    constructor(address authority, address lens_) AccessManaged(authority) {
        lens = ISolvencyLens(lens_);
    }

    /// @inheritdoc ILedgerAnchor
    function snapshot(uint256 epoch, address[] calldata tokens) external restricted {
        // checks
        require(epoch > _lastTaken, EpochNotNew(epoch, _lastTaken));
        require(tokens.length != 0, TokensDiffer(epoch));

        // state, event
        _lastTaken = epoch;
        _snapshots[epoch] = Snapshot(uint64(block.number), false, keccak256(abi.encode(tokens)));
        emit SnapshotTaken(epoch, block.number);
        for (uint256 i = 0; i < tokens.length; ++i) {
            LedgerTotals memory totals = lens.ledgerTotals(tokens[i]);
            _totals[epoch][tokens[i]] = totals;
            emit TotalsTaken(epoch, tokens[i], totals.held, totals.balances);
        }
    }

    /// @inheritdoc ILedgerAnchor
    function anchor(
        uint256 epoch,
        bytes32 root,
        address[] calldata tokens,
        LedgerTotals[] calldata totals
    ) external restricted {
        // checks
        require(root != 0, ZeroRoot());
        require(epoch > _lastAnchored, EpochNotNew(epoch, _lastAnchored));
        Snapshot storage taken = _snapshots[epoch];
        require(taken.blockNumber != 0, NothingToAnchor(epoch));
        bool isSame = tokens.length == totals.length && keccak256(abi.encode(tokens)) == taken.tokensHash;
        require(isSame, TokensDiffer(epoch));
        for (uint256 i = 0; i < tokens.length; ++i) {
            LedgerTotals memory chain = _totals[epoch][tokens[i]];
            bool agrees = totals[i].held == chain.held && totals[i].balances == chain.balances;
            require(agrees, TotalsDiffer(tokens[i], totals[i], chain));
        }

        // state, event
        _lastAnchored = epoch;
        taken.isAnchored = true;
        rootOf[epoch] = root;
        emit LedgerAnchored(epoch, root, tokens.length);
    }

    /// @inheritdoc ILedgerAnchor
    function snapshotOf(uint256 epoch) external view returns (Snapshot memory) {
        return _snapshots[epoch];
    }

    /// @inheritdoc ILedgerAnchor
    function totalsOf(uint256 epoch, address token) external view returns (LedgerTotals memory) {
        return _totals[epoch][token];
    }

    /// @inheritdoc ILedgerAnchor
    function lastEpochs() external view returns (uint256 taken, uint256 anchored) {
        return (_lastTaken, _lastAnchored);
    }
}
