// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentInfo} from "../types/Payment.sol";
import {ISharedErrors} from "./ISharedErrors.sol";

/// @notice What a collector may be used for.
enum CollectorType {
    /// Takes the payer's money into the escrow.
    Payment,
    /// Takes the operator's money to the payer.
    Refund
}

/// @notice How a payer consents, first word of the collector data.
enum CollectMethod {
    /// preApprove(info) by the payer and an allowance to the collector. Payload: empty.
    PreApproval,
    /// EIP-3009 receiveWithAuthorization to the collector. Payload: the signature.
    /// Signed values: from = payer, to = collector, value = maxAmount, validAfter = 0,
    /// validBefore = preApprovalExpiry, nonce = getHash with payer zero.
    Erc3009,
    /// The operator's own money by allowance to a refund collector. Payload: empty.
    OperatorFunds,
    /// Permit2 permitWitnessTransferFrom to the collector. Payload: the signature.
    /// Signed values: permitted = (token, maxAmount), spender = collector, deadline = preApprovalExpiry,
    /// nonce = getHash with payer zero, witness = the whole PaymentInfo.
    Permit2,
    /// The payer's signature over the PaymentInfo in the collector's EIP-712 domain, and an allowance, which an
    /// EIP-2612 permit may give in the same call. Payload: abi.encode(bytes consent, bytes permit).
    /// Signed values of the permit: owner = payer, spender = collector, value = maxAmount, deadline = preApprovalExpiry.
    /// It may be empty when the allowance stands already, and is not read then.
    Erc2612
}

/// @notice The part of a collector that the escrow calls.
interface ITokenCollector {
    /// @notice Moves exactly `amount` units of info.token to `store`.
    /// @dev Called by the escrow, which measures the balance of `store` around the call.
    /// @param collectorData abi.encode(uint8 method, bytes payload)
    function collectTokens(
        PaymentInfo calldata info,
        address store,
        uint256 amount,
        bytes calldata collectorData
    ) external;

    /// @notice Which direction this collector serves.
    function collectorType() external view returns (CollectorType);
}

/// @notice Collects payments with the payer's transaction or signature; a second deployment of type Refund collects
/// the operator's money only.
interface IPaymentCollector is ITokenCollector, ISharedErrors {
    /// @notice The payer consents to these terms.
    event PaymentPreApproved(bytes32 indexed paymentInfoHash, address indexed payer);

    /// @notice The payer did not consent to these terms.
    error PaymentNotPreApproved(bytes32 id);
    /// @notice The payer already consented to these terms.
    error PaymentAlreadyPreApproved(bytes32 id);
    /// @notice The signature is not of this signer over these terms.
    error InvalidSignature(address signer);
    /// @notice This collector does not know the method.
    error MethodNotSupported(uint8 method);

    /// @notice Consents to these terms, so that a standing allowance may be used for this payment only.
    /// @dev The payer. Emits PaymentPreApproved.
    function preApprove(PaymentInfo calldata info) external;

    /// @notice Whether the payer consented to the payment with this id.
    function isPreApproved(bytes32 id) external view returns (bool);

    /// @notice The only caller of collectTokens.
    function escrow() external view returns (address);

    /// @notice The Permit2 contract that payers of method Permit2 sign for.
    function permit2Deployment() external view returns (address);
}
