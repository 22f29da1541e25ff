// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICreditLine} from "../interfaces/ICreditLine.sol";
import {ICreditPolicy} from "../interfaces/ICreditPolicy.sol";
import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {IPledgeBook} from "../interfaces/IPledgeBook.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {ISharedErrors} from "../interfaces/ISharedErrors.sol";
import {Bps} from "../libraries/Bps.sol";
import {PaymentHash} from "../libraries/PaymentHash.sol";
import {CreditStatus, Pledge, PledgeTotals} from "../types/Credit.sol";
import {PaymentInfo} from "../types/Payment.sol";

/// @notice The live holds that secure lines: one line per hold (C8), a part of each may be drawn.
/// @dev A contract of its own, made by its credit line, because both together pass the size of a contract. Holds no
/// money; calls nothing but views of the escrow, the policy and the credit line.
contract PledgeBook is IPledgeBook, ISharedErrors {
    using SafeCast for uint256;

    /// @dev A hold that ends sooner leaves no time to capture it.
    uint256 private constant MIN_PLEDGE_SECONDS = 12 hours;
    /// @dev Advances on the holds of one payer, so that a borrower who pays itself gains little.
    uint256 private constant MAX_PAYER_BPS = 2_000;
    uint256 private constant BORROWER_BITS = 160;

    address public immutable creditLine;
    address private immutable _settlement;
    address private immutable _asset;
    ICreditPolicy private immutable _policy;

    mapping(bytes32 paymentId => Pledge) private _pledges;
    mapping(bytes32 id => PledgeTotals) private _pledgeTotals;
    mapping(bytes32 id => mapping(address payer => uint256)) public advancedBy;

    /// @dev The caller is the credit line.
    constructor(address settlement, address asset, address policy) {
        (creditLine, _settlement, _asset, _policy) = (msg.sender, settlement, asset, ICreditPolicy(policy));
    }

    /// @inheritdoc IPledgeBook
    function pledge(
        bytes32 id,
        uint256 principal,
        uint16 advanceRateBps,
        PaymentInfo[] calldata infos,
        uint256 amount
    ) external returns (uint256 base) {
        _requireCreditLine();
        PledgeTotals memory sums = _pledgeTotals[id];
        bytes32[] memory paymentIds = _present(id, principal, infos, sums);
        base = Bps.shareDown(sums.amount, advanceRateBps);
        uint256 payerLimit = Bps.shareDown(base, MAX_PAYER_BPS);
        uint256 left = amount;
        for (uint256 i = 0; i < paymentIds.length; ++i) {
            left -= _advance(id, advanceRateBps, paymentIds[i], payerLimit, left);
        }
        require(left == 0, BorrowingBaseShortfall(amount - left, amount));
        sums.advanced += amount.toUint128();
        _pledgeTotals[id] = sums;
    }

    /// @inheritdoc IPledgeBook
    function payAdvance(
        bytes32 id,
        bytes32 paymentId,
        uint256 net,
        uint256 highest
    ) external returns (uint256 paid, uint256 pledged) {
        _requireCreditLine();
        PledgeTotals memory sums = _pledgeTotals[id];
        pledged = sums.amount;
        Pledge memory hold = _pledges[paymentId];
        if (hold.lineTag != _tagOf(id) || hold.expiry == 0) return (0, pledged);
        paid = Math.min(hold.advance, highest);
        bool ends = paid == hold.advance;
        uint256 released = ends ? hold.amount : Math.min(net, hold.amount);
        if (ends) {
            delete _pledges[paymentId];
        } else {
            hold.amount -= uint112(released);
            hold.advance -= uint96(paid);
            _pledges[paymentId] = hold;
        }
        _pledgeTotals[id] = PledgeTotals(sums.amount - uint128(released), sums.advanced - uint128(paid));
        advancedBy[id][hold.payer] -= paid;
        if (released != 0) emit PledgeReleased(id, paymentId, uint112(released));
    }

    /// @inheritdoc IPledgeBook
    function syncPledges(bytes32 id, bytes32[] calldata paymentIds) external {
        IPaymentEscrow escrow = _escrow();
        uint256 released;
        for (uint256 i = 0; i < paymentIds.length; ++i) released += _syncPledge(id, paymentIds[i], escrow);
        if (released != 0) _pledgeTotals[id].amount -= released.toUint128();
    }

    /// @inheritdoc IPledgeBook
    function pledgeOf(bytes32 paymentId) external view returns (Pledge memory) {
        return _pledges[paymentId];
    }

    /// @inheritdoc IPledgeBook
    function pledgesOf(bytes32 id) external view returns (PledgeTotals memory) {
        return _pledgeTotals[id];
    }

    /// @dev Refreshes or makes the pledge of each hold, and frees advances whose principal was repaid otherwise.
    function _present(
        bytes32 id,
        uint256 principal,
        PaymentInfo[] calldata infos,
        PledgeTotals memory sums
    ) private returns (bytes32[] memory paymentIds) {
        IPaymentEscrow escrow = _escrow();
        paymentIds = new bytes32[](infos.length);
        for (uint256 i = 0; i < infos.length; ++i) {
            PaymentInfo calldata info = infos[i];
            _requirePledgeable(id, info);
            bytes32 paymentId = PaymentHash.idOf(info, address(escrow));
            paymentIds[i] = paymentId;
            Pledge memory hold = _pledgeFor(id, paymentId, info);
            uint256 live = Math.min(_liveOf(escrow, paymentId), type(uint112).max);
            require(live != 0, HoldNotLive(paymentId));
            uint256 repaid = Math.min(Math.saturatingSub(sums.advanced, principal), hold.advance);
            if (repaid != 0) advancedBy[id][hold.payer] -= repaid;
            sums.advanced -= uint128(repaid);
            sums.amount = (uint256(sums.amount) + live - hold.amount).toUint128();
            hold.advance -= uint96(repaid);
            hold.amount = uint112(live);
            _pledges[paymentId] = hold;
        }
    }

    /// @dev Draws up to `want` against one hold.
    function _advance(
        bytes32 id,
        uint16 advanceRateBps,
        bytes32 paymentId,
        uint256 payerLimit,
        uint256 want
    ) private returns (uint256 advance) {
        Pledge memory hold = _pledges[paymentId];
        uint256 ofPayer = advancedBy[id][hold.payer];
        uint256 room = Math.saturatingSub(Bps.shareDown(hold.amount, advanceRateBps), hold.advance);
        advance = Math.min(want, Math.min(room, Math.saturatingSub(payerLimit, ofPayer)));
        if (advance != 0) {
            hold.advance = (hold.advance + advance).toUint96();
            _pledges[paymentId] = hold;
            advancedBy[id][hold.payer] = ofPayer + advance;
        }
        emit Pledged(id, paymentId, hold.amount, hold.advance);
    }

    /// @dev Keeps the advance of an emptied pledge: a capture whose lien is collected later still pays it first.
    function _syncPledge(bytes32 id, bytes32 paymentId, IPaymentEscrow escrow) private returns (uint256 released) {
        Pledge memory hold = _pledges[paymentId];
        if (hold.lineTag != _tagOf(id) || hold.amount == 0) return 0;
        uint256 live = block.timestamp < hold.expiry ? _liveOf(escrow, paymentId) : 0;
        if (live >= hold.amount) return 0;
        released = hold.amount - live;
        if (live == 0 && hold.advance == 0) delete _pledges[paymentId];
        else _pledges[paymentId].amount = uint112(live);
        emit PledgeReleased(id, paymentId, uint112(released));
    }

    function _requirePledgeable(bytes32 id, PaymentInfo calldata info) private view {
        require(_policy.isPledgeOperator(info.operator), OperatorNotPledgeable(info.operator));
        require(
            info.receiver == address(uint160(uint256(id))) && info.token == _asset,
            HoldMismatch(PaymentHash.idOf(info, address(_escrow())))
        );
        uint256 earliest = block.timestamp + MIN_PLEDGE_SECONDS;
        require(info.authorizationExpiry >= earliest, HoldExpiresTooSoon(info.authorizationExpiry, earliest));
    }

    /// @dev The pledge of this line, or a new one in place of a closed line's.
    function _pledgeFor(
        bytes32 id,
        bytes32 paymentId,
        PaymentInfo calldata info
    ) private view returns (Pledge memory hold) {
        hold = _pledges[paymentId];
        uint96 tag = _tagOf(id);
        if (hold.expiry != 0) {
            if (hold.lineTag == tag) return hold;
            bytes32 other = bytes32((uint256(hold.lineTag) << BORROWER_BITS) | uint160(uint256(id)));
            require(
                ICreditLine(creditLine).creditOf(other).status == CreditStatus.Closed,
                AlreadyPledged(paymentId, other)
            );
        }
        return Pledge(info.payer, tag, 0, 0, info.authorizationExpiry);
    }

    function _requireCreditLine() private view {
        require(msg.sender == creditLine, InvalidSender(msg.sender, creditLine));
    }

    function _escrow() private view returns (IPaymentEscrow) {
        return IPaymentEscrow(ISettlement(_settlement).escrow());
    }

    function _liveOf(IPaymentEscrow escrow, bytes32 paymentId) private view returns (uint256 capturable) {
        (, capturable, ) = escrow.paymentState(paymentId);
    }

    function _tagOf(bytes32 id) private pure returns (uint96) {
        return uint96(uint256(id) >> BORROWER_BITS);
    }
}
