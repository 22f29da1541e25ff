// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPaymentEscrow} from "../interfaces/IPaymentEscrow.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Creditor} from "../types/Settlement.sol";
import {MerchantAccounts} from "./MerchantAccounts.sol";
import {RefundOperators} from "./RefundOperators.sol";

/// @notice Which contracts may credit accounts, and whose refunds may take from them.
abstract contract Creditors is MerchantAccounts {
    mapping(address creditor => Creditor) public creditorOf;
    RefundOperators.Operators internal _operators;

    /// @inheritdoc ISettlement
    function pull(address escrow_, address token) external nonReentrant {
        Creditor kind = creditorOf[escrow_];
        require(kind == Creditor.Escrow || kind == Creditor.RetiredEscrow, NotAnEscrow(escrow_));
        IPaymentEscrow(escrow_).release(token);
    }

    /// @inheritdoc ISettlement
    function addEscrow(address escrow_) external restricted {
        require(address(_escrow) == address(0), EscrowAlreadySet(address(_escrow)));
        require(IPaymentEscrow(escrow_).settlement() == address(this), NotAnEscrow(escrow_));
        _addCreditor(escrow_, Creditor.Escrow, Creditor.RetiredEscrow);
        _escrow = IPaymentEscrow(escrow_);
        RefundOperators.setEscrow(_operators, escrow_, true);
    }

    /// @inheritdoc ISettlement
    function removeEscrow(address escrow_) external restricted {
        require(escrow_ == address(_escrow) && escrow_ != address(0), NotAnEscrow(escrow_));
        delete _escrow;
        _setCreditor(escrow_, Creditor.RetiredEscrow);
        RefundOperators.setEscrow(_operators, escrow_, false);
    }

    /// @inheritdoc ISettlement
    function addFactory(address factory) external restricted {
        _addCreditor(factory, Creditor.Factory, Creditor.None);
    }

    /// @inheritdoc ISettlement
    function removeFactory(address factory) external restricted {
        _requireCreditor(factory, Creditor.Factory);
        _setCreditor(factory, Creditor.None);
    }

    /// @inheritdoc ISettlement
    function addCreditLine(address creditLine) external restricted {
        _addCreditor(creditLine, Creditor.CreditLine, Creditor.RetiredCreditLine);
    }

    /// @inheritdoc ISettlement
    function removeCreditLine(address creditLine) external restricted {
        _requireCreditor(creditLine, Creditor.CreditLine);
        _setCreditor(creditLine, Creditor.RetiredCreditLine);
    }

    /// @inheritdoc ISettlement
    function addRefundOperator(address operator) external restricted {
        RefundOperators.add(_operators, address(_escrow), operator);
    }

    /// @inheritdoc ISettlement
    function removeRefundOperator(address operator) external restricted {
        RefundOperators.remove(_operators, address(_escrow), operator);
    }

    /// @inheritdoc ISettlement
    function isRefundOperator(address operator) external view returns (bool) {
        return RefundOperators.contains(_operators, operator);
    }

    /// @inheritdoc ISettlement
    function escrow() external view returns (address) {
        return address(_escrow);
    }

    function _requireCreditor(address creditor, Creditor kind) internal view {
        require(creditorOf[creditor] == kind, NotACreditor(creditor, creditorOf[creditor]));
    }

    /// @dev One address is one kind of creditor for good, but for its retirement.
    function _addCreditor(address creditor, Creditor kind, Creditor retired) private {
        Creditor current = creditorOf[creditor];
        require(current == Creditor.None || current == retired, AlreadyACreditor(creditor, current));
        _setCreditor(creditor, kind);
    }

    function _setCreditor(address creditor, Creditor kind) private {
        creditorOf[creditor] = kind;
        emit CreditorSet(creditor, kind);
    }
}
