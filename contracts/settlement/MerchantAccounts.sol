// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Bps} from "../libraries/Bps.sol";
import {MerchantConfig} from "../types/Settlement.sol";
import {SettlementLedger} from "./SettlementLedger.sol";

/// @notice Where the money of an account may be paid to, and who may say so.
abstract contract MerchantAccounts is SettlementLedger, EIP712, Nonces {
    bytes32 private constant SET_MANAGED_TYPEHASH = keccak256(
        "SetManaged(address account,bool managed,uint256 nonce,uint256 deadline)"
    );
    uint16 private constant MAX_RESERVE_DELAY_HOURS = 180 * 24;
    uint8 private constant MANAGED = 1;

    uint40 public immutable changeDelaySeconds;

    mapping(address account => MerchantConfig) internal _configs;
    mapping(address account => mapping(address recipient => uint40)) public recipientEffectiveAt;

    constructor(uint40 changeDelaySeconds_) EIP712("Tallystick Settlement", "1") {
        changeDelaySeconds = changeDelaySeconds_;
    }

    /// @inheritdoc ISettlement
    function setPayoutAddress(address account, address payoutAddress) external {
        _requireOwnerOrManager(account);
        require(payoutAddress != address(this), InvalidRecipient(payoutAddress));
        uint40 effectiveAt = uint40(block.timestamp) + changeDelaySeconds;
        _configs[account].payoutAddress = payoutAddress;
        _configs[account].payoutEffectiveAt = effectiveAt;
        emit PayoutAddressSet(account, payoutAddress, effectiveAt);
    }

    /// @inheritdoc ISettlement
    function addRecipient(address account, address recipient) external {
        _requireOwnerOrManager(account);
        require(recipient != address(0) && recipient != address(this), InvalidRecipient(recipient));
        require(recipientEffectiveAt[account][recipient] == 0, RecipientAlreadyAdded(account, recipient));
        uint40 effectiveAt = uint40(block.timestamp) + changeDelaySeconds;
        recipientEffectiveAt[account][recipient] = effectiveAt;
        emit RecipientSet(account, recipient, effectiveAt);
    }

    /// @inheritdoc ISettlement
    function removeRecipient(address account, address recipient) external {
        _requireOwnerOrManager(account);
        delete recipientEffectiveAt[account][recipient];
        emit RecipientSet(account, recipient, 0);
    }

    /// @inheritdoc ISettlement
    function setManaged(bool managed) external {
        _setManaged(msg.sender, managed);
    }

    /// @inheritdoc ISettlement
    function setManagedBySig(address account, bool managed, uint256 deadline, bytes calldata signature) external {
        require(block.timestamp <= deadline, SignatureExpired(deadline));
        bytes32 structHash = keccak256(
            abi.encode(SET_MANAGED_TYPEHASH, account, managed, _useNonce(account), deadline)
        );
        require(
            SignatureChecker.isValidSignatureNowCalldata(account, _hashTypedDataV4(structHash), signature),
            InvalidSignature(account)
        );
        _setManaged(account, managed);
    }

    /// @inheritdoc ISettlement
    function setMerchant(address account, uint16 reserveBps, uint16 reserveDelayHours) external restricted {
        require(reserveBps <= Bps.ONE, BpsOverflow(reserveBps));
        require(
            reserveDelayHours <= MAX_RESERVE_DELAY_HOURS,
            ReserveDelayTooLong(reserveDelayHours, MAX_RESERVE_DELAY_HOURS)
        );
        bool didReserve = _configs[account].reserveBps != 0;
        if (!didReserve && reserveBps != 0) ++_reservingAccounts;
        if (didReserve && reserveBps == 0) --_reservingAccounts;
        _configs[account].reserveBps = reserveBps;
        _configs[account].reserveDelayHours = reserveDelayHours;
        emit MerchantSet(account, reserveBps, reserveDelayHours);
    }

    /// @inheritdoc ISettlement
    function merchantConfig(address account) external view returns (MerchantConfig memory) {
        return _configs[account];
    }

    /// @dev Why payouts of this account cannot go to `to`; empty when they can.
    function _recipientRefusal(address account, address to) internal view returns (bytes memory refusal) {
        uint40 recipientAt = recipientEffectiveAt[account][to];
        if (recipientAt != 0 && block.timestamp >= recipientAt) return refusal;
        MerchantConfig memory config = _configs[account];
        if (to == (config.payoutAddress == address(0) ? account : config.payoutAddress)) {
            if (block.timestamp >= config.payoutEffectiveAt) return refusal;
            return abi.encodeWithSelector(PayoutAddressPending.selector, config.payoutEffectiveAt);
        }
        if (recipientAt != 0) return abi.encodeWithSelector(RecipientPending.selector, account, to, recipientAt);
        return abi.encodeWithSelector(RecipientNotAllowed.selector, account, to);
    }

    function _setManaged(address account, bool managed) private {
        uint8 flags = _configs[account].flags;
        _configs[account].flags = managed ? flags | MANAGED : flags & ~MANAGED;
        emit ManagedSet(account, managed);
    }

    /// @dev The role alone is not enough: the account has to be under management.
    function _requireOwnerOrManager(address account) private {
        if (msg.sender == account) return;
        require(_configs[account].flags & MANAGED != 0, NotManaged(account));
        _checkCanCall(msg.sender, msg.data);
    }
}
