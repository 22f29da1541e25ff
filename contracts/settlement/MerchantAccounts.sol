// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {ISettlementSplits} from "../interfaces/ISettlementSplits.sol";
import {Bps} from "../libraries/Bps.sol";
import {MerchantConfig, SplitSetting} from "../types/Settlement.sol";
import {Recipients} from "./Recipients.sol";
import {SettlementLedger} from "./SettlementLedger.sol";
import {Signatures} from "./Signatures.sol";

/// @notice Where the money of an account may be paid to, and who may say so.
abstract contract MerchantAccounts is SettlementLedger, EIP712, Nonces {
    bytes32 private constant SET_MANAGED_TYPEHASH = keccak256(
        "SetManaged(address account,bool managed,uint256 nonce,uint256 deadline)"
    );
    uint16 private constant MAX_RESERVE_DELAY_HOURS = 180 * 24;
    uint16 private constant MAX_DEPOSIT_FEE_BPS = 1_000;
    uint8 private constant MANAGED = 1;

    uint40 public immutable changeDelaySeconds;

    Recipients.Accounts internal _accounts;
    mapping(address account => SplitSetting) public splitOf;

    constructor(uint40 changeDelaySeconds_) EIP712("Tallystick Settlement", "1") {
        changeDelaySeconds = changeDelaySeconds_;
    }

    /// @inheritdoc ISettlement
    function setPayoutAddress(address account, address payoutAddress) external {
        _requireOwnerOrManager(account);
        require(payoutAddress != address(this), InvalidRecipient(payoutAddress));
        uint40 effectiveAt = uint40(block.timestamp) + changeDelaySeconds;
        _accounts.configs[account].payoutAddress = payoutAddress;
        _accounts.configs[account].payoutEffectiveAt = effectiveAt;
        emit PayoutAddressSet(account, payoutAddress, effectiveAt);
    }

    /// @inheritdoc ISettlement
    function addRecipient(address account, address recipient) external {
        _requireOwnerOrManager(account);
        require(recipient != address(0) && recipient != address(this), InvalidRecipient(recipient));
        require(_accounts.recipientEffectiveAt[account][recipient] == 0, RecipientAlreadyAdded(account, recipient));
        uint40 effectiveAt = uint40(block.timestamp) + changeDelaySeconds;
        _accounts.recipientEffectiveAt[account][recipient] = effectiveAt;
        emit RecipientSet(account, recipient, effectiveAt);
    }

    /// @inheritdoc ISettlement
    function removeRecipient(address account, address recipient) external {
        _requireOwnerOrManager(account);
        delete _accounts.recipientEffectiveAt[account][recipient];
        emit RecipientSet(account, recipient, 0);
    }

    /// @inheritdoc ISettlementSplits
    function setSplit(address account, bytes32 splitHash) external {
        _requireOwnerOrManager(account);
        uint40 effectiveAt = splitHash == 0 ? 0 : uint40(block.timestamp) + changeDelaySeconds;
        splitOf[account] = SplitSetting(splitHash, effectiveAt);
        emit SplitSet(account, splitHash, effectiveAt);
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
        Signatures.requireValid(account, _hashTypedDataV4(structHash), signature);
        _setManaged(account, managed);
    }

    /// @inheritdoc ISettlement
    function setMerchant(address account, uint16 reserveBps, uint16 reserveDelayHours) external restricted {
        require(reserveBps <= Bps.ONE, BpsOverflow(reserveBps));
        require(
            reserveDelayHours <= MAX_RESERVE_DELAY_HOURS,
            ReserveDelayTooLong(reserveDelayHours, MAX_RESERVE_DELAY_HOURS)
        );
        bool didReserve = _accounts.configs[account].reserveBps != 0;
        if (!didReserve && reserveBps != 0) ++_specials;
        if (didReserve && reserveBps == 0) --_specials;
        _accounts.configs[account].reserveBps = reserveBps;
        _accounts.configs[account].reserveDelayHours = reserveDelayHours;
        emit MerchantSet(account, reserveBps, reserveDelayHours);
    }

    /// @inheritdoc ISettlement
    function setDepositFee(address account, uint16 depositFeeBps) external restricted {
        require(depositFeeBps <= MAX_DEPOSIT_FEE_BPS, DepositFeeTooHigh(depositFeeBps, MAX_DEPOSIT_FEE_BPS));
        _accounts.configs[account].depositFeeBps = depositFeeBps;
        emit DepositFeeSet(account, depositFeeBps);
    }

    /// @inheritdoc ISettlement
    function merchantConfig(address account) external view returns (MerchantConfig memory) {
        return _accounts.configs[account];
    }

    /// @inheritdoc ISettlement
    function recipientEffectiveAt(address account, address recipient) external view returns (uint40) {
        return _accounts.recipientEffectiveAt[account][recipient];
    }

    function _setManaged(address account, bool managed) private {
        uint8 flags = _accounts.configs[account].flags;
        _accounts.configs[account].flags = managed ? flags | MANAGED : flags & ~MANAGED;
        emit ManagedSet(account, managed);
    }

    /// @dev For what the account wished for and somebody else may trigger.
    function _requireOwnerOrRole(address account) internal {
        if (msg.sender != account) _checkCanCall(msg.sender, msg.data);
    }

    /// @dev The role alone is not enough: the account has to be under management.
    function _requireOwnerOrManager(address account) private {
        if (msg.sender == account) return;
        require(_accounts.configs[account].flags & MANAGED != 0, NotManaged(account));
        _checkCanCall(msg.sender, msg.data);
    }
}
