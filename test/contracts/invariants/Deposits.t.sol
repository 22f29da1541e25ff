// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Deposit} from "../../../contracts/types/Deposit.sol";
import {DepositHandler} from "./DepositHandler.sol";
import {play} from "./Vm.sol";

/// @notice What deposit addresses promise, after any sequence of calls.
contract DepositInvariants {
    DepositHandler private _handler;

    function setUp() public {
        _handler = new DepositHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_D1_addressesAreThePredictedClones() external view {
        for (uint256 i = 0; i < _handler.DEPOSITS(); ++i) {
            address source = _handler.addressAt(i);
            assert(source == _predicted(_handler.depositAt(i)));
            assert(source.code.length == 0 || keccak256(source.code) == keccak256(_runtime()));
        }
    }

    function invariant_D1_moneyWaitsOrIsCreditedOrReturned() external view {
        for (uint256 i = 0; i < _handler.DEPOSITS(); ++i) {
            for (uint256 t = 0; t <= _handler.TOKENS(); ++t) {
                uint256 gone = _handler.swept(i, t) + _handler.returned(i, t);
                assert(_handler.waiting(i, t) + gone == _handler.paid(i, t));
            }
        }
        for (uint256 r = 0; r < 2; ++r) {
            address refundTo = _handler.REFUNDS(r);
            for (uint256 t = 0; t < _handler.TOKENS(); ++t) {
                assert(IERC20(_handler.tokens(t)).balanceOf(refundTo) == _handler.refunded(refundTo, t));
            }
            assert(refundTo.balance == _handler.refunded(refundTo, _handler.TOKENS()));
        }
        assert(_handler.strangersMoved() + _handler.wrongReturns() + _handler.wrongSweeps() == 0);
    }

    function invariant_D1_factoryHoldsNothingOfAnybody() external view {
        for (uint256 t = 0; t < _handler.TOKENS(); ++t) {
            assert(IERC20(_handler.tokens(t)).balanceOf(address(_handler.factory())) == _handler.stray(t));
        }
        assert(address(_handler.factory()).balance == 0);
    }

    function invariant_D2_creditedIsWhatArrived() external view {
        for (uint256 t = 0; t < _handler.TOKENS(); ++t) {
            address token = _handler.tokens(t);
            uint256 sum = _handler.credited(_handler.TREASURY(), t);
            (uint128 fees, uint128 none) = _handler.settlement().balanceOf(_handler.TREASURY(), token);
            assert(fees == sum && none == 0);
            for (uint256 a = 0; a < 3; ++a) sum += _checkAccount(_handler.ACCOUNTS(a), t);
            assert(_handler.settlement().totalLiabilities(token) == sum);
            assert(IERC20(token).balanceOf(address(_handler.settlement())) == sum + _handler.donated(t));
        }
    }

    function invariant_D2_sweepingAgainChangesNothing() external view {
        assert(_handler.changedAgain() == 0);
    }

    function _checkAccount(address account, uint256 t) private view returns (uint256 credited) {
        address token = _handler.tokens(t);
        credited = _handler.credited(account, t);
        (uint128 available, uint128 reserved) = _handler.settlement().balanceOf(account, token);
        assert(uint256(available) + reserved == credited);
        assert(_handler.settlement().quarantined(account, token) == _handler.quarantined(account, t));
    }

    /// @dev CREATE2 of an ERC-1167 clone, by its definition.
    function _predicted(Deposit memory item) private view returns (address) {
        bytes32 salt = keccak256(abi.encode(item.account, item.ref, item.refundTo));
        bytes32 code = keccak256(bytes.concat(hex"3d602d80600a3d3981f3", _runtime()));
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), address(_handler.factory()), salt, code));
        return address(uint160(uint256(hash)));
    }

    function _runtime() private view returns (bytes memory) {
        address implementation = _handler.factory().implementation();
        return abi.encodePacked(hex"363d3d373d3d3d363d73", implementation, hex"5af43d82803e903d91602b57fd5bf3");
    }
}

