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
import {Deposit, DepositCredit} from "../types/Deposit.sol";
import {DepositAddress} from "./DepositAddress.sol";

/// @notice Makes deposit addresses when they are first swept, and brings their money to Settlement.
/// @dev TOKEN REQUIREMENTS: none for others' sake. What Settlement received is credited, so that a token with a fee on
/// transfer credits less; a token that refuses, burns gas or calls back fails alone.
/// ROLES: anyone sweeps; COMPLIANCE returns what was not credited. Nobody chooses where money goes: account, reference
/// and refund address are in the address.
/// LIVENESS: a blocked, held or paused deposit waits at its address; sweeping again is harmless.
contract DepositFactory is IDepositFactory, Gated, ReentrancyGuardTransient {
    /// @dev More than a transfer of any listed token uses.
    uint256 private constant FORWARD_GAS = 150_000;
    /// @dev Making an address, wrapping, forwarding, a gate at its limit, and crediting through a credit line.
    uint256 private constant MIN_GAS_PER_DEPOSIT = 1_600_000;
    /// @dev MIN_GAS_PER_DEPOSIT, and what comes before and after it.
    uint256 private constant SWEEP_GAS = 1_700_000;
    /// @dev So that no deposit gets less than SWEEP_GAS, of which a call may keep a 64th.
    uint256 private constant MIN_GAS_PER_CALL = 1_750_000;

    address public immutable settlement;
    address public immutable wrappedNative;
    address public immutable implementation;

    /// @dev One token on its way from several addresses, and what the gate said last, for neighbours of one account.
    struct Run {
        address token;
        bool isNative;
        uint256 sum;
        DepositCredit[] credits;
        /// Measured for itself.
        bool isAlone;
        /// Of the address looked at last.
        address source;
        bool isAsked;
        address asked;
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
        for (uint256 i = 0; i < tokens.length; ++i) _sweepAlone(tokens[i], Deposit(account, ref, refundTo));
    }

    /// @inheritdoc IDepositFactory
    function sweepBatch(address token, Deposit[] calldata deposits) external nonReentrant {
        _requireNotPaused();
        // As this.sweepToken(token, deposits) does, without encoding the arguments again: they are the same.
        bytes memory call = bytes.concat(this.sweepToken.selector, msg.data[4:]);
        (bool success, ) = address(this).call{gas: deposits.length * SWEEP_GAS}(call);
        if (success) return;
        for (uint256 i = 0; i < deposits.length; ++i) _sweepAlone(token, deposits[i]);
    }

    /// @notice One token of several addresses, so that all of it happens or nothing.
    /// @dev This contract, within a sweep. What Settlement received is measured once: a token that delivers less than
    /// left the addresses is swept alone, and more is never credited.
    function sweepToken(address token, Deposit[] calldata deposits) external {
        // checks
        require(msg.sender == address(this), InvalidSender(msg.sender, address(this)));
        Run memory run;
        run.isNative = token == address(0);
        if (run.isNative) token = wrappedNative;
        run.token = token;
        run.isAlone = deposits.length == 1;
        run.credits = new DepositCredit[](deposits.length);

        // interaction, event
        uint256 before = IERC20(token).balanceOf(settlement);
        for (uint256 i = 0; i < deposits.length; ++i) _forward(run, run.credits[i], deposits[i]);
        uint256 sum = run.sum;
        if (sum == 0) return;
        uint256 received = IERC20(token).balanceOf(settlement) - before;
        if (received != sum) {
            bool isLess = received < sum && received != 0;
            require(run.isAlone && isLess, InexactTransfer(token, sum, received));
            run.credits[0].amount = received;
        }
        if (run.isAlone) {
            emit DepositSwept(deposits[0].account, deposits[0].ref, token, run.source, received, false);
        }
        ISettlementDeposits(settlement).creditDeposits(token, run.credits);
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
        bytes32 salt = _saltOf(Deposit(account, ref, refundTo));
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
        return _predict(_saltOf(Deposit(account, ref, refundTo)));
    }

    /// @dev One deposit of one token; it fails alone, but never for lack of gas.
    function _sweepAlone(address token, Deposit memory item) private {
        require(gasleft() >= MIN_GAS_PER_CALL, InsufficientGas(gasleft(), MIN_GAS_PER_CALL));
        Deposit[] memory alone = new Deposit[](1);
        alone[0] = item;
        try this.sweepToken{gas: SWEEP_GAS}(token, alone) {} catch {
            emit SweepFailed(_predict(_saltOf(item)), token == address(0) ? wrappedNative : token);
        }
    }

    /// @dev Notes what left the address for Settlement; nothing where nothing waits or the money is held.
    function _forward(Run memory run, DepositCredit memory credit, Deposit calldata item) private {
        require(gasleft() >= MIN_GAS_PER_DEPOSIT, InsufficientGas(gasleft(), MIN_GAS_PER_DEPOSIT));
        (address account, bytes32 ref, address token) = (item.account, item.ref, run.token);
        bytes32 salt = keccak256(abi.encode(account, ref, item.refundTo));
        address source = _predict(salt);
        uint256 amount = IERC20(token).balanceOf(source);
        uint256 native = run.isNative ? source.balance : 0;
        if (amount + native == 0) return;
        Verdict verdict = _verdict(run, account, ref);
        if (verdict == Verdict.Block) {
            emit DepositSwept(account, ref, token, source, amount + native, true);
            return;
        }
        if (source.code.length == 0) Clones.cloneDeterministic(implementation, salt);
        if (native != 0) {
            DepositAddress(payable(source)).wrap(token);
            amount = IERC20(token).balanceOf(source);
        }
        DepositAddress(payable(source)).forward{gas: FORWARD_GAS}(token, settlement, amount);
        run.sum += amount;
        (credit.account, credit.ref, credit.amount) = (account, ref, amount);
        credit.quarantined = verdict == Verdict.Quarantine;
        if (run.isAlone) run.source = source;
        else emit DepositSwept(account, ref, token, source, amount, false);
    }

    function _verdict(Run memory run, address account, bytes32 ref) private view returns (Verdict) {
        if (_isHeld(ref)) return Verdict.Block;
        if (!run.isAsked || run.asked != account) {
            (run.isAsked, run.asked) = (true, account);
            run.verdict = _verdictOf(Verb.Sweep, account, run.token);
        }
        return run.verdict;
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

    function _saltOf(Deposit memory item) private pure returns (bytes32) {
        return keccak256(abi.encode(item));
    }
}
