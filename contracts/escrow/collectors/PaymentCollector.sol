// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IERC2612Bytes} from "../../interfaces/IERC2612Bytes.sol";
import {IERC3009Bytes} from "../../interfaces/IERC3009Bytes.sol";
import {CollectMethod, CollectorType, IPaymentCollector, ITokenCollector} from "../../interfaces/IPaymentCollector.sol";
import {IPermit2} from "../../interfaces/IPermit2.sol";
import {PaymentHash} from "../../libraries/PaymentHash.sol";
import {PaymentInfo} from "../../types/Payment.sol";

/// @notice Moves money into the escrow with the payer's consent, or to the payer with the operator's.
/// @dev TOKEN REQUIREMENTS: allowances for PreApproval and OperatorFunds; receiveWithAuthorization for Erc3009; permit
/// for Erc2612; an allowance to Permit2 for Permit2.
/// ROLES: the escrow collects, the payer consents; nobody else can do anything. An allowance alone, whoever gave it
/// and by which means, moves nothing: every method asks for the payer's consent to these very terms.
/// LIVENESS: holds nothing between transactions.
contract PaymentCollector is IPaymentCollector {
    using SafeERC20 for IERC20;

    /// @dev A signature of r, s and v, which every EIP-3009 and EIP-2612 token takes in three words.
    uint256 private constant RSV_LENGTH = 65;
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant NAME_HASH = keccak256("Tallystick PaymentCollector");
    bytes32 private constant VERSION_HASH = keccak256("1");
    /// @dev What follows Permit2's own fields in the type that payers sign.
    string private constant WITNESS_TYPE =
        "PaymentInfo witness)PaymentInfo(address operator,address payer,address receiver,address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)TokenPermissions(address token,uint256 amount)";

    address public immutable escrow;
    CollectorType public immutable collectorType;
    address public immutable permit2Deployment;

    mapping(bytes32 id => bool) public isPreApproved;

    constructor(address escrow_, CollectorType collectorType_, address permit2_) {
        escrow = escrow_;
        collectorType = collectorType_;
        permit2Deployment = permit2_;
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
        address from = info.payer;
        if (collectorType == CollectorType.Refund) {
            require(method == uint8(CollectMethod.OperatorFunds), MethodNotSupported(method));
            from = info.operator;
        } else if (method == uint8(CollectMethod.PreApproval)) {
            bytes32 id = PaymentHash.idOf(info, escrow);
            require(isPreApproved[id], PaymentNotPreApproved(id));
        } else if (method == uint8(CollectMethod.Erc3009)) {
            _receiveWithAuthorization(info, _payloadOf(collectorData));
            IERC20(info.token).safeTransfer(store, amount);
            if (amount < info.maxAmount) IERC20(info.token).safeTransfer(info.payer, info.maxAmount - amount);
            return;
        } else if (method == uint8(CollectMethod.Permit2)) {
            return _collectByPermit2(info, store, amount, _payloadOf(collectorData));
        } else {
            require(method == uint8(CollectMethod.Erc2612), MethodNotSupported(method));
            _agreeByPermit(info, amount, _payloadOf(collectorData));
        }
        IERC20(info.token).safeTransferFrom(from, store, amount);
    }

    /// @dev Always the whole maxAmount, as the payer signed it before the amount was known.
    function _receiveWithAuthorization(PaymentInfo calldata info, bytes calldata signature) private {
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
        (uint8 v, bytes32 r, bytes32 s) = ECDSA.parseCalldata(signature);
        IERC3009(info.token).receiveWithAuthorization(
            info.payer,
            address(this),
            info.maxAmount,
            0,
            info.preApprovalExpiry,
            nonce,
            v,
            r,
            s
        );
    }

    /// @dev Permit2's digest does not name the owner; the witness does, so that wallets of one key cannot be confused.
    function _collectByPermit2(
        PaymentInfo calldata info,
        address store,
        uint256 amount,
        bytes calldata signature
    ) private {
        IPermit2(permit2Deployment).permitWitnessTransferFrom(
            IPermit2.PermitTransferFrom(
                IPermit2.TokenPermissions(info.token, info.maxAmount),
                uint256(PaymentHash.payerAgnosticIdOf(info, escrow)),
                info.preApprovalExpiry
            ),
            IPermit2.SignatureTransferDetails(store, amount),
            info.payer,
            PaymentHash.termsHashOf(info),
            WITNESS_TYPE,
            signature
        );
    }

    /// @dev A permit is public once it is sent: whoever sends it first only gives the allowance that this would give.
    function _agreeByPermit(PaymentInfo calldata info, uint256 amount, bytes calldata payload) private {
        (bytes memory consent, bytes memory permit) = abi.decode(payload, (bytes, bytes));
        _requireConsent(info, consent);
        if (IERC20(info.token).allowance(info.payer, address(this)) < amount) _permit(info, permit);
    }

    /// @dev The bytes of abi.encode(uint8, bytes), as that encoding lays them out: behind method, offset and length.
    function _payloadOf(bytes calldata collectorData) private pure returns (bytes calldata) {
        uint256 length = uint256(bytes32(collectorData[64:96]));
        return collectorData[96:96 + length];
    }

    /// @dev Recovering comes first: an account with code that also has a key, by EIP-7702, may sign by either.
    function _requireConsent(PaymentInfo calldata info, bytes memory signature) private view {
        bytes32 digest = MessageHashUtils.toTypedDataHash(_domainSeparator(), PaymentHash.termsHashOf(info));
        address payer = info.payer;
        (address recovered, , ) = ECDSA.tryRecover(digest, signature);
        if (recovered == payer && payer != address(0)) return;
        require(SignatureChecker.isValidSignatureNow(payer, digest, signature), InvalidSignature(payer));
    }

    /// @dev Made anew each time: a chain that splits changes its id.
    function _domainSeparator() private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
    }

    function _permit(PaymentInfo calldata info, bytes memory signature) private {
        address payer = info.payer;
        uint256 deadline = info.preApprovalExpiry;
        if (signature.length != RSV_LENGTH) {
            IERC2612Bytes(info.token).permit(payer, address(this), info.maxAmount, deadline, signature);
            return;
        }
        (uint8 v, bytes32 r, bytes32 s) = ECDSA.parse(signature);
        IERC20Permit(info.token).permit(payer, address(this), info.maxAmount, deadline, v, r, s);
    }
}
