// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HookMode, SwitchCreditLine} from "../../../contracts/mocks/SwitchCreditLine.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {World} from "./World.sol";

/// @notice What every account must own in Settlement, to the unit: fee, lien, rolling reserve and rest of each capture,
/// without Settlement's code.
abstract contract SettlementModel is World {
    SwitchCreditLine public immutable line;
    address public constant POOL = address(0xF001);

    mapping(address account => mapping(address token => uint256)) public modelAvailable;
    mapping(address account => mapping(address token => uint256)) public modelReserved;
    mapping(address account => mapping(address token => mapping(uint256 day => uint256))) public modelReserve;
    mapping(address account => mapping(address token => uint256)) public modelDebt;
    mapping(address account => mapping(address token => uint16)) public modelLien;
    /// @notice What waits for the credit line, per payment.
    mapping(bytes32 id => uint256) public modelPending;
    HookMode public mode;
    /// @notice The gross of all captures and charges.
    uint256 public grossSum;

    constructor() {
        line = new SwitchCreditLine(address(settlement), POOL);
        settlement.addCreditLine(address(line));
    }

    function _bookCapture(PaymentInfo memory info, uint256 amount, uint16 feeBps) internal {
        uint256 fee = (amount * feeBps) / 10_000;
        grossSum += amount;
        modelAvailable[FEE_RECEIVER][info.token] += fee;
        if (modelLien[info.receiver][info.token] != 0 && mode != HookMode.Honest) {
            modelPending[escrow.getHash(info)] += amount - fee;
            modelReserved[info.receiver][info.token] += amount - fee;
        } else {
            _bookNet(info.receiver, info.token, amount - fee);
        }
    }

    /// @dev While the credit line answers: its part first, then the reserve's part of what it left.
    function _bookNet(address account, address token, uint256 net) internal {
        uint256 taken = _min((net * modelLien[account][token]) / 10_000, modelDebt[account][token]);
        modelAvailable[POOL][token] += taken;
        _bookRepayment(account, token, taken);

        uint256 reserve = account == merchants[1] ? ((net - taken) * RESERVE_BPS) / 10_000 : 0;
        uint256 dueAt = block.timestamp + uint256(RESERVE_DELAY_HOURS) * 1 hours;
        modelAvailable[account][token] += net - taken - reserve;
        modelReserved[account][token] += reserve;
        modelReserve[account][token][(dueAt + 1 days - 1) / 1 days] += reserve;
    }

    /// @dev No debt, no lien.
    function _bookRepayment(address account, address token, uint256 amount) internal {
        modelDebt[account][token] -= amount;
        if (modelDebt[account][token] == 0) modelLien[account][token] = 0;
    }
}
