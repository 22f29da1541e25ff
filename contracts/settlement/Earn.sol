// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ISettlementEarn} from "../interfaces/ISettlementEarn.sol";
import {Bps} from "../libraries/Bps.sol";
import {Verb} from "../types/Compliance.sol";
import {EarnSetting} from "../types/Settlement.sol";
import {EarnMoves} from "./EarnMoves.sol";
import {Splits} from "./Splits.sol";

/// @notice Idle money of accounts that wish so, in the earn vault of its token.
abstract contract Earn is Splits {
    EarnMoves.Earnings private _earnings;

    /// @inheritdoc ISettlementEarn
    function setEarnVault(address token, address vault) external restricted {
        require(vault == address(0) || IERC4626(vault).asset() == token, InvalidVault(token, vault));
        _earnings.vaultOf[token] = vault;
        emit EarnVaultSet(token, vault);
    }

    /// @inheritdoc ISettlementEarn
    function setEarn(address token, uint16 bufferBps) external {
        require(bufferBps <= Bps.ONE, BpsOverflow(bufferBps));
        address vault = _earnings.vaultOf[token];
        require(vault != address(0), NoEarnVault(token));
        address former = _earnings.settings[msg.sender][token].vault;
        uint256 shares = _earnings.shares[msg.sender][token];
        require(shares == 0 || former == vault, EarnSharesLeft(former, shares));
        _earnings.settings[msg.sender][token] = EarnSetting(vault, bufferBps);
        emit EarnSet(msg.sender, token, vault, bufferBps);
    }

    /// @inheritdoc ISettlementEarn
    function earn(address account, address token) external nonReentrant {
        _requireOwnerOrRole(account);
        _requireEntry(Verb.Earn, account, token);
        _pull(token);
        EarnMoves.deposit(_earnings, _books, account, token);
        _requireSolvent(token);
    }

    /// @inheritdoc ISettlementEarn
    function unearn(address account, address token, uint256 amount) external nonReentrant {
        _requireOwnerOrRole(account);
        EarnMoves.withdraw(_earnings, _books, account, token, amount);
        _requireSolvent(token);
    }

    /// @inheritdoc ISettlementEarn
    function earnVault(address token) external view returns (address) {
        return _earnings.vaultOf[token];
    }

    /// @inheritdoc ISettlementEarn
    function earnSetting(address account, address token) external view returns (address vault, uint16 bufferBps) {
        EarnSetting memory setting = _earnings.settings[account][token];
        return (setting.vault, setting.bufferBps);
    }

    /// @inheritdoc ISettlementEarn
    function earnShares(address account, address token) external view nonReentrantView returns (uint256) {
        return _earnings.shares[account][token];
    }
}
