// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISanctionsOracle} from "../interfaces/ISanctionsOracle.sol";

/// @notice How an oracle answers.
enum OracleMood {
    /// Whether the address is on its list.
    Honest,
    Reverts,
    BurnsGas,
    /// Answers 2, which is no truth value.
    Garbage,
    /// Answers with 31 bytes.
    Short,
    /// Answers true with 100,000 bytes.
    ReturnBomb,
    /// Reverts with 100,000 bytes.
    RevertBomb,
    /// False, padded to 64 bytes.
    LongFalse
}

/// @notice A sanctions oracle that is set by hand, and fails in every way a foreign contract may.
contract SwitchOracle is ISanctionsOracle {
    uint256 private constant BOMB_LENGTH = 100_000;

    mapping(address account => bool) private _isListed;
    OracleMood public mood;

    error OracleDown();

    function list(address account, bool listed) external {
        _isListed[account] = listed;
    }

    function setMood(OracleMood mood_) external {
        mood = mood_;
    }

    function isSanctioned(address account) external view returns (bool) {
        OracleMood current = mood;
        require(current != OracleMood.Reverts, OracleDown());
        while (current == OracleMood.BurnsGas) {}
        if (current == OracleMood.Garbage) _answer(2, 32);
        if (current == OracleMood.Short) _answer(0, 31);
        if (current == OracleMood.ReturnBomb) _answer(1, BOMB_LENGTH);
        if (current == OracleMood.LongFalse) _answer(0, 64);
        if (current == OracleMood.RevertBomb) {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                revert(mload(0x40), BOMB_LENGTH)
            }
        }
        return _isListed[account];
    }

    function _answer(uint256 word, uint256 length) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, word)
            return(start, length)
        }
    }
}