/// @notice The invariants prove nothing about a verb that the handler never reaches.
contract DepositReach {
    uint256 private constant CALLS = 1_500;
    uint256 private constant ENOUGH = 10;

    error TooFewCalls(string verb, uint256 calls);

    /// @dev 65 units of native coin and 65 of the wrapped coin are one sweep of 130, which owes a fee of 77 / 10,000: 1.
    function test_D2_nativeAndWrappedCoinAreOneSweep() external {
        DepositHandler handler = new DepositHandler();
        handler.payNative(5, 64);
        handler.pay(17, 64);
        handler.sweepBatch(1 << 5, 12);
        address token = handler.tokens(2);
        (uint128 fees, ) = handler.settlement().balanceOf(handler.TREASURY(), token);
        (uint128 available, ) = handler.settlement().balanceOf(handler.ACCOUNTS(2), token);
        assert(fees == 1 && available == 129);
        assert(handler.credited(handler.TREASURY(), 2) == 1 && handler.credited(handler.ACCOUNTS(2), 2) == 129);
    }

    function test_handlerReachesEveryVerb() external {
        DepositHandler handler = new DepositHandler();
        bytes4[10] memory verbs = [
            handler.pay.selector,
            handler.payNative.selector,
            handler.sweep.selector,
            handler.sweepBatch.selector,
            handler.sweepAgain.selector,
            handler.returnDeposit.selector,
            handler.hold.selector,
            handler.judge.selector,
            handler.donate.selector,
            handler.attack.selector
        ];
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 random = uint256(keccak256(abi.encode("deposits", i)));
            bytes4 verb = i % 20 == 0 ? handler.switchGate.selector : verbs[random % verbs.length];
            uint256 first = random >> 32;
            uint256 second = random >> 64;
            if (verb == handler.hold.selector) second %= 2;
            if (verb == handler.switchGate.selector) first = i % 40 == 0 ? 0 : 1;
            play(address(handler), abi.encodePacked(verb, first, second));
        }
        string[12] memory names = [
            "pay",
            "payNative",
            "sweep",
            "sweepBatch",
            "sweepAgain",
            "returnDeposit",
            "returnNothing",
            "hold",
            "judge",
            "switchGate",
            "donate",
            "attack"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            require(handler.calls(names[i]) >= ENOUGH, TooFewCalls(names[i], handler.calls(names[i])));
        }
        require(handler.heldSweeps() >= ENOUGH, TooFewCalls("held", handler.heldSweeps()));
        require(handler.clearSweeps() >= ENOUGH, TooFewCalls("clear", handler.clearSweeps()));
        require(handler.quarantinedSweeps() >= ENOUGH, TooFewCalls("quarantined", handler.quarantinedSweeps()));
        assert(handler.wrongSweeps() + handler.changedAgain() + handler.strangersMoved() == 0);
    }
}

/// @notice One address and one sweep, of any account, reference and amount.
contract DepositFuzz {
    DepositHandler private _handler = new DepositHandler();

    function testFuzz_D1_addressesDifferInEveryPart(
        address account,
        bytes32 ref,
        address refundTo,
        uint8 part
    ) external {
        if (refundTo == address(0)) refundTo = address(1);
        address first = _handler.factory().addressOf(account, ref, refundTo);
        part %= 3;
        if (part == 0) account = address(uint160(account) ^ 1);
        if (part == 1) ref = bytes32(uint256(ref) ^ 1);
        if (part == 2) refundTo = address(uint160(refundTo) ^ 0x100);
        assert(refundTo == address(0) || _handler.factory().addressOf(account, ref, refundTo) != first);
    }

    function testFuzz_D2_creditsWhatArrived(uint256 seed, uint256 amount, uint256 mask) external {
        for (uint256 i = 0; i < 12; ++i) _handler.pay(uint256(keccak256(abi.encode(seed, i))), amount / (i + 1));
        _handler.sweepBatch(mask, 15);
        for (uint256 t = 0; t < _handler.TOKENS(); ++t) {
            address token = _handler.tokens(t);
            uint256 liabilities = _handler.settlement().totalLiabilities(token);
            assert(IERC20(token).balanceOf(address(_handler.settlement())) == liabilities);
        }
        assert(_handler.wrongSweeps() == 0);
    }
}
