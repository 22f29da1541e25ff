// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlementSplits} from "../interfaces/ISettlementSplits.sol";
import {Split} from "../types/Settlement.sol";
import {Quarantine} from "./Quarantine.sol";
import {SplitMoves} from "./SplitMoves.sol";

/// @notice Dividing an account's money among others.
abstract contract Splits is Quarantine {
    /// @inheritdoc ISettlementSplits
    function distribute(address account, address token, uint256 amount, Split calldata split) external nonReentrant {
        _requireOwnerOrRole(account);
        SplitMoves.distribute(_books, _quarantined, splitOf[account], gate(), account, token, amount, split);
    }
}
