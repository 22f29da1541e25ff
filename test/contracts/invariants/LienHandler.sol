// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HookMode} from "../../../contracts/mocks/SwitchCreditLine.sol";
import {DenyListToken} from "../../../contracts/mocks/DenyListToken.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {EscrowHandler} from "./EscrowHandler.sol";
import {discardIf, vm} from "./Vm.sol";

/// @notice What a credit line does to Settlement's accounts, well-behaved or not, on top of the escrow's verbs.
abstract contract LienHandler is EscrowHandler {
    mapping(address token => uint256) public drawnSum;
    /// @notice Accounts whose lien ADMIN ended while they owed.
    mapping(address account => mapping(address token => bool)) public isDropped;

    /// @dev For a merchant that a hold may soon be captured for.
    function draw(uint256 index, uint256 amount, uint256 bps) external {
        (PaymentInfo memory info, , uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable == 0);
        calls["draw"]++;
        amount = _bound(amount, 1, MAX_AMOUNT);
        uint16 lienBps = uint16(_bound(bps, 1, 10_000));
        DenyListToken(info.token).mint(address(settlement), amount);
        line.draw(info.receiver, info.token, amount, lienBps);
        drawnSum[info.token] += amount;
        modelAvailable[info.receiver][info.token] += amount;
        modelDebt[info.receiver][info.token] += amount;
        _bookLien(info.receiver, info.token, lienBps);
    }

    function setLien(uint256 seed, uint256 bps) external {
        (address account, address token) = _debtor(seed);
        calls["setLien"]++;
        uint16 lienBps = uint16(_bound(bps, 1, 10_000));
        line.setLien(account, token, lienBps);
        _bookLien(account, token, lienBps);
    }

    function dropLien(uint256 seed) external {
        (address account, address token) = _debtor(seed);
        calls["dropLien"]++;
        settlement.dropLien(account, token);
        modelLien[account][token] = 0;
        isDropped[account][token] = true;
    }

    function repayFromBalance(uint256 seed, uint256 amount) external {
        (address account, address token) = _debtor(seed);
        uint256 limit = _min(modelDebt[account][token], modelAvailable[account][token]);
        discardIf(limit == 0);
        calls["repayFromBalance"]++;
        amount = _bound(amount, 1, limit);
        line.repay(account, token, amount);
        modelAvailable[account][token] -= amount;
        modelAvailable[POOL][token] += amount;
        _bookRepayment(account, token, amount);
        if (modelDebt[account][token] == 0) line.setLien(account, token, 0);
    }

    /// @dev Well-behaved half of the time.
    function switchLine(uint256 seed) external {
        calls["switchLine"]++;
        mode = seed % 2 == 0 ? HookMode.Honest : HookMode((seed / 2) % 6);
        line.setMode(mode);
        line.setReentry(abi.encodeCall(settlement.pull, (address(escrow), address(tokens[0]))));
    }

    /// @dev The first of the recent payments that something waits for, and one that nothing does.
    function collect(uint256 index) external {
        for (uint256 i = 0; i < RECENT; ++i) {
            (PaymentInfo memory info, bytes32 id, , ) = _pick((index % RECENT) + i);
            uint256 net = modelPending[id];
            if (net == 0) continue;
            bool fails = mode != HookMode.Honest && modelLien[info.receiver][info.token] != 0;
            calls[fails ? "collectRefused" : "collect"]++;
            bytes32[] memory ids = new bytes32[](2);
            (ids[0], ids[1]) = (bytes32(index), id);
            vm.prank(OUTSIDER);
            settlement.collect(ids);
            if (fails) return;
            modelPending[id] = 0;
            modelReserved[info.receiver][info.token] -= net;
            _bookNet(info.receiver, info.token, net);
            return;
        }
        discardIf(true);
    }

    function _bookLien(address account, address token, uint16 bps) private {
        modelLien[account][token] = bps;
        isDropped[account][token] = false;
    }

    /// @dev The first merchant from this one on who owes.
    function _debtor(uint256 seed) private view returns (address account, address token) {
        for (uint256 i = 0; i < ACTORS * tokens.length; ++i) {
            uint256 n = (seed % (ACTORS * tokens.length)) + i;
            (account, token) = (merchants[n % ACTORS], address(tokens[(n / ACTORS) % tokens.length]));
            if (modelDebt[account][token] != 0) return (account, token);
        }
        discardIf(true);
    }
}
