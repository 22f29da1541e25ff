// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DenyListToken, Refusal} from "../../../contracts/mocks/DenyListToken.sol";
import {Capture, PaymentInfo, Refund} from "../../../contracts/types/Payment.sol";
import {SettlementModel} from "./SettlementModel.sol";
import {discardIf, vm} from "./Vm.sol";

/// @notice Every verb of the escrow with inputs that should work, and what should have come of each.
abstract contract EscrowHandler is SettlementModel {
    /// @notice What happened to a payment so far.
    struct Ghost {
        uint256 authorized;
        uint256 charged;
        uint256 captured;
        uint256 voided;
        uint256 reclaimed;
        uint256 refunded;
    }

    /// @dev Verbs choose among the newest payments, because old ones are mostly spent or expired.
    uint256 internal constant RECENT = 8;

    PaymentInfo[] internal payments;
    mapping(bytes32 id => Ghost) public ghosts;
    mapping(string verb => uint256) public calls;

    /// @notice Per token: sums over all payments and calls.
    mapping(address token => uint256) public capturedSum;
    mapping(address token => uint256) public chargedSum;
    mapping(address token => uint256) public releasedSum;
    mapping(address token => uint256) public refundedFromBalanceSum;
    mapping(address token => uint256) public donatedToEscrow;
    /// @notice Per token and payer: what left the wallet, and what came back or may be claimed.
    mapping(address token => mapping(address payer => uint256)) public paidIn;
    mapping(address token => mapping(address payer => uint256)) public paidBack;
    mapping(address token => mapping(address payer => uint256)) public mayClaim;
    /// @notice What all captures and charges added, as the balances showed it.
    uint256 public creditedSum;
    /// @notice Calls that should have worked and did not.
    uint256 public failedExits;
    uint256 public failedCaptures;

    function authorize(uint256 seed, uint256 amount) external {
        (PaymentInfo memory info, bytes32 id) = _newPayment(seed);
        amount = _bound(amount, 1, info.maxAmount);
        discardIf(_isDenied(info.payer, info.token));
        calls["authorize"]++;
        escrow.authorize(info, amount, address(collector), preApproval);
        payments.push(info);
        ghosts[id].authorized = amount;
        paidIn[info.token][info.payer] += amount;
    }

    function charge(uint256 seed, uint256 amount, uint256 fee) external {
        (PaymentInfo memory info, bytes32 id) = _newPayment(seed);
        amount = _bound(amount, 1, info.maxAmount);
        discardIf(_isDenied(info.payer, info.token));
        calls["charge"]++;
        uint16 feeBps = uint16(_bound(fee, MIN_FEE_BPS, MAX_FEE_BPS));
        uint256 before = _credits(info);
        escrow.charge(info, amount, address(collector), preApproval, feeBps, FEE_RECEIVER);
        payments.push(info);
        ghosts[id].charged = amount;
        ghosts[id].captured = amount;
        chargedSum[info.token] += amount;
        paidIn[info.token][info.payer] += amount;
        _bookCapture(info, amount, feeBps);
        creditedSum += _credits(info) - before;
    }

    function capture(uint256 index, uint256 amount, uint256 fee) external {
        (PaymentInfo memory info, bytes32 id, uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable == 0 || block.timestamp >= info.authorizationExpiry);
        calls["capture"]++;
        amount = _bound(amount, 1, capturable);
        uint16 feeBps = uint16(_bound(fee, MIN_FEE_BPS, MAX_FEE_BPS));
        uint256 before = _credits(info);
        try escrow.capture(info, amount, feeBps, FEE_RECEIVER) {
            ghosts[id].captured += amount;
            capturedSum[info.token] += amount;
            _bookCapture(info, amount, feeBps);
            creditedSum += _credits(info) - before;
        } catch {
            failedCaptures++;
        }
    }

    /// @dev Two payments of one token, and a third item that is skipped.
    function captureBatch(uint256 index, uint256 amount, uint256 fee) external {
        (PaymentInfo memory info, bytes32 id, uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable < 2 || block.timestamp >= info.authorizationExpiry);
        calls["captureBatch"]++;
        uint16 feeBps = uint16(_bound(fee, MIN_FEE_BPS, MAX_FEE_BPS));
        uint120 first = uint120(_bound(amount, 1, capturable - 1));
        Capture[] memory items = new Capture[](3);
        items[0] = Capture(info, first, feeBps, FEE_RECEIVER, capturable);
        items[1] = Capture(info, first, feeBps, FEE_RECEIVER, capturable);
        items[2] = Capture(info, capturable - first, feeBps, FEE_RECEIVER, capturable - first);
        uint256 before = _credits(info);
        try escrow.captureBatch(items) {
            ghosts[id].captured += capturable;
            capturedSum[info.token] += capturable;
            _bookCapture(info, first, feeBps);
            _bookCapture(info, capturable - first, feeBps);
            creditedSum += _credits(info) - before;
        } catch {
            failedCaptures++;
        }
    }

    function voidHold(uint256 index) external {
        (PaymentInfo memory info, bytes32 id, uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable == 0);
        calls["void"]++;
        try escrow.void(info) {
            ghosts[id].voided += capturable;
            _bookReturn(info, capturable);
        } catch {
            failedExits++;
        }
    }

    function voidPartial(uint256 index, uint256 amount) external {
        (PaymentInfo memory info, bytes32 id, uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable == 0);
        calls["voidPartial"]++;
        amount = _bound(amount, 1, capturable);
        try escrow.voidPartial(info, amount) {
            ghosts[id].voided += amount;
            _bookReturn(info, amount);
        } catch {
            failedExits++;
        }
    }

    function reclaim(uint256 index) external {
        (PaymentInfo memory info, bytes32 id, uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable == 0 || block.timestamp + 12 hours < info.authorizationExpiry);
        calls["reclaim"]++;
        if (block.timestamp < info.authorizationExpiry) vm.warp(info.authorizationExpiry);
        vm.prank(OUTSIDER);
        try escrow.reclaim(info) {
            ghosts[id].reclaimed += capturable;
            _bookReturn(info, capturable);
        } catch {
            failedExits++;
        }
    }

    function refund(uint256 index, uint256 amount, bool fromOperator) external {
        (PaymentInfo memory info, bytes32 id, , uint120 refundable) = _pickCaptured(index);
        discardIf(refundable == 0 || block.timestamp >= info.refundExpiry);
        discardIf(_isDenied(info.payer, info.token));
        uint256 limit = fromOperator ? refundable : _min(refundable, modelAvailable[info.receiver][info.token]);
        discardIf(limit == 0);
        calls["refund"]++;
        amount = _bound(amount, 1, limit);
        uint256 owed = _owed(info.token);
        if (fromOperator) {
            escrow.refund(info, amount, address(refundCollector), operatorFunds);
        } else {
            escrow.refund(info, amount, address(0), "");
            modelAvailable[info.receiver][info.token] -= amount;
            refundedFromBalanceSum[info.token] += amount;
        }
        releasedSum[info.token] += owed - _owed(info.token);
        ghosts[id].refunded += amount;
        paidBack[info.token][info.payer] += amount;
    }

    /// @dev One item twice: the second is skipped, because the state moved on.
    function refundBatch(uint256 index, uint256 amount) external {
        (PaymentInfo memory info, bytes32 id, , uint120 refundable) = _pickCaptured(index);
        uint256 limit = _min(refundable, modelAvailable[info.receiver][info.token]);
        discardIf(limit == 0 || block.timestamp >= info.refundExpiry || _isDenied(info.payer, info.token));
        calls["refundBatch"]++;
        uint120 value = uint120(_bound(amount, 1, limit));
        Refund[] memory items = new Refund[](2);
        items[0] = Refund(info, value, address(0), refundable, "");
        items[1] = items[0];
        uint256 owed = _owed(info.token);
        escrow.refundBatch(items);
        releasedSum[info.token] += owed - _owed(info.token);
        modelAvailable[info.receiver][info.token] -= value;
        refundedFromBalanceSum[info.token] += value;
        ghosts[id].refunded += value;
        paidBack[info.token][info.payer] += value;
    }

    /// @dev Whoever may claim something, once the token pays it again.
    function claim(uint256 seed) external {
        for (uint256 i = 0; i < ACTORS * tokens.length; ++i) {
            address payer = payers[((seed % 6) + i) % ACTORS];
            DenyListToken token = tokens[(((seed % 6) + i) / ACTORS) % tokens.length];
            uint256 amount = mayClaim[address(token)][payer];
            if (amount == 0) continue;
            calls["claim"]++;
            token.deny(payer, Refusal.None);
            vm.prank(payer);
            escrow.claim(address(token));
            mayClaim[address(token)][payer] = 0;
            paidBack[address(token)][payer] += amount;
            return;
        }
        discardIf(true);
    }

    /// @dev The payer of a hold, so that returning it meets the refusal.
    function deny(uint256 index, uint256 how) external {
        (PaymentInfo memory info, , uint120 capturable, ) = _pickHeld(index);
        discardIf(capturable == 0);
        calls["deny"]++;
        DenyListToken(info.token).deny(info.payer, Refusal(_bound(how, 1, 4)));
    }

    function allow(uint256 seed) external {
        calls["allow"]++;
        tokens[(seed / ACTORS) % tokens.length].deny(payers[seed % ACTORS], Refusal.None);
    }

    function paymentCount() external view returns (uint256) {
        return payments.length;
    }

    function paymentAt(uint256 index) external view returns (PaymentInfo memory) {
        return payments[index];
    }

    function _newPayment(uint256 seed) private returns (PaymentInfo memory info, bytes32 id) {
        info = _terms(seed, payments.length + 1 + block.timestamp * 1e6);
        vm.prank(info.payer);
        try collector.preApprove(info) {} catch {}
        id = escrow.getHash(info);
    }

    /// @dev A recent payment of any state; id 0 when there is none.
    function _pick(
        uint256 index
    ) internal view returns (PaymentInfo memory info, bytes32 id, uint120 capturable, uint120 refundable) {
        if (payments.length == 0) return (info, id, 0, 0);
        info = payments[payments.length - 1 - (index % _min(payments.length, RECENT))];
        id = escrow.getHash(info);
        (, capturable, refundable) = escrow.paymentState(id);
    }

    /// @dev A recent payment that something is held of, when there is one.
    function _pickHeld(
        uint256 index
    ) internal view returns (PaymentInfo memory info, bytes32 id, uint120 capturable, uint120 refundable) {
        for (uint256 i = 0; i < RECENT; ++i) {
            (info, id, capturable, refundable) = _pick((index % RECENT) + i);
            if (capturable > 1 && block.timestamp < info.authorizationExpiry) break;
        }
    }

    /// @dev A recent payment that something was captured of, when there is one.
    function _pickCaptured(
        uint256 index
    ) internal view returns (PaymentInfo memory info, bytes32 id, uint120 capturable, uint120 refundable) {
        for (uint256 i = 0; i < RECENT; ++i) {
            (info, id, capturable, refundable) = _pick((index % RECENT) + i);
            if (refundable != 0 && !_isDenied(info.payer, info.token)) break;
        }
    }

    function _bookReturn(PaymentInfo memory info, uint256 amount) private {
        if (_isDenied(info.payer, info.token)) {
            calls["claimRecorded"]++;
            mayClaim[info.token][info.payer] += amount;
        } else {
            paidBack[info.token][info.payer] += amount;
        }
    }

    /// @dev What the parties of a payment own in Settlement, the lender and the fee included.
    function _credits(PaymentInfo memory info) private view returns (uint256 sum) {
        (uint128 available, uint128 reserved) = settlement.balanceOf(info.receiver, info.token);
        (uint128 fees, ) = settlement.balanceOf(FEE_RECEIVER, info.token);
        (uint128 taken, ) = settlement.balanceOf(POOL, info.token);
        return uint256(available) + reserved + fees + taken;
    }
}
