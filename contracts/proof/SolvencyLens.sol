// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {ISolvencyLens} from "../interfaces/ISolvencyLens.sol";
import {IYieldVault} from "../interfaces/IYieldVault.sol";
import {BoundedRead} from "../libraries/BoundedRead.sol";
import {LedgerTotals, Position, Solvency} from "../types/Proof.sol";

/// @notice Compares liabilities with balances over escrows, Settlement and vaults (G1).
/// @dev Holds nothing and has no roles. A changed suite gets a new lens. A balance counts once: nothing here is netted
/// between contracts, so that one cannot cover for another.
contract SolvencyLens is ISolvencyLens {
    using SafeCast for uint256;

    /// @dev More than the balance of any listed token costs.
    uint256 private constant BALANCE_GAS = 100_000;

    ISettlement public immutable settlement;
    address[] private _escrows;
    address[] private _vaults;

    /// @param escrows the one in place and every retired one that may still hold money
    constructor(address settlement_, address[] memory escrows, address[] memory vaults) {
        _requireContract(settlement_);
        settlement = ISettlement(settlement_);
        for (uint256 i = 0; i < escrows.length; ++i) _requireContract(escrows[i]);
        for (uint256 i = 0; i < vaults.length; ++i) _requireContract(vaults[i]);
        (_escrows, _vaults) = (escrows, vaults);
    }

    /// @inheritdoc ISolvencyLens
    function solvency(address[] calldata tokens) external view returns (Solvency[] memory all) {
        all = new Solvency[](tokens.length);
        for (uint256 t = 0; t < tokens.length; ++t) {
            Position[] memory found = positions(tokens[t]);
            all[t].isKnown = true;
            for (uint256 i = 0; i < found.length; ++i) {
                all[t].balance += found[i].have;
                all[t].liabilities += found[i].owe;
                all[t].isKnown = all[t].isKnown && found[i].isKnown;
            }
        }
    }

    /// @inheritdoc ISolvencyLens
    function assertSolvent(address[] calldata tokens) external view {
        for (uint256 t = 0; t < tokens.length; ++t) {
            Position[] memory found = positions(tokens[t]);
            for (uint256 i = 0; i < found.length; ++i) {
                Position memory position = found[i];
                require(position.isKnown, Unreadable(tokens[t], position.holder));
                require(
                    position.have >= position.owe,
                    Insolvent(tokens[t], position.holder, position.have, position.owe)
                );
            }
        }
    }

    /// @inheritdoc ISolvencyLens
    function ledgerTotals(address token) external view returns (LedgerTotals memory totals) {
        for (uint256 i = 0; i < _escrows.length; ++i) {
            (uint128 held, ) = IPaymentEscrow(_escrows[i]).totals(token);
            totals.held += held;
        }
        totals.balances = settlement.totalLiabilities(token).toUint128();
    }

    /// @inheritdoc ISolvencyLens
    function positions(address token) public view returns (Position[] memory found) {
        uint256 escrows = _escrows.length;
        address[] memory vaults = _vaultsOf(token);
        found = new Position[](escrows + 1 + vaults.length);
        uint256 owed;
        for (uint256 i = 0; i < escrows; ++i) {
            uint256 part;
            (found[i], part) = _escrowPosition(token, _escrows[i]);
            owed += part;
        }
        found[escrows] = _settlementPosition(token, owed);
        for (uint256 i = 0; i < vaults.length; ++i) found[escrows + 1 + i] = _vaultPosition(token, vaults[i]);
    }

    function _escrowPosition(
        address token,
        address escrow
    ) private view returns (Position memory position, uint256 owed) {
        position = _holding(token, escrow);
        try IPaymentEscrow(escrow).totals(token) returns (uint128 held, uint128 due) {
            position.owe = uint256(held) + due;
            owed = due;
        } catch {
            position.isKnown = false;
        }
    }

    function _settlementPosition(address token, uint256 owed) private view returns (Position memory position) {
        position = _holding(token, address(settlement));
        position.have += owed;
        try settlement.totalLiabilities(token) returns (uint256 liabilities) {
            position.owe = liabilities;
        } catch {
            position.isKnown = false;
        }
    }

    /// @dev What a vault owes its shares and its queue, against what it holds and what its positions are worth there.
    function _vaultPosition(address token, address vault) private view returns (Position memory position) {
        position = _holding(token, vault);
        try IYieldVault(vault).externalAssets() returns (uint256 assets, bool isKnown) {
            position.have += assets;
            position.isKnown = position.isKnown && isKnown;
        } catch {
            position.isKnown = false;
        }
        try IERC4626(vault).totalAssets() returns (uint256 assets) {
            position.owe = assets;
        } catch {
            position.isKnown = false;
        }
        try IYieldVault(vault).queueTotals() returns (uint256, uint256 claimable) {
            position.owe += claimable;
        } catch {
            position.isKnown = false;
        }
    }

    function _holding(address token, address holder) private view returns (Position memory position) {
        position.holder = holder;
        (position.isKnown, position.have) = BoundedRead.tryReadWord(
            token,
            abi.encodeCall(IERC20.balanceOf, (holder)),
            BALANCE_GAS
        );
        // More than the suite's books can hold is no balance.
        if (position.have > type(uint128).max) (position.isKnown, position.have) = (false, 0);
    }

    function _vaultsOf(address token) private view returns (address[] memory vaults) {
        uint256 count;
        for (uint256 i = 0; i < _vaults.length; ++i) if (IERC4626(_vaults[i]).asset() == token) ++count;
        vaults = new address[](count);
        for (uint256 i = _vaults.length; i > 0; --i) {
            if (IERC4626(_vaults[i - 1]).asset() == token) vaults[--count] = _vaults[i - 1];
        }
    }

    function _requireContract(address given) private view {
        require(given.code.length != 0, NotAContract(given));
    }
}
