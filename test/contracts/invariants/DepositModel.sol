// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {DepositFactory} from "../../../contracts/deposits/DepositFactory.sol";
import {WrappedCoin} from "../../../contracts/mocks/WrappedCoin.sol";
import {Settlement} from "../../../contracts/settlement/Settlement.sol";
import {Deposit} from "../../../contracts/types/Deposit.sol";

/// @notice What each deposit address was paid, and what must have become of it, to the unit.
abstract contract DepositModel {
    uint256 public constant DEPOSITS = 6;
    /// @notice A plain token, one with a fee on transfer, the wrapped coin; the native coin comes after them.
    uint256 public constant TOKENS = 3;
    uint256 internal constant FEE = 1;
    uint256 internal constant COIN = 2;
    uint256 internal constant NATIVE = 3;
    uint16 internal constant FEE_BPS = 77;
    address public constant TREASURY = address(0x77EA);

    address[3] public ACCOUNTS = [address(0xA1), address(0xA2), address(0xA3)];
    address[2] public REFUNDS = [address(0xB1), address(0xB2)];

    Settlement public settlement;
    DepositFactory public factory;
    WrappedCoin public coin;
    address[TOKENS] public tokens;

    mapping(uint256 deposit => mapping(uint256 token => uint256)) public paid;
    mapping(uint256 deposit => mapping(uint256 token => uint256)) public swept;
    mapping(uint256 deposit => mapping(uint256 token => uint256)) public returned;
    mapping(address refundTo => mapping(uint256 token => uint256)) public refunded;
    mapping(address account => mapping(uint256 token => uint256)) public credited;
    mapping(address account => mapping(uint256 token => uint256)) public quarantined;
    mapping(uint256 token => uint256) public donated;
    mapping(uint256 token => uint256) public stray;
    mapping(bytes32 ref => bool) public isHeld;
    mapping(address account => uint256) public verdictOf;
    bool public isGated;
    /// @notice Sweeps that left another amount at an address than the model.
    uint256 public wrongSweeps;
    uint256 public heldSweeps;
    uint256 public quarantinedSweeps;
    uint256 public clearSweeps;

    function depositAt(uint256 i) public view returns (Deposit memory) {
        return Deposit(ACCOUNTS[i % 3], keccak256(abi.encode("ref", i)), REFUNDS[i % 2]);
    }

    function addressAt(uint256 i) public view returns (address) {
        Deposit memory item = depositAt(i);
        return factory.addressOf(item.account, item.ref, item.refundTo);
    }

    function waiting(uint256 i, uint256 t) public view returns (uint256) {
        return t == NATIVE ? addressAt(i).balance : IERC20(tokens[t]).balanceOf(addressAt(i));
    }

    /// @dev Moves what waits in the model as a sweep must: native coin first, and wrapped coin that waits goes with it.
    function _expect(uint256 i, uint256 tokenMask) internal {
        if ((tokenMask >> NATIVE) % 2 != 0) _expectToken(i, COIN, _left(i, NATIVE));
        for (uint256 t = 0; t < TOKENS; ++t) {
            if ((tokenMask >> t) % 2 != 0) _expectToken(i, t, 0);
        }
    }

    function _expectToken(uint256 i, uint256 t, uint256 native) private {
        Deposit memory item = depositAt(i);
        uint256 amount = _left(i, t);
        if (amount + native == 0) return;
        uint256 verdict = isGated ? verdictOf[item.account] : 0;
        if (isGated && (isHeld[item.ref] || verdict == 2)) {
            heldSweeps++;
            return;
        }
        swept[i][t] += amount;
        swept[i][NATIVE] += native;
        amount += native;
        if (t == FEE) amount -= amount / 100;
        if (verdict == 1) {
            quarantinedSweeps++;
            credited[item.account][t] += amount;
            quarantined[item.account][t] += amount;
            return;
        }
        clearSweeps++;
        uint256 fee = item.account == ACCOUNTS[2] ? (amount * FEE_BPS) / 10_000 : 0;
        credited[TREASURY][t] += fee;
        credited[item.account][t] += amount - fee;
    }

    function _checkAll() internal {
        for (uint256 i = 0; i < DEPOSITS; ++i) {
            for (uint256 t = 0; t <= NATIVE; ++t) {
                if (waiting(i, t) != _left(i, t)) wrongSweeps++;
            }
        }
    }

    function _left(uint256 i, uint256 t) internal view returns (uint256) {
        return paid[i][t] - swept[i][t] - returned[i][t];
    }

    /// @dev Native coin first, as _expect has it.
    function _chosen(uint256 tokenMask) internal view returns (address[] memory chosen) {
        uint256 count;
        for (uint256 t = 0; t <= NATIVE; ++t) count += (tokenMask >> t) % 2;
        chosen = new address[](count);
        for (uint256 t = 0; t <= NATIVE; ++t) {
            if ((tokenMask >> t) % 2 != 0) chosen[--count] = t == NATIVE ? address(0) : tokens[t];
        }
    }

    /// @dev Everything that a sweep may change.
    function _fingerprint() internal view returns (bytes32 hash) {
        for (uint256 t = 0; t < TOKENS; ++t) {
            uint256 liabilities = settlement.totalLiabilities(tokens[t]);
            hash = keccak256(abi.encode(hash, liabilities, IERC20(tokens[t]).balanceOf(address(settlement))));
            for (uint256 a = 0; a < ACCOUNTS.length; ++a) {
                (uint128 available, uint128 reserved) = settlement.balanceOf(ACCOUNTS[a], tokens[t]);
                hash = keccak256(abi.encode(hash, available, reserved));
            }
        }
    }
}
