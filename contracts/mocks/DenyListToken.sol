// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PlainToken} from "./PlainToken.sol";

/// @notice How a token refuses an account on its list.
enum Refusal {
    None,
    Revert,
    ReturnFalse,
    /// Reverts with 100,000 bytes, which cost whoever copies them.
    ReturnBomb,
    /// Returns 100,000 bytes, the first word of which is not true.
    LongReturn
}

/// @notice A token that refuses to pay the accounts on its list, in every way tokens are known to.
contract DenyListToken is PlainToken(6) {
    uint256 private constant BOMB_LENGTH = 100_000;

    mapping(address account => Refusal) public refusalOf;

    error Denied(address account);

    function deny(address account, Refusal refusal) external {
        refusalOf[account] = refusal;
    }

    function transfer(address to, uint256 value) public override returns (bool) {
        Refusal refusal = refusalOf[to];
        require(refusal != Refusal.Revert, Denied(to));
        if (refusal == Refusal.ReturnFalse) return false;
        if (refusal == Refusal.ReturnBomb) {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                revert(mload(0x40), BOMB_LENGTH)
            }
        }
        if (refusal == Refusal.LongReturn) {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                return(mload(0x40), BOMB_LENGTH)
            }
        }
        return super.transfer(to, value);
    }

    function transferFrom(address from, address to, uint256 value) public override returns (bool) {
        require(refusalOf[to] == Refusal.None && refusalOf[from] == Refusal.None, Denied(to));
        return super.transferFrom(from, to, value);
    }
}
