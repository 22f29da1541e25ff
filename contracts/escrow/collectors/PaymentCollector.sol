// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC3009Bytes} from "../../interfaces/IERC3009Bytes.sol";
import {CollectMethod, CollectorType, IPaymentCollector, ITokenCollector} from "../../interfaces/IPaymentCollector.sol";
import {PaymentHash} from "../../libraries/PaymentHash.sol";
import {PaymentInfo} from "../../types/Payment.sol";

/// @notice Moves money into the escrow with the payer's consent, or to the payer with the operator's.
/// @dev TOKEN REQUIREMENTS: allowances for PreApproval and OperatorFunds; receiveWithAuthorization for Erc3009.
/// ROLES: the escrow collects, the payer consents; nobody else can do anything.
/// LIVENESS: holds nothing between transactions.
contract PaymentCollector is IPaymentCollector {
    using SafeERC20 for IERC20;

    /// @dev A signature of r, s and v, which every EIP-3009 token takes in three words.
    uint256 private constant RSV_LENGTH = 65;

    address public immutable escrow;
    CollectorType public immutable collectorType;

    mapping(bytes32 id => bool) public isPreApproved;

    constructor(address escrow_, CollectorType collectorType_) {
        escrow = escrow_;
        collectorType = collectorType_;
    }

    /// @inheritdoc IPaymentCollector
    function preApprove(PaymentInfo calldata info) external {
        // checks
        require(collectorType == CollectorType.Payment, MethodNotSupported(uint8(CollectMethod.PreApproval)));
        require(msg.sender == info.payer, InvalidSender(msg.sender, info.payer));
        bytes32 id = PaymentHash.idOf(info, escrow);
        require(!isPreApproved[id], PaymentAlreadyPreApproved(id));

        // state
        isPreApproved[id] = true;

        // event
        emit PaymentPreApproved(id, msg.sender);
    }

    /// @inheritdoc ITokenCollector
    function collectTokens(
        PaymentInfo calldata info,
        address store,
        uint256 amount,
        bytes calldata collectorData
    ) external {
        require(msg.sender == escrow, InvalidSender(msg.sender, escrow));
        uint8 method = abi.decode(collectorData, (uint8));
        if (collectorType == CollectorType.Refund) {
            require(method == uint8(CollectMethod.OperatorFunds), MethodNotSupported(method));
            IERC20(info.token).safeTransferFrom(info.operator, store, amount);
        } else if (method == uint8(CollectMethod.PreApproval)) {
            bytes32 id = PaymentHash.idOf(info, escrow);
            require(isPreApproved[id], PaymentNotPreApproved(id));
            IERC20(info.token).safeTransferFrom(info.payer, store, amount);
        } else {
            require(method == uint8(CollectMethod.Erc3009), MethodNotSupported(method));
            (, bytes memory signature) = abi.decode(collectorData, (uint8, bytes));
            _receiveWithAuthorization(info, signature);
            IERC20(info.token).safeTransfer(store, amount);
            if (amount < info.maxAmount) IERC20(info.token).safeTransfer(info.payer, info.maxAmount - amount);
        }
    }

    /// @dev Always the whole maxAmount, as the payer signed it before the amount was known.
    function _receiveWithAuthorization(PaymentInfo calldata info, bytes memory signature) private {
        bytes32 nonce = PaymentHash.payerAgnosticIdOf(info, escrow);
        if (signature.length != RSV_LENGTH) {
            IERC3009Bytes(info.token).receiveWithAuthorization(
                info.payer,
                address(this),
                info.maxAmount,
                0,
                info.preApprovalExpiry,
                nonce,
                signature
            );
            return;
        }
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        IERC3009(info.token).receiveWithAuthorization(
            info.payer,
            address(this),
            info.maxAmount,
            0,
            info.preApprovalExpiry,
            nonce,
            uint8(signature[64]),
            r,
            s
        );
    }
}
