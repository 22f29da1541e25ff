// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DenyListToken} from "../../../contracts/mocks/DenyListToken.sol";
import {Settlement} from "../../../contracts/settlement/Settlement.sol";
import {SettlementHandler} from "./SettlementHandler.sol";
import {InvariantTest} from "./InvariantTest.sol";

/// @notice What Settlement promises, after any sequence of calls.
contract SettlementInvariants is InvariantTest {
    uint256 private constant ACCOUNTS = 5;
    uint256 private constant CAPACITY = 5e23;
    uint256 private constant WINDOW = 1 days;

    function invariant_S1_heldAndOwedCoverLiabilities() external view {
        for (uint256 t = 0; t < 2; ++t) {
            DenyListToken token = _tokens()[t];
            (, uint128 owed) = handler.escrow().totals(address(token));
            uint256 have = token.balanceOf(address(handler.settlement())) + owed;
            assert(have >= handler.settlement().totalLiabilities(address(token)));
            assert(have == handler.settlement().totalLiabilities(address(token)) + _donated(token));
        }
    }

    function invariant_S2_liabilitiesAreTheSumOfBalances() external view {
        for (uint256 t = 0; t < 2; ++t) {
            address token = address(_tokens()[t]);
            uint256 sum;
            for (uint256 a = 0; a < ACCOUNTS; ++a) sum += _ownedBy(_accounts()[a], token);
            assert(sum == handler.settlement().totalLiabilities(token));
        }
    }

    function invariant_S3_everyCapturedUnitIsCredited() external view {
        assert(handler.grossSum() == handler.creditedSum());
    }

    function invariant_S4_payoutsAreExactAndOnce() external view {
        assert(handler.wrongPayouts() == 0);
        for (uint256 t = 0; t < 2; ++t) {
            DenyListToken token = _tokens()[t];
            address key = address(token);
            uint256 inflow = handler.depositedSum(key) + handler.chargedSum(key) + handler.releasedSum(key);
            inflow += handler.drawnSum(key);
            uint256 outflow = handler.withdrawnSum(key) + handler.paidOutSum(key) + handler.refundedFromBalanceSum(key);
            // A donation may have paid what is still owed, so that outflow alone can exceed inflow.
            uint256 has = token.balanceOf(address(handler.settlement()));
            assert(has + outflow == inflow + handler.donatedToSettlement(key));
        }
    }

    function invariant_S6_pendingRecipientsAreNotPaid() external view {
        assert(handler.wrongPayouts() == 0);
        for (uint256 a = 0; a < ACCOUNTS; ++a) {
            address account = _accounts()[a];
            address recipient = handler.newestRecipient(account);
            if (recipient == address(0)) continue;
            assert(handler.settlement().recipientEffectiveAt(account, recipient) == handler.newestRecipientAt(account));
        }
    }

    function invariant_S7_outflowStaysWithinTheLimit() external view {
        for (uint256 t = 0; t < 2; ++t) {
            SettlementHandler.Outflow[] memory flows = handler.outflowsOf(address(_tokens()[t]));
            for (uint256 i = 0; i < flows.length; ++i) {
                uint256 sum;
                for (uint256 j = i; j < flows.length; ++j) {
                    sum += flows[j].amount;
                    uint256 elapsed = flows[j].timestamp - flows[i].timestamp;
                    // one unit more, because the limiter rounds what was refilled
                    assert(sum <= CAPACITY + (CAPACITY * elapsed) / WINDOW + flows.length);
                }
            }
        }
    }

    /// @dev Whatever the credit line does: what it could not be asked about waits under the payment's id.
    function invariant_S8_capturesNeverFail() external view {
        assert(handler.failedCaptures() == 0);
        for (uint256 i = 0; i < handler.paymentCount(); ++i) {
            bytes32 id = handler.escrow().getHash(handler.paymentAt(i));
            (, , uint128 pending) = handler.settlement().pendingLien(id);
            assert(pending == handler.modelPending(id));
        }
    }

    function invariant_S9_onlyOwnersAndTheirAgentsLowerBalances() external view {
        assert(handler.tookFromOthers() == 0);
        for (uint256 t = 0; t < 2; ++t) {
            address token = address(_tokens()[t]);
            for (uint256 a = 0; a < ACCOUNTS; ++a) {
                address account = _accounts()[a];
                (uint128 available, uint128 reserved) = handler.settlement().balanceOf(account, token);
                assert(available == handler.modelAvailable(account, token));
                assert(reserved == handler.modelReserved(account, token));
            }
        }
    }

    /// @dev But for the liens that ADMIN dropped.
    function invariant_C11_liensFollowDebts() external view {
        for (uint256 t = 0; t < 2; ++t) {
            address token = address(_tokens()[t]);
            for (uint256 a = 0; a < ACCOUNTS; ++a) {
                address account = _accounts()[a];
                (, uint16 bps) = handler.settlement().lienOf(account, token);
                uint256 debt = handler.line().debtOf(account, token);
                assert(bps == handler.modelLien(account, token));
                assert(debt == handler.modelDebt(account, token));
                if (!handler.isDropped(account, token)) assert((bps != 0) == (debt != 0));
            }
        }
    }

    function _ownedBy(address account, address token) private view returns (uint256) {
        (uint128 available, uint128 reserved) = Settlement(handler.settlement()).balanceOf(account, token);
        return uint256(available) + reserved;
    }

    function _donated(DenyListToken token) private view returns (uint256) {
        return handler.donatedToSettlement(address(token));
    }
}
