// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IComplianceControls} from "../interfaces/IComplianceControls.sol";
import {IDepositFactory} from "../interfaces/IDepositFactory.sol";
import {ISettlementDeposits} from "../interfaces/ISettlementDeposits.sol";
import {BoundedRead} from "../libraries/BoundedRead.sol";
import {GateVerdict} from "../libraries/GateVerdict.sol";
import {Gated} from "../libraries/Gated.sol";
import {Verb, Verdict} from "../types/Compliance.sol";
import {Sweep} from "../types/Deposit.sol";
import {DepositAddress} from "./DepositAddress.sol";

/// @notice Makes deposit addresses when they are first swept, and brings their money to Settlement.
/// @dev TOKEN REQUIREMENTS: none for others' sake. What Settlement received is credited, so that a token with a fee on
/// transfer credits less; a token that refuses, burns gas or calls back fails alone.
/// ROLES: anyone sweeps; COMPLIANCE returns what was not credited. Nobody chooses where money goes: account, reference
/// and refund address are in the address.
/// LIVENESS: a blocked, held or paused deposit waits at its address; sweeping again is harmless.
contract DepositFactory is IDepositFactory, Gated, ReentrancyGuardTransient {
    /// @dev More than making an address, forwarding a listed token and crediting it through a credit line use.
    uint256 private constant SWEEP_GAS = 600_000;
    /// @dev So that no token gets less than SWEEP_GAS, of which a call may keep a 64th.
    uint256 private constant MIN_GAS_PER_TOKEN = 650_000;

    address public immutable settlement;
    address public immutable wrappedNative;
    address public immutable implementation;

    /// @dev What the gate said last, for neighbours of one account and token.
    struct Asked {
        address account;
        address token;
        bool isKnown;
        Verdict verdict;
    }

    constructor(address authority, address settlement_, address wrappedNative_) Gated(authority) {
        settlement = settlement_;
        wrappedNative = wrappedNative_;
        implementation = address(new DepositAddress());
    }

    /// @inheritdoc IDepositFactory
    function sweep(address account, bytes32 ref, address refundTo, address[] calldata tokens) external nonReentrant {
        _requireNotPaused();
        Asked memory asked;
        _sweep(asked, account, ref, refundTo, tokens);
    }

    /// @inheritdoc IDepositFactory
    function sweepBatch(Sweep[] calldata sweeps) external nonReentrant {
        _requireNotPaused();
        Asked memory asked;
        for (uint256 i = 0; i < sweeps.length; ++i) {
            Sweep calldata item = sweeps[i];
            _sweep(asked, item.account, item.ref, item.refundTo, item.tokens);
        }
    }

    /// @notice One token of one address, so that all of it happens or nothing.
    /// @dev This contract, within sweep.
    function sweepToken(
        address account,
        bytes32 ref,
        bytes32 salt,
        address depositAddress,
        address token,
        Verdict verdict
    ) external {
        // checks
        require(msg.sender == address(this), InvalidSender(msg.sender, address(this)));
        bool isNative = token == address(0);
        address credited = isNative ? wrappedNative : token;
        uint256 amount = IERC20(credited).balanceOf(depositAddress);
        uint256 native = isNative ? depositAddress.balance : 0;
        if (amount + native == 0) return;
        if (verdict == Verdict.Block) {
            emit DepositSwept(account, ref, credited, depositAddress, amount + native, true);
            return;
        }

        // interaction
        if (depositAddress.code.length == 0) Clones.cloneDeterministic(implementation, salt);
        if (native != 0) {
            DepositAddress(payable(depositAddress)).wrap(credited);
            amount = IERC20(credited).balanceOf(depositAddress);
        }
        uint256 before = IERC20(credited).balanceOf(settlement);
        DepositAddress(payable(depositAddress)).forward(credited, settlement, amount);
        uint256 received = IERC20(credited).balanceOf(settlement) - before;
        ISettlementDeposits(settlement).creditDeposit(account, credited, ref, received, verdict == Verdict.Quarantine);

        // event
        emit DepositSwept(account, ref, credited, depositAddress, received, false);
    }

    /// @inheritdoc IDepositFactory
    function returnDeposit(
        address account,
        bytes32 ref,
        address refundTo,
        address token
    ) external restricted nonReentrant {
        // checks
        require(refundTo != address(0), RefundAddressMissing());
        bytes32 salt = _saltOf(account, ref, refundTo);
        address depositAddress = _predict(salt);
        uint256 amount = token == address(0) ? depositAddress.balance : IERC20(token).balanceOf(depositAddress);
        require(amount != 0, NothingToReturn(depositAddress, token));

        // event
        emit DepositReturned(depositAddress, token, refundTo, amount);

        // interaction
        if (depositAddress.code.length == 0) Clones.cloneDeterministic(implementation, salt);
        DepositAddress target = DepositAddress(payable(depositAddress));
        if (token == address(0)) target.forwardNative(refundTo, amount);
        else target.forward(token, refundTo, amount);
    }

    /// @inheritdoc IDepositFactory
    function addressOf(address account, bytes32 ref, address refundTo) external view returns (address) {
        require(refundTo != address(0), RefundAddressMissing());
        return _predict(_saltOf(account, ref, refundTo));
    }

    function _sweep(
        Asked memory asked,
        address account,
        bytes32 ref,
        address refundTo,
        address[] calldata tokens
    ) private {
        bytes32 salt = _saltOf(account, ref, refundTo);
        address depositAddress = _predict(salt);
        bool isHeld = _isHeld(ref);
        for (uint256 i = 0; i < tokens.length; ++i) {
            address token = tokens[i];
            require(gasleft() >= MIN_GAS_PER_TOKEN, InsufficientGas(gasleft(), MIN_GAS_PER_TOKEN));
            Verdict verdict = isHeld ? Verdict.Block : _verdict(asked, account, token);
            try this.sweepToken{gas: SWEEP_GAS}(account, ref, salt, depositAddress, token, verdict) {} catch {
                emit SweepFailed(depositAddress, token == address(0) ? wrappedNative : token);
            }
        }
    }

    function _verdict(Asked memory asked, address account, address token) private view returns (Verdict) {
        if (token == address(0)) token = wrappedNative;
        if (!asked.isKnown || asked.account != account || asked.token != token) {
            (asked.account, asked.token, asked.isKnown) = (account, token, true);
            asked.verdict = _verdictOf(Verb.Sweep, account, token);
        }
        return asked.verdict;
    }

    /// @dev A gate that does not answer holds.
    function _isHeld(bytes32 ref) private view returns (bool) {
        address current = gate();
        if (current == address(0)) return false;
        (bool success, uint256 answer) = BoundedRead.tryReadWord(
            current,
            abi.encodeCall(IComplianceControls.isHeld, (ref)),
            GateVerdict.GATE_GAS
        );
        return !success || answer != 0;
    }

    function _requireNotPaused() private view {
        uint48 until = this.entryPausedUntil();
        require(block.timestamp >= until, EntryPaused(until));
    }

    function _predict(bytes32 salt) private view returns (address) {
        return Clones.predictDeterministicAddress(implementation, salt);
    }

    function _saltOf(address account, bytes32 ref, address refundTo) private pure returns (bytes32) {
        return keccak256(abi.encode(account, ref, refundTo));
    }
}
