// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CreditLine} from "../../../../contracts/credit/CreditLine.sol";
import {PledgeBook} from "../../../../contracts/credit/PledgeBook.sol";
import {PaymentEscrow} from "../../../../contracts/escrow/PaymentEscrow.sol";
import {ReentrantToken} from "../../../../contracts/mocks/ReentrantToken.sol";
import {Settlement} from "../../../../contracts/settlement/Settlement.sol";
import {Credit, CreditStatus, Loss} from "../../../../contracts/types/Credit.sol";
import {CreditPool} from "../../../../contracts/vault/CreditPool.sol";
import {CreditWorld} from "./CreditWorld.sol";

/// @notice Looks at every borrower's line before and after a verb, and counts the promises that it broke.
abstract contract CreditWatch {
    /// @dev What a verb may do to lines.
    enum Power {
        /// Anyone's: worsens a status or nothing.
        Upkeep,
        Open,
        Draw,
        /// Lowers a debt.
        Pay,
        /// A role's or the borrower's decision.
        Decide
    }

    struct Seen {
        bytes32 id;
        uint256 debt;
        CreditStatus status;
        /// @dev From this second on anyone may call it late, a token's call-back in the middle of a verb included.
        uint256 lateFrom;
    }

    uint256 internal constant ACTORS = 3;

    CreditWorld internal world;
    CreditLine internal line;
    CreditPool internal pool;
    Settlement internal settlement;
    PaymentEscrow internal escrow;
    PledgeBook internal book;
    ReentrantToken internal token;

    mapping(string verb => uint256) public calls;
    /// @notice How often a numbered promise was broken.
    mapping(string rule => uint256) public broken;

    constructor(CreditWorld world_) {
        world = world_;
        line = world_.line();
        pool = world_.pool();
        settlement = world_.settlement();
        escrow = world_.escrow();
        book = world_.book();
        token = world_.token();
    }

    modifier watched(Power power) {
        Seen[ACTORS] memory before = _look();
        _;
        _compare(before, power);
    }

    function _look() internal view returns (Seen[ACTORS] memory seen) {
        for (uint256 i = 0; i < ACTORS; ++i) {
            bytes32 id = _lineOf(i);
            Credit memory credit = line.creditOf(id);
            seen[i] = Seen(id, line.debtOf(id), credit.status, uint256(credit.dueAt) + credit.gracePeriod);
        }
    }

    /// @dev C1, C3 and C4 of the lines that were there before. No time passes during a verb.
    function _compare(Seen[ACTORS] memory before, Power power) private {
        for (uint256 i = 0; i < ACTORS; ++i) {
            (bytes32 id, uint256 debt) = (before[i].id, line.debtOf(before[i].id));
            CreditStatus status = line.creditOf(id).status;
            _expect(debt <= before[i].debt || power == Power.Draw, "C1");
            if (debt < before[i].debt) {
                _expect(power == Power.Pay || power == Power.Decide, power == Power.Upkeep ? "C4" : "C1");
            }
            _expect(status >= before[i].status, power == Power.Upkeep ? "C4" : "C3");
            if (status != before[i].status) {
                _expect(status != CreditStatus.Active, "C3");
                bool isUpkeep = status == CreditStatus.Late && block.timestamp >= before[i].lateFrom;
                _expect(isUpkeep || (power != Power.Pay && power != Power.Draw), "C4");
            }
            if (power != Power.Open) _expect(_lineOf(i) == id, "C3");
        }
    }

    /// @dev C9: what comes back makes good the pool's loss first, then the reserve's.
    function _expectLossOrder(bytes32 id, Loss memory was, uint256 paid) internal {
        Loss memory loss = line.lossOf(id);
        uint256 toPool = _min(paid, was.pool);
        uint256 toReserve = _min(paid - toPool, was.reserve);
        _expect(loss.pool == was.pool - toPool && loss.reserve == was.reserve - toReserve, "C9");
    }

    function _expect(bool holds, string memory rule) internal {
        if (!holds) broken[rule]++;
    }

    function _lineOf(uint256 actor) internal view returns (bytes32) {
        return line.lineOf(world.borrowers(actor % ACTORS));
    }

    /// @dev The first borrower from this one on who owes, so that few calls find nothing to do.
    function _owing(uint256 actor) internal view returns (uint256) {
        for (uint256 i = 0; i < ACTORS; ++i)
            if (line.debtOf(_lineOf((actor % ACTORS) + i)) != 0) return (actor % ACTORS) + i;
        return actor;
    }

    /// @dev The first line from this borrower's on that has the status.
    function _lineWith(uint256 actor, CreditStatus status) internal view returns (bytes32) {
        for (uint256 i = 0; i < ACTORS; ++i) {
            bytes32 id = _lineOf((actor % ACTORS) + i);
            if (_statusOf(id) == status) return id;
        }
        return _lineOf(actor);
    }

    function _statusOf(bytes32 id) internal view returns (CreditStatus) {
        return line.creditOf(id).status;
    }

    function _balanceOf(address account) internal view returns (uint256 available) {
        (available, ) = settlement.balanceOf(account, address(token));
    }

    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (value % (high - low + 1));
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }
}
