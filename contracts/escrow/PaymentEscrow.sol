// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {CollectorType, ITokenCollector} from "../interfaces/IPaymentCollector.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Bps} from "../libraries/Bps.sol";
import {Gated} from "../libraries/Gated.sol";
import {PaymentHash} from "../libraries/PaymentHash.sol";
import {PaymentRules} from "../libraries/PaymentRules.sol";
import {Verb} from "../types/Compliance.sol";
import {Capture, PaymentInfo, PaymentState, PaymentStatus, Refund, TokenTotals} from "../types/Payment.sol";
import {CaptureCredit} from "../types/Settlement.sol";

/// @notice Holds payers' money under terms the payer signed.
/// @dev TOKEN REQUIREMENTS: an ERC-20 whose transfers move exactly the amount named, whose balances change by
/// transfers only, and whose supply is below 2^128. A deny-list is fine; no return value is fine.
/// ROLES: the operator named in the terms collects, captures, voids and refunds; the roles of the access manager
/// choose collectors, gate and pause, and cannot reach money that is held.
/// ROUNDING: fees are rounded down, in the receiver's favour.
/// LIVENESS: void and reclaim need neither gate, collector nor Settlement, and end in a claim when the token refuses
/// the payer.
contract PaymentEscrow is IPaymentEscrow, Gated, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bytes32 public constant PAYMENT_INFO_TYPEHASH = PaymentHash.PAYMENT_INFO_TYPEHASH;

    ISettlement private immutable _settlement;

    mapping(bytes32 id => PaymentState) private _payments;
    mapping(address token => TokenTotals) private _totals;
    mapping(address payer => mapping(address token => uint256)) private _claimable;
    mapping(address collector => bool) private _isPaymentCollector;
    mapping(address collector => bool) private _isRefundCollector;

    constructor(address authority, address settlement_) Gated(authority) {
        _settlement = ISettlement(settlement_);
    }

    /// @inheritdoc IPaymentEscrow
    function authorize(
        PaymentInfo calldata info,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData
    ) external nonReentrant {
        // checks
        bytes32 id = _requireCollectable(Verb.Authorize, info, amount);

        // state
        _payments[id] = PaymentState(uint120(amount), 0, PaymentStatus.Authorized);
        _totals[info.token].held += uint128(amount);

        // event
        emit PaymentAuthorized(id, info, amount, tokenCollector);

        // interaction
        _collect(info, address(this), amount, tokenCollector, collectorData);
    }

    /// @inheritdoc IPaymentEscrow
    function charge(
        PaymentInfo calldata info,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData,
        uint16 feeBps,
        address feeReceiver
    ) external nonReentrant {
        // checks
        bytes32 id = _requireCollectable(Verb.Charge, info, amount);
        _revertIf(PaymentRules.feeRefusal(info, feeBps, feeReceiver));

        // state
        _payments[id] = PaymentState(0, uint120(amount), PaymentStatus.Captured);

        // event
        emit PaymentCharged(id, info, amount, tokenCollector, feeBps, feeReceiver);

        // interaction
        _collect(info, address(_settlement), amount, tokenCollector, collectorData);
        _credit(info, id, amount, feeBps, feeReceiver);
    }

    /// @inheritdoc IPaymentEscrow
    function capture(
        PaymentInfo calldata info,
        uint256 amount,
        uint16 feeBps,
        address feeReceiver
    ) external nonReentrant {
        // checks
        _requireOperator(info);
        bytes32 id = PaymentHash.idOf(info, address(this));
        PaymentState memory state = _payments[id];
        _revertIf(PaymentRules.captureRefusal(info, id, amount, feeBps, feeReceiver, state.capturable));

        // state, event
        _recordCapture(id, state, amount, feeBps, feeReceiver);
        _moveToOwed(info.token, amount);

        // interaction
        _credit(info, id, amount, feeBps, feeReceiver);
    }

    /// @inheritdoc IPaymentEscrow
    function captureBatch(Capture[] calldata captures) external nonReentrant {
        uint256 next;
        while (next < captures.length) next = _captureTokenRun(captures, next);
    }

    /// @inheritdoc IPaymentEscrow
    function void(PaymentInfo calldata info) external nonReentrant {
        _requireOperator(info);
        bytes32 id = PaymentHash.idOf(info, address(this));
        PaymentState memory state = _payments[id];
        _void(info, id, state, state.capturable);
    }

    /// @inheritdoc IPaymentEscrow
    function voidPartial(PaymentInfo calldata info, uint256 amount) external nonReentrant {
        _requireOperator(info);
        require(amount != 0, ZeroAmount());
        bytes32 id = PaymentHash.idOf(info, address(this));
        _void(info, id, _payments[id], amount);
    }

    /// @inheritdoc IPaymentEscrow
    function reclaim(PaymentInfo calldata info) external nonReentrant {
        // checks
        uint48 expiry = info.authorizationExpiry;
        require(block.timestamp >= expiry, BeforeAuthorizationExpiry(uint48(block.timestamp), expiry));
        bytes32 id = PaymentHash.idOf(info, address(this));
        PaymentState memory state = _payments[id];
        uint120 amount = state.capturable;
        require(amount != 0, ZeroAuthorization(id));

        // state
        _payments[id] = PaymentState(0, state.refundable, PaymentStatus.Reclaimed);

        // event
        emit PaymentReclaimed(id, amount);
        emit PaymentStateUpdated(id, 0, state.refundable, PaymentStatus.Reclaimed);

        // interaction
        _returnToPayer(info, id, amount);
    }

    /// @inheritdoc IPaymentEscrow
    function refund(
        PaymentInfo calldata info,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData
    ) external nonReentrant {
        // checks
        _requireOperator(info);
        bytes32 id = PaymentHash.idOf(info, address(this));
        PaymentState memory state = _payments[id];
        _revertIf(_refundRefusal(info, amount, state.refundable, tokenCollector));

        // state, interaction, event
        (bool paid, ) = _tryRefund(info, id, state, amount, tokenCollector, collectorData);
        if (!paid) LowLevelCall.bubbleRevert();
    }

    /// @inheritdoc IPaymentEscrow
    function refundBatch(Refund[] calldata refunds) external nonReentrant {
        for (uint256 i = 0; i < refunds.length; ++i) {
            Refund calldata item = refunds[i];
            if (i != 0) require(item.info.token >= refunds[i - 1].info.token, UnsortedBatch(i));
            _requireOperator(item.info);
            _refundItem(item);
        }
    }

    /// @inheritdoc IPaymentEscrow
    function claim(address token) external nonReentrant {
        uint256 amount = _claimable[msg.sender][token];
        require(amount != 0, NothingToClaim(msg.sender, token));
        _claimable[msg.sender][token] = 0;
        _totals[token].held -= uint128(amount);
        emit Claimed(msg.sender, token, amount);
        IERC20(token).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IPaymentEscrow
    function release(address token) external nonReentrant {
        require(msg.sender == address(_settlement), InvalidSender(msg.sender, address(_settlement)));
        _release(token);
    }

    /// @inheritdoc IPaymentEscrow
    function addCollector(address collector) external restricted {
        bool isPayment = ITokenCollector(collector).collectorType() == CollectorType.Payment;
        _isPaymentCollector[collector] = isPayment;
        _isRefundCollector[collector] = !isPayment;
        emit CollectorSet(collector, true);
    }

    /// @inheritdoc IPaymentEscrow
    function removeCollector(address collector) external restricted {
        _isPaymentCollector[collector] = false;
        _isRefundCollector[collector] = false;
        emit CollectorSet(collector, false);
    }

    /// @inheritdoc IPaymentEscrow
    function getHash(PaymentInfo calldata info) external view returns (bytes32) {
        return PaymentHash.idOf(info, address(this));
    }

    /// @inheritdoc IPaymentEscrow
    function paymentState(
        bytes32 id
    )
        external
        view
        nonReentrantView
        returns (bool hasCollectedPayment, uint120 capturableAmount, uint120 refundableAmount)
    {
        PaymentState memory state = _payments[id];
        return (state.status != PaymentStatus.None, state.capturable, state.refundable);
    }

    /// @inheritdoc IPaymentEscrow
    function statusOf(bytes32 id) external view nonReentrantView returns (PaymentStatus) {
        return _payments[id].status;
    }

    /// @inheritdoc IPaymentEscrow
    function totals(address token) external view nonReentrantView returns (uint128 held, uint128 owed) {
        TokenTotals memory current = _totals[token];
        return (current.held, current.owed);
    }

    /// @inheritdoc IPaymentEscrow
    function claimable(address payer, address token) external view nonReentrantView returns (uint256) {
        return _claimable[payer][token];
    }

    /// @inheritdoc IPaymentEscrow
    function isCollectorAllowed(address collector) external view returns (bool) {
        return _isPaymentCollector[collector] || _isRefundCollector[collector];
    }

    /// @inheritdoc IPaymentEscrow
    function settlement() external view returns (address) {
        return address(_settlement);
    }

    /// @dev The cheap checks come before the hash.
    function _requireCollectable(
        Verb verb,
        PaymentInfo calldata info,
        uint256 amount
    ) private view returns (bytes32 id) {
        _requireOperator(info);
        PaymentRules.requireCollectable(info, amount);
        id = PaymentHash.idOf(info, address(this));
        require(_payments[id].status == PaymentStatus.None, PaymentAlreadyCollected(id));
        _requireEntry(verb, info.payer, info.token);
    }

    function _requireOperator(PaymentInfo calldata info) private view {
        require(msg.sender == info.operator, InvalidSender(msg.sender, info.operator));
    }

    function _revertIf(bytes memory refusal) private pure {
        if (refusal.length != 0) LowLevelCall.bubbleRevert(refusal);
    }

    /// @dev Measures `store` around the foreign call: nothing but the exact amount counts.
    function _collect(
        PaymentInfo calldata info,
        address store,
        uint256 amount,
        address collector,
        bytes calldata collectorData
    ) private {
        require(_isPaymentCollector[collector], CollectorNotAllowed(collector));
        IERC20 token = IERC20(info.token);
        uint256 before = token.balanceOf(store);
        ITokenCollector(collector).collectTokens(info, store, amount, collectorData);
        uint256 received = token.balanceOf(store) - before;
        require(received == amount, InexactTransfer(address(token), amount, received));
    }

    /// @dev Captures the items of one token that follow each other; returns where the next token begins.
    function _captureTokenRun(Capture[] calldata captures, uint256 start) private returns (uint256 end) {
        address token = captures[start].info.token;
        end = start + 1;
        while (end < captures.length && captures[end].info.token == token) ++end;
        if (end < captures.length) require(captures[end].info.token > token, UnsortedBatch(end));

        CaptureCredit[] memory credits = new CaptureCredit[](end - start);
        uint256 sum;
        for (uint256 i = start; i < end; ++i) sum += _captureItem(captures[i], credits[i - start]);
        if (sum == 0) return end;
        _moveToOwed(token, sum);
        _settlement.creditCaptures(token, credits);
    }

    /// @dev Captures one item and fills in its credit, or skips it and leaves the credit at zero.
    function _captureItem(Capture calldata item, CaptureCredit memory credit) private returns (uint256 amount) {
        PaymentInfo calldata info = item.info;
        _requireOperator(info);
        bytes32 id = PaymentHash.idOf(info, address(this));
        PaymentState memory state = _payments[id];
        if (state.capturable != item.expectedCapturable) {
            emit CaptureSkipped(id, StateMismatch.selector);
            return 0;
        }
        amount = item.amount;
        uint16 feeBps = item.feeBps;
        address feeReceiver = item.feeReceiver;
        bytes memory refusal = PaymentRules.captureRefusal(info, id, amount, feeBps, feeReceiver, state.capturable);
        if (refusal.length != 0) {
            emit CaptureSkipped(id, bytes4(refusal));
            return 0;
        }
        _recordCapture(id, state, amount, feeBps, feeReceiver);
        credit.id = id;
        credit.account = info.receiver;
        credit.feeReceiver = feeReceiver;
        credit.gross = uint128(amount);
        credit.fee = uint128(Bps.shareDown(amount, feeBps));
    }

    function _recordCapture(
        bytes32 id,
        PaymentState memory state,
        uint256 amount,
        uint16 feeBps,
        address feeReceiver
    ) private {
        uint120 capturable = state.capturable - uint120(amount);
        uint120 refundable = state.refundable + uint120(amount);
        PaymentStatus status = capturable == 0 ? PaymentStatus.Captured : PaymentStatus.Authorized;
        _payments[id] = PaymentState(capturable, refundable, status);
        emit PaymentCaptured(id, amount, feeBps, feeReceiver);
        emit PaymentStateUpdated(id, capturable, refundable, status);
    }

    function _moveToOwed(address token, uint256 amount) private {
        TokenTotals storage current = _totals[token];
        (current.held, current.owed) = (current.held - uint128(amount), current.owed + uint128(amount));
    }

    function _credit(
        PaymentInfo calldata info,
        bytes32 id,
        uint256 amount,
        uint16 feeBps,
        address feeReceiver
    ) private {
        uint256 fee = Bps.shareDown(amount, feeBps);
        _settlement.creditCapture(info.receiver, info.token, amount, fee, feeReceiver, id);
    }

    function _void(PaymentInfo calldata info, bytes32 id, PaymentState memory state, uint256 amount) private {
        // checks
        uint120 capturable = state.capturable;
        require(capturable != 0, ZeroAuthorization(id));
        require(amount <= capturable, InsufficientAuthorization(id, capturable, amount));

        // state
        capturable -= uint120(amount);
        PaymentStatus status = capturable == 0 ? PaymentStatus.Voided : PaymentStatus.Authorized;
        _payments[id] = PaymentState(capturable, state.refundable, status);

        // event
        emit PaymentVoided(id, amount);
        emit PaymentStateUpdated(id, capturable, state.refundable, status);

        // interaction
        _returnToPayer(info, id, amount);
    }

    /// @dev Pays the payer, or keeps the money for its claim. Starving the transfer of gas to force a claim would
    /// need a transfer that uses 63/64 of a transaction.
    function _returnToPayer(PaymentInfo calldata info, bytes32 id, uint256 amount) private {
        address token = info.token;
        address payer = info.payer;
        _totals[token].held -= uint128(amount);
        if (IERC20(token).trySafeTransfer(payer, amount)) return;
        _totals[token].held += uint128(amount);
        uint256 claim_ = _claimable[payer][token] + amount;
        _claimable[payer][token] = claim_;
        emit ClaimRecorded(payer, token, id, amount, claim_);
    }

    function _refundItem(Refund calldata item) private {
        PaymentInfo calldata info = item.info;
        bytes32 id = PaymentHash.idOf(info, address(this));
        PaymentState memory state = _payments[id];
        if (state.refundable != item.expectedRefundable) {
            emit RefundSkipped(id, StateMismatch.selector);
            return;
        }
        bytes memory refusal = _refundRefusal(info, item.amount, state.refundable, item.tokenCollector);
        if (refusal.length != 0) {
            emit RefundSkipped(id, bytes4(refusal));
            return;
        }
        (bool paid, bytes32 reason) = _tryRefund(info, id, state, item.amount, item.tokenCollector, item.collectorData);
        if (paid) return;
        _payments[id] = state;
        emit RefundSkipped(id, bytes4(reason));
    }

    function _refundRefusal(
        PaymentInfo calldata info,
        uint256 amount,
        uint256 refundable,
        address collector
    ) private view returns (bytes memory) {
        if (collector != address(0) && !_isRefundCollector[collector]) {
            return abi.encodeWithSelector(CollectorNotAllowed.selector, collector);
        }
        return PaymentRules.refundRefusal(info, amount, refundable);
    }

    /// @dev The events come last because an item of a batch may fail; the guards close the gap.
    function _tryRefund(
        PaymentInfo calldata info,
        bytes32 id,
        PaymentState memory state,
        uint256 amount,
        address collector,
        bytes calldata collectorData
    ) private returns (bool paid, bytes32 reason) {
        uint120 refundable = state.refundable - uint120(amount);
        _payments[id] = PaymentState(state.capturable, refundable, state.status);
        (paid, reason) = collector == address(0)
            ? _payFromSettlement(info, id, amount)
            : _payFromCollector(info, amount, collector, collectorData);
        if (!paid) return (false, reason);
        emit PaymentRefunded(id, amount, collector);
        emit PaymentStateUpdated(id, state.capturable, refundable, state.status);
    }

    /// @dev Sends Settlement what it is owed first when it is short, because it may not call back.
    function _payFromSettlement(
        PaymentInfo calldata info,
        bytes32 id,
        uint256 amount
    ) private returns (bool paid, bytes32 reason) {
        address token = info.token;
        if (IERC20(token).balanceOf(address(_settlement)) < amount) _release(token);
        (paid, reason, ) = LowLevelCall.callReturn64Bytes(
            address(_settlement),
            abi.encodeCall(ISettlement.takeRefund, (info.receiver, token, amount, info.payer, id, info.operator))
        );
    }

    function _payFromCollector(
        PaymentInfo calldata info,
        uint256 amount,
        address collector,
        bytes calldata collectorData
    ) private returns (bool paid, bytes32 reason) {
        IERC20 token = IERC20(info.token);
        uint256 before = token.balanceOf(info.payer);
        (paid, reason, ) = LowLevelCall.callReturn64Bytes(
            collector,
            abi.encodeCall(ITokenCollector.collectTokens, (info, info.payer, amount, collectorData))
        );
        if (!paid) return (false, reason);
        uint256 received = token.balanceOf(info.payer) - before;
        require(received == amount, InexactTransfer(address(token), amount, received));
    }

    function _release(address token) private {
        uint128 amount = _totals[token].owed;
        if (amount == 0) return;
        _totals[token].owed = 0;
        emit Released(token, amount);
        IERC20(token).safeTransfer(address(_settlement), amount);
    }
}
