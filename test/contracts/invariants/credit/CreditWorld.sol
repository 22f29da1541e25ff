// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {CreditLine} from "../../../../contracts/credit/CreditLine.sol";
import {CreditPolicy} from "../../../../contracts/credit/CreditPolicy.sol";
import {PledgeBook} from "../../../../contracts/credit/PledgeBook.sol";
import {PaymentCollector} from "../../../../contracts/escrow/collectors/PaymentCollector.sol";
import {PaymentEscrow} from "../../../../contracts/escrow/PaymentEscrow.sol";
import {CollectorType} from "../../../../contracts/interfaces/IPaymentCollector.sol";
import {ReentrantToken} from "../../../../contracts/mocks/ReentrantToken.sol";
import {SwitchGate} from "../../../../contracts/mocks/SwitchGate.sol";
import {Settlement} from "../../../../contracts/settlement/Settlement.sol";
import {CreditLimits} from "../../../../contracts/types/Credit.sol";
import {CreditPool} from "../../../../contracts/vault/CreditPool.sol";
import {vm} from "../Vm.sol";

/// @notice Escrow, Settlement, a funded credit pool and its credit line, over a token that calls back; and a register
/// of the lines and holds that the handlers made.
/// @dev A contract of its own, so that the handlers stay small enough to be recognised and fuzzed.
contract CreditWorld {
    uint256 public constant ACTORS = 3;
    uint256 public constant PAYERS = 6;
    uint256 public constant UNDERWRITER_KEY = 0xA11CE;
    uint256 public constant POOL_ASSETS = 1e24;
    uint256 public constant MAX_LIMIT = 1e20;
    uint40 public constant DEFAULT_DELAY = 30 days;
    address public constant TREASURY = address(0x7EA);
    address public constant LENDER = address(0x1E4D);

    AccessManager private _manager;
    ReentrantToken public token;
    SwitchGate public gate;
    Settlement public settlement;
    PaymentEscrow public escrow;
    PaymentCollector public collector;
    CreditPool public pool;
    CreditPolicy public policy;
    CreditLine public line;
    PledgeBook public book;

    /// @dev The third borrower draws against holds.
    address[ACTORS] public borrowers = [address(0xB1), address(0xB2), address(0xB3)];
    bytes32[] public lines;
    bytes32[] private _holds;

    constructor() {
        vm.warp(1_800_000_000);
        _manager = new AccessManager(address(this));
        settlement = new Settlement(address(_manager), 1 hours);
        escrow = new PaymentEscrow(address(_manager), address(settlement));
        collector = new PaymentCollector(address(escrow), CollectorType.Payment, address(0));
        settlement.addEscrow(address(escrow));
        escrow.addCollector(address(collector));

        token = new ReentrantToken();
        gate = new SwitchGate();
        pool = new CreditPool(address(_manager), address(token), address(settlement), TREASURY, "Credit pool", "POOL");
        policy = new CreditPolicy(address(_manager));
        line = new CreditLine(address(_manager), address(settlement), address(pool), address(policy), DEFAULT_DELAY);
        book = PledgeBook(line.pledgeBook());
        _wire();
        for (uint256 i = 0; i < PAYERS; ++i) _fund(payer(i), address(collector));
        _fund(LENDER, address(pool));
        vm.prank(LENDER);
        pool.deposit(POOL_ASSETS, LENDER);
    }

    /// @notice Gives a handler every role, money, and the right to operate payments that are pledged.
    function join(address handler) external {
        _manager.grantRole(0, handler, 0);
        policy.addPledgeOperator(handler);
        _fund(handler, address(line));
    }

    function addLine(bytes32 id) external {
        lines.push(id);
    }

    function addHold(bytes32 paymentId) external {
        _holds.push(paymentId);
    }

    function linesCount() external view returns (uint256) {
        return lines.length;
    }

    function holds() external view returns (bytes32[] memory) {
        return _holds;
    }

    function payer(uint256 index) public pure returns (address) {
        return address(uint160(0xA00 + index));
    }

    function _wire() private {
        pool.setCreditLine(address(line));
        settlement.addCreditLine(address(line));
        line.setGate(address(gate));
        policy.addUnderwriter(vm.addr(UNDERWRITER_KEY));
        uint128 most = uint128(MAX_LIMIT);
        line.setLimits(CreditLimits(2 * most, most, most, most));
    }

    function _fund(address account, address spender) private {
        token.mint(account, 1e30);
        vm.prank(account);
        token.approve(spender, type(uint256).max);
    }
}
