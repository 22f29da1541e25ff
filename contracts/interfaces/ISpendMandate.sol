// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Mandate, MandateLimit, MandateStatus, MandateUsage} from "../types/Mandate.sol";
import {ITokenCollector} from "./IPaymentCollector.sol";
import {ISharedErrors} from "./ISharedErrors.sol";

/// @notice Collects payments within limits that payers approved once, for agents and subscriptions.
interface ISpendMandate is ITokenCollector, ISharedErrors {
    /// @notice A payer approved a mandate.
    event MandateApproved(bytes32 indexed id, Mandate mandate);
    /// @notice A payment was collected under a mandate; the sums are those after it.
    event MandateUsed(
        bytes32 indexed id,
        bytes32 indexed paymentId,
        uint256 amount,
        uint112 spentInPeriod,
        uint112 spentTotal
    );
    /// @notice A mandate will never collect again.
    /// @param by the payer or the agent
    event MandateRevoked(bytes32 indexed id, address by);

    /// @notice The mandate was not approved, or was revoked. A payment whose payer, operator or token are not those of
    /// the mandate names another mandate, which was never approved.
    error MandateNotActive(bytes32 id, MandateStatus status);
    /// @notice The payment is above a limit of the mandate.
    /// @param have what the mandate leaves
    error MandateExceeded(MandateLimit limit, uint256 have, uint256 want);
    /// @notice Before the mandate's start, or at its end or after.
    error OutsideMandate(uint48 timestamp, uint48 start, uint48 end);
    /// @notice The receiver is not on the mandate's list.
    error MerchantNotAllowed(address merchant);
    /// @notice The signature is not of the payer or agent who has to sign.
    error InvalidSignature(address signer);
    /// @notice The mandate is over, has no time, or more than 2^24 periods.
    error InvalidMandateTime(uint48 start, uint48 end, uint48 periodSeconds);
    /// @notice A mandate without an agent could never be used.
    error AgentMissing();
    /// @notice The agent spent since the payer looked.
    error MandateUsedSince(bytes32 id, uint112 spentTotal, uint112 expected);
    /// @notice A batch of no mandates.
    error EmptyBatch();
    /// @notice The mandates of a batch have different payers.
    error MixedPayers(address have, address want);

    /// @notice Approves a mandate.
    /// @dev The payer. An active mandate stays as it is; a revoked one is refused. Emits MandateApproved.
    function approve(Mandate calldata mandate) external;

    /// @notice As approve, by the payer's EIP-712 or ERC-1271 signature over the mandate.
    /// @dev Anyone with the signature.
    function approveWithSig(Mandate calldata mandate, bytes calldata signature) external;

    /// @notice Approves mandates of one payer by one signature over Mandates(Mandate[] mandates).
    /// @dev Anyone with the signature. A mandate that is active or revoked stays as it is, so that nobody can spoil
    /// the others by revoking or approving one.
    function approveBatchWithSig(Mandate[] calldata mandates, bytes calldata signature) external;

    /// @notice Ends a mandate for good, also one that was signed and not approved yet.
    /// @dev The payer. Emits MandateRevoked unless it was revoked before.
    function revoke(Mandate calldata mandate) external;

    /// @notice As revoke, by the agent.
    function revokeAsAgent(Mandate calldata mandate) external;

    /// @notice Revokes one mandate and approves another, unless the agent spent since the payer looked.
    /// @dev The payer of both. Emits MandateRevoked, MandateApproved.
    /// @param expectedSpent spentTotal of the old mandate that the payer knows
    function replace(Mandate calldata old, Mandate calldata renewed, uint112 expectedSpent) external;

    /// @notice How a mandate stands now.
    function usage(Mandate calldata mandate) external view returns (MandateUsage memory);

    /// @notice Whether the mandate is active and now is within its time.
    function isValid(Mandate calldata mandate) external view returns (bool);

    /// @notice The most units that one payment could collect now.
    function remaining(Mandate calldata mandate) external view returns (uint256);

    /// @notice The EIP-712 struct hash of a mandate, with every field in it; this contract knows it by this id.
    function idOf(Mandate calldata mandate) external pure returns (bytes32);

    /// @notice What the agent signs for one payment: the EIP-712 digest of
    /// UseMandate(bytes32 mandate,bytes32 payment).
    /// @param paymentId as the escrow hashes the payment's terms
    function useDigest(bytes32 id, bytes32 paymentId) external view returns (bytes32);

    /// @notice The only caller of collectTokens.
    function escrow() external view returns (address);
}
