// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentEscrow} from "../../../contracts/escrow/PaymentEscrow.sol";
import {DenyListToken} from "../../../contracts/mocks/DenyListToken.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {InvariantTest} from "./InvariantTest.sol";

/// @notice What PaymentEscrow promises, after any sequence of calls.
contract EscrowInvariants is InvariantTest {
    function invariant_E1_balanceCoversHeldAndOwed() external view {
        for (uint256 t = 0; t < 2; ++t) {
            DenyListToken token = _tokens()[t];
            (uint128 held, uint128 owed) = handler.escrow().totals(address(token));
            uint256 donated = handler.donatedToEscrow(address(token));
            assert(token.balanceOf(address(handler.escrow())) == uint256(held) + owed + donated);
        }
    }

    function invariant_E2_totalsAreSumsOfPayments() external view {
        for (uint256 t = 0; t < 2; ++t) {
            address token = address(_tokens()[t]);
            (uint128 held, uint128 owed) = handler.escrow().totals(token);
            assert(held == _capturableSum(token) + _claimableSum(token));
            assert(owed == handler.capturedSum(token) - handler.releasedSum(token));
        }
    }

    function invariant_E3_everyAuthorizedUnitIsAccountedFor() external view {
        for (uint256 i = 0; i < handler.paymentCount(); ++i) {
            (bytes32 id, uint120 capturable, ) = _stateAt(i);
            (uint256 authorized, uint256 charged, uint256 captured, uint256 voided, uint256 reclaimed, ) = handler
                .ghosts(id);
            assert(captured + voided + reclaimed + capturable == authorized + charged);
            assert(authorized + charged <= handler.paymentAt(i).maxAmount);
        }
        assert(handler.collectedTwice() == 0);
    }

    function invariant_E4_refundedNeverExceedsCaptured() external view {
        for (uint256 i = 0; i < handler.paymentCount(); ++i) {
            (bytes32 id, , uint120 refundable) = _stateAt(i);
            (, , uint256 captured, , , uint256 refunded) = handler.ghosts(id);
            assert(refunded <= captured);
            assert(refundable == captured - refunded);
        }
    }

    function invariant_E5_nothingMovesOutOfTime() external view {
        assert(handler.movedOutOfTime() == 0);
    }

    function invariant_E6_moneyGoesToPayerOrSettlementOnly() external view {
        for (uint256 t = 0; t < 2; ++t) {
            DenyListToken token = _tokens()[t];
            address key = address(token);
            for (uint256 p = 0; p < 3; ++p) {
                address payer = handler.payers(p);
                assert(token.balanceOf(payer) == 1e30 - handler.paidIn(key, payer) + handler.paidBack(key, payer));
                assert(handler.escrow().claimable(payer, key) == handler.mayClaim(key, payer));
            }
            assert(token.balanceOf(handler.OUTSIDER()) == 0);
        }
    }

    function invariant_E7_feesStayWithinTheSignedTerms() external view {
        assert(handler.tookWrongFee() == 0);
        for (uint256 t = 0; t < 2; ++t) {
            address token = address(_tokens()[t]);
            (uint128 available, uint128 reserved) = handler.settlement().balanceOf(handler.FEE_RECEIVER(), token);
            assert(available == handler.modelAvailable(handler.FEE_RECEIVER(), token));
            assert(reserved == 0);
        }
    }

    function invariant_E8_nothingUnsignedIsCollected() external view {
        assert(handler.collectedUnsigned() == 0);
        assert(handler.refusedSigned() == 0);
    }

    function invariant_E9_voidAndReclaimAlwaysSucceed() external view {
        assert(handler.failedExits() == 0);
    }

    function _capturableSum(address token) private view returns (uint256 sum) {
        for (uint256 i = 0; i < handler.paymentCount(); ++i) {
            if (handler.paymentAt(i).token != token) continue;
            (, uint120 capturable, ) = _stateAt(i);
            sum += capturable;
        }
    }

    function _claimableSum(address token) private view returns (uint256 sum) {
        for (uint256 p = 0; p < 3; ++p) sum += handler.escrow().claimable(handler.payers(p), token);
    }

    function _stateAt(uint256 i) private view returns (bytes32 id, uint120 capturable, uint120 refundable) {
        PaymentEscrow escrow = handler.escrow();
        PaymentInfo memory info = handler.paymentAt(i);
        id = escrow.getHash(info);
        (, capturable, refundable) = escrow.paymentState(id);
    }
}
