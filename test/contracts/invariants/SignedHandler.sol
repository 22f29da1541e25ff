// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CollectMethod} from "../../../contracts/interfaces/IPaymentCollector.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {PayerSignatures} from "./PayerSignatures.sol";
import {SettlementHandler} from "./SettlementHandler.sol";
import {discardIf} from "./Vm.sol";

/// @notice Payments by the payer's signature, while allowances to collector and Permit2 stand without limit.
abstract contract SignedHandler is SettlementHandler {
    uint256 private constant FIELDS = 11;

    uint256 public collectedUnsigned;
    uint256 public refusedSigned;

    function authorizeSigned(uint256 seed, uint256 amount) external {
        PaymentInfo memory info = _signedTerms(seed, "signed");
        discardIf(_isDenied(info.payer, info.token));
        calls["authorizeSigned"]++;
        amount = _bound(amount, 1, info.maxAmount);
        bytes memory data = seed & 1 == 0 ? _consentTo(info, seed) : _permit2Of(info, seed);
        try escrow.authorize(info, amount, address(collector), data) {
            payments.push(info);
            ghosts[escrow.getHash(info)].authorized = amount;
            paidIn[info.token][info.payer] += amount;
        } catch {
            refusedSigned++;
        }
    }

    /// @dev Both signatures of the payer's, for terms of which one field differs.
    function collectOtherTerms(uint256 seed, uint256 field) external {
        calls["collectOtherTerms"]++;
        PaymentInfo memory info = _signedTerms(seed, "other");
        bytes memory consent = _consentTo(info, seed);
        bytes memory permit = _permit2Of(info, seed);
        _changeField(info, field % FIELDS);
        _collectUnsigned(info, consent);
        _collectUnsigned(info, permit);
    }

    function _collectUnsigned(PaymentInfo memory info, bytes memory data) internal {
        try escrow.authorize(info, 1, address(collector), data) {
            collectedUnsigned++;
        } catch {}
    }

    function _signedTerms(uint256 seed, string memory purpose) private view returns (PaymentInfo memory) {
        return _terms(seed, uint256(keccak256(abi.encode(seed, payments.length, block.timestamp, purpose))));
    }

    function _consentTo(PaymentInfo memory info, uint256 seed) private view returns (bytes memory) {
        bytes memory signature = PayerSignatures.consent(_keyOf(seed), address(collector), info);
        return abi.encode(CollectMethod.Erc2612, abi.encode(signature, bytes("")));
    }

    function _permit2Of(PaymentInfo memory info, uint256 seed) private view returns (bytes memory) {
        address payer = info.payer;
        info.payer = address(0);
        bytes32 nonce = escrow.getHash(info);
        info.payer = payer;
        return
            abi.encode(
                CollectMethod.Permit2,
                PayerSignatures.permit2Transfer(_keyOf(seed), permit2, address(collector), info, nonce)
            );
    }

    /// @dev Changes that the escrow itself lets pass, so that the collector has to refuse.
    function _changeField(PaymentInfo memory info, uint256 field) private view {
        if (field == 0) info.payer = info.payer == payers[0] ? payers[1] : payers[0];
        else if (field == 1) info.receiver = OUTSIDER;
        else if (field == 2) info.token = address(info.token == address(tokens[0]) ? tokens[1] : tokens[0]);
        else if (field == 3) info.maxAmount += 1;
        else if (field == 4) info.preApprovalExpiry -= 1;
        else if (field == 5) info.authorizationExpiry += 1;
        else if (field == 6) info.refundExpiry += 1;
        else if (field == 7) info.minFeeBps -= 1;
        else if (field == 8) info.maxFeeBps += 1;
        else if (field == 9) info.feeReceiver = OUTSIDER;
        else info.salt ^= 1;
    }
}
