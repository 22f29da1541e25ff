// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICreditHook} from "../interfaces/ICreditHook.sol";
import {ISettlementCredit} from "../interfaces/ISettlementCredit.sol";

/// @notice How a credit line answers when it is asked at a capture.
enum HookMode {
    Honest,
    Revert,
    BurnGas,
    /// Answers with one byte.
    Garbage,
    /// Takes one unit more than there is.
    TooMuch,
    /// Calls back into Settlement, and fails when that fails.
    Reenter
}

/// @notice A credit line that takes its lien's part of each capture until the debt is paid, or misbehaves.
contract SwitchCreditLine is ICreditHook {
    ISettlementCredit private immutable _settlement;
    address public immutable pool;
    HookMode private _mode;
    bytes private _reentry;

    mapping(address account => mapping(address token => uint256)) public debtOf;

    error HookDown();

    constructor(address settlement_, address pool_) {
        _settlement = ISettlementCredit(settlement_);
        pool = pool_;
    }

    function setMode(HookMode mode_) external {
        _mode = mode_;
    }

    function setReentry(bytes calldata reentry) external {
        _reentry = reentry;
    }

    function draw(address account, address token, uint256 amount, uint16 lienBps) external {
        debtOf[account][token] += amount;
        _settlement.creditDraw(account, token, amount, bytes32("line"));
        _settlement.setLien(account, token, lienBps);
    }

    function repay(address account, address token, uint256 amount) external {
        debtOf[account][token] -= amount;
        _settlement.creditRepay(account, token, amount, pool, bytes32("line"));
    }

    function setLien(address account, address token, uint16 bps) external {
        _settlement.setLien(account, token, bps);
    }

    function onRevenue(
        address account,
        address token,
        uint256 net,
        bytes32
    ) external returns (uint256 taken, uint16 newLienBps) {
        if (_mode == HookMode.Revert) revert HookDown();
        if (_mode == HookMode.BurnGas) while (true) debtOf[account][token] = debtOf[account][token];
        if (_mode == HookMode.TooMuch) return (net + 1, 1);
        if (_mode == HookMode.Garbage) {
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                return(0, 1)
            }
        }
        if (_mode == HookMode.Reenter) {
            (bool success, ) = address(_settlement).call(_reentry);
            if (!success) revert HookDown();
        }
        (, uint16 bps) = _settlementLien(account, token);
        uint256 debt = debtOf[account][token];
        taken = (net * bps) / 10_000;
        if (taken > debt) taken = debt;
        debtOf[account][token] = debt - taken;
        newLienBps = debt == taken ? 0 : bps;
    }

    function _settlementLien(address account, address token) private view returns (address line, uint16 bps) {
        return _settlement.lienOf(account, token);
    }
}
