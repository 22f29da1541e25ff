// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {PaymentCollector} from "../../../contracts/escrow/collectors/PaymentCollector.sol";
import {PaymentEscrow} from "../../../contracts/escrow/PaymentEscrow.sol";
import {CollectMethod, CollectorType} from "../../../contracts/interfaces/IPaymentCollector.sol";
import {DenyListToken, Refusal} from "../../../contracts/mocks/DenyListToken.sol";
import {Settlement} from "../../../contracts/settlement/Settlement.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {PayerSignatures} from "./PayerSignatures.sol";
import {vm} from "./Vm.sol";

/// @notice The whole suite with two tokens, three payers and three merchants; this contract operates every payment
/// and holds every role.
abstract contract World {
    uint256 internal constant ACTORS = 3;
    uint256 internal constant START_BALANCE = 1e30;
    uint120 internal constant MAX_AMOUNT = 1e24;
    uint16 internal constant MIN_FEE_BPS = 10;
    uint16 internal constant MAX_FEE_BPS = 500;
    uint16 internal constant RESERVE_BPS = 1_000;
    uint16 internal constant RESERVE_DELAY_HOURS = 48;
    uint40 internal constant CHANGE_DELAY = 1 hours;
    uint208 internal constant OUTFLOW_CAPACITY = 5e23;
    uint48 internal constant OUTFLOW_WINDOW = 1 days;

    PaymentEscrow public immutable escrow;
    Settlement public immutable settlement;
    PaymentCollector public immutable collector;
    PaymentCollector public immutable refundCollector;
    address public immutable permit2;

    DenyListToken[2] public tokens;
    address[ACTORS] public payers;
    /// @dev The first keeps nothing back, the second has a rolling reserve, the third is a contract that takes calls
    /// of nobody.
    address[ACTORS] public merchants;
    address public constant FEE_RECEIVER = address(0xFEE);
    address public constant OUTSIDER = address(0xBAD);

    bytes internal preApproval = abi.encode(uint8(CollectMethod.PreApproval), bytes(""));
    bytes internal operatorFunds = abi.encode(uint8(CollectMethod.OperatorFunds), bytes(""));

    constructor() {
        vm.warp(1_800_000_000);
        AccessManager manager = new AccessManager(address(this));
        settlement = new Settlement(address(manager), CHANGE_DELAY);
        escrow = new PaymentEscrow(address(manager), address(settlement));
        permit2 = PayerSignatures.deployPermit2();
        collector = new PaymentCollector(address(escrow), CollectorType.Payment, permit2);
        refundCollector = new PaymentCollector(address(escrow), CollectorType.Refund, permit2);
        settlement.addEscrow(address(escrow));
        settlement.addRefundOperator(address(this));
        escrow.addCollector(address(collector));
        escrow.addCollector(address(refundCollector));

        for (uint256 i = 0; i < ACTORS; ++i) payers[i] = vm.addr(_keyOf(i));
        merchants = [address(0xB1), address(0xB2), address(manager)];
        settlement.setMerchant(merchants[1], RESERVE_BPS, RESERVE_DELAY_HOURS);
        for (uint256 t = 0; t < tokens.length; ++t) _openToken(t);
    }

    function _openToken(uint256 t) private {
        DenyListToken token = new DenyListToken();
        tokens[t] = token;
        settlement.setOutflowLimit(address(token), OUTFLOW_CAPACITY, OUTFLOW_WINDOW);
        for (uint256 i = 0; i < ACTORS; ++i) {
            token.mint(payers[i], START_BALANCE);
            vm.prank(payers[i]);
            token.approve(address(collector), type(uint256).max);
            vm.prank(payers[i]);
            token.approve(permit2, type(uint256).max);
        }
        token.mint(address(this), START_BALANCE);
        token.approve(address(refundCollector), type(uint256).max);
        token.approve(address(settlement), type(uint256).max);
    }

    function _terms(uint256 seed, uint256 salt) internal view returns (PaymentInfo memory info) {
        info.operator = address(this);
        info.payer = payers[seed % ACTORS];
        info.receiver = merchants[(seed / ACTORS) % ACTORS];
        info.token = address(tokens[(seed / 9) % tokens.length]);
        info.maxAmount = MAX_AMOUNT;
        info.preApprovalExpiry = uint48(block.timestamp + 1 hours);
        info.authorizationExpiry = uint48(block.timestamp + 1 hours + (seed % 24 hours));
        info.refundExpiry = uint48(block.timestamp + 7 days);
        info.minFeeBps = MIN_FEE_BPS;
        info.maxFeeBps = MAX_FEE_BPS;
        info.feeReceiver = seed % 2 == 0 ? FEE_RECEIVER : address(0);
        info.salt = salt;
    }

    /// @dev The private key of a payer.
    function _keyOf(uint256 index) internal pure returns (uint256) {
        return 0xA1 + (index % ACTORS);
    }

    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (value % (high - low + 1));
    }

    function _isDenied(address account, address token) internal view returns (bool) {
        return DenyListToken(token).refusalOf(account) != Refusal.None;
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function _owed(address token) internal view returns (uint256) {
        (, uint128 owed) = escrow.totals(token);
        return owed;
    }
}
