// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICreditLine} from "../interfaces/ICreditLine.sol";
import {CreditMath} from "../libraries/CreditMath.sol";
import {Credit, CreditStatus, Loss} from "../types/Credit.sol";
import {FirstLoss} from "./FirstLoss.sol";

/// @notice What becomes of lines that do not pay, and of lines that paid.
abstract contract Defaults is FirstLoss {
    uint40 public immutable defaultDelaySeconds;

    constructor(uint40 defaultDelaySeconds_) {
        defaultDelaySeconds = defaultDelaySeconds_;
    }

    /// @inheritdoc ICreditLine
    function markLate(bytes32 id) external nonReentrant {
        (Credit memory line, Share memory was) = _load(id);
        require(_lienBps(line) != 0, NothingOwed(id));
        uint256 until = CreditMath.lateFrom(line);
        require(block.timestamp >= until, NotLate(until));
        _moveTo(id, line, CreditStatus.Late);
        _store(id, line, was);
    }

    /// @inheritdoc ICreditLine
    function declareDefault(bytes32 id) external nonReentrant {
        // checks
        (Credit memory line, Share memory was) = _load(id);
        _requirePerforming(id, line.status);
        require(_lienBps(line) != 0, NothingOwed(id));
        uint256 until = CreditMath.lateFrom(line) + defaultDelaySeconds;
        require(block.timestamp >= until, NotDefaultable(until));
        uint256 interest = CreditMath.interestUp(line);
        uint256 loss = line.principal + interest;

        // interaction: before the sums change, see FirstLoss
        uint256 covered = _coverLoss(loss);

        // state, event
        _recordLoss(id, loss - covered, covered);
        _moveTo(id, line, CreditStatus.Defaulted);
        _store(id, line, was);
        emit DefaultDeclared(id, line.principal, interest, covered);

        // interaction
        _pool.returnFunds(covered, 0, loss - covered, false);
    }

    /// @inheritdoc ICreditLine
    function writeOff(bytes32 id) external restricted nonReentrant {
        (Credit memory line, Share memory was) = _load(id);
        emit CreditWrittenOff(id, line.principal, CreditMath.interestUp(line));
        _moveTo(id, line, CreditStatus.WrittenOff);
        (line.principal, line.interestScaled) = (0, 0);
        _advanceSchedule(id, line, 0);
        _store(id, line, was);
        _updateLien(id, line);
    }

    /// @inheritdoc ICreditLine
    function waive(bytes32 id, uint256 amount) external restricted nonReentrant {
        // checks
        require(amount != 0, ZeroAmount());
        (Credit memory line, Share memory was) = _load(id);
        uint256 debt = CreditMath.debtUp(line);
        require(amount <= debt, ExceedsDebt(amount, debt));
        bool isLoss = line.status != CreditStatus.Defaulted;

        // interaction: before the sums change, see FirstLoss
        uint256 covered = isLoss ? _coverLoss(amount) : 0;

        // state, event
        CreditMath.reduce(line, amount);
        _advanceSchedule(id, line, 0);
        _store(id, line, was);
        emit CreditWaived(id, amount, covered, line.principal, line.interestScaled);

        // interaction
        if (isLoss) _pool.returnFunds(covered, 0, amount - covered, false);
        if (_lienBps(line) == 0) _updateLien(id, line);
    }

    /// @inheritdoc ICreditLine
    function close(bytes32 id) external nonReentrant {
        if (msg.sender != _borrowerOf(id)) _checkCanCall(msg.sender, msg.data);
        (Credit memory line, Share memory was) = _load(id);
        uint256 owed = CreditMath.debtUp(line);
        if (line.status == CreditStatus.WrittenOff) {
            Loss memory loss = lossOf(id);
            owed = uint256(loss.pool) + loss.reserve;
        }
        require(owed == 0, DebtOutstanding(id, owed));
        _moveTo(id, line, CreditStatus.Closed);
        _store(id, line, was);
    }
}
