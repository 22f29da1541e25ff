// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ICreditLine} from "../interfaces/ICreditLine.sol";
import {Loss} from "../types/Credit.sol";
import {CreditLedger} from "./CreditLedger.sol";

/// @notice The reserve that bears losses before the lenders, and what either may still recover (C9).
/// @dev Money moves before the sums change, so that nobody who is called by a token sees the pool worth less than it is.
abstract contract FirstLoss is CreditLedger {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    struct Reserve {
        uint128 held;
        /// Its part of recoveries that went to the pool's Settlement account.
        uint128 claimable;
    }

    Reserve private _reserve;
    mapping(bytes32 id => Loss) private _losses;

    /// @inheritdoc ICreditLine
    function fundReserve(uint256 amount) external nonReentrant {
        require(amount != 0, ZeroAmount());
        _receive(address(this), amount);
        _addReserve(amount);
    }

    /// @inheritdoc ICreditLine
    function withdrawReserve(uint256 amount, address to) external restricted nonReentrant {
        require(amount != 0, ZeroAmount());
        uint256 free = _impaired.latePrincipal == 0 ? _reserve.held : 0;
        require(amount <= free, ReserveNotFree(free, amount));
        _lowerReserve(amount);
        IERC20(asset).safeTransfer(to, amount);
    }

    /// @inheritdoc ICreditLine
    function claimReserve() external nonReentrant returns (uint256 amount) {
        amount = _reserve.claimable;
        require(amount != 0, ZeroAmount());
        _reserve.claimable = 0;
        _addReserve(amount);
        _addUncollected(amount);
        _pool.fundDraw(amount, address(this));
    }

    /// @inheritdoc ICreditLine
    function reserve() external view returns (uint128 held, uint128 claimable) {
        return (_reserve.held, _reserve.claimable);
    }

    /// @inheritdoc ICreditLine
    function lossOf(bytes32 id) public view returns (Loss memory) {
        return _losses[id];
    }

    /// @dev Pays the pool what the reserve can of a loss; the caller books the loss right after.
    function _coverLoss(uint256 loss) internal returns (uint256 covered) {
        covered = Math.min(_reserve.held, loss);
        if (covered == 0) return 0;
        IERC20(asset).safeTransfer(address(_pool), covered);
        _lowerReserve(covered);
    }

    function _recordLoss(bytes32 id, uint256 poolLoss, uint256 reserveLoss) internal {
        _losses[id] = Loss(poolLoss.toUint128(), reserveLoss.toUint128());
    }

    /// @dev The pool's loss is made good first.
    function _lowerLoss(bytes32 id, uint256 toPool, uint256 toReserve) internal {
        if (toPool + toReserve == 0) return;
        Loss memory loss = _losses[id];
        loss = Loss(loss.pool - uint128(toPool), loss.reserve - uint128(toReserve));
        _losses[id] = loss;
        emit LossRecovered(id, toPool, toReserve, loss.pool, loss.reserve);
    }

    function _addReserve(uint256 amount) internal {
        if (amount == 0) return;
        _reserve.held += amount.toUint128();
        emit ReserveChanged(amount.toInt256(), _reserve.held);
    }

    function _addReserveClaim(uint256 amount) internal {
        if (amount != 0) _reserve.claimable += amount.toUint128();
    }

    /// @dev Takes exactly `amount` from the caller, whose money it is.
    function _receive(address to, uint256 amount) internal {
        if (amount == 0) return;
        uint256 before = IERC20(asset).balanceOf(to);
        IERC20(asset).safeTransferFrom(msg.sender, to, amount);
        uint256 received = IERC20(asset).balanceOf(to) - before;
        require(received == amount, InexactTransfer(asset, amount, received));
    }

    function _lowerReserve(uint256 amount) private {
        _reserve.held -= uint128(amount);
        emit ReserveChanged(-amount.toInt256(), _reserve.held);
    }
}
