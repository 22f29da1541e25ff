// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ComplianceGate} from "../../../contracts/compliance/ComplianceGate.sol";
import {DepositAddress} from "../../../contracts/deposits/DepositAddress.sol";
import {DepositFactory} from "../../../contracts/deposits/DepositFactory.sol";
import {FeeOnTransferToken} from "../../../contracts/mocks/FeeOnTransferToken.sol";
import {PlainToken} from "../../../contracts/mocks/PlainToken.sol";
import {WrappedCoin} from "../../../contracts/mocks/WrappedCoin.sol";
import {Settlement} from "../../../contracts/settlement/Settlement.sol";
import {Verb} from "../../../contracts/types/Compliance.sol";
import {Deposit} from "../../../contracts/types/Deposit.sol";
import {DepositModel} from "./DepositModel.sol";
import {discardIf} from "./Vm.sol";

/// @notice The cheat code these tests use besides.
interface IVmDeal {
    function deal(address account, uint256 amount) external;
}

IVmDeal constant vmDeal = IVmDeal(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @notice Six addresses of three accounts before a real Settlement and gate; this contract holds every role.
/// Account 1 keeps a rolling reserve, account 2 pays a deposit fee.
contract DepositHandler is DepositModel {
    uint256 private constant MOST = 1e24;
    uint48 private constant NEVER = type(uint48).max;

    ComplianceGate public immutable gate;
    mapping(string verb => uint256) public calls;
    /// @notice Promises that a verb broke.
    uint256 public changedAgain;
    uint256 public strangersMoved;
    uint256 public wrongReturns;

    constructor() {
        AccessManager manager = new AccessManager(address(this));
        settlement = new Settlement(address(manager), 0);
        coin = new WrappedCoin();
        factory = new DepositFactory(address(manager), address(settlement), address(coin));
        settlement.addFactory(address(factory));
        settlement.setTreasury(TREASURY);
        settlement.setMerchant(ACCOUNTS[1], 1_000, 48);
        settlement.setDepositFee(ACCOUNTS[2], FEE_BPS);
        gate = new ComplianceGate(address(manager));
        factory.setGate(address(gate));
        isGated = true;
        tokens = [address(new PlainToken(18)), address(new FeeOnTransferToken()), address(coin)];
        vmDeal.deal(address(this), type(uint128).max);
    }

    receive() external payable {}

    function pay(uint256 seed, uint256 amount) external {
        uint256 i = seed % DEPOSITS;
        uint256 t = (seed / DEPOSITS) % TOKENS;
        calls["pay"]++;
        amount = _bound(amount, 1, MOST);
        _mint(t, addressAt(i), amount);
        paid[i][t] += amount;
    }

    function payNative(uint256 seed, uint256 amount) external {
        uint256 i = seed % DEPOSITS;
        calls["payNative"]++;
        amount = _bound(amount, 1, MOST);
        Address.sendValue(payable(addressAt(i)), amount);
        paid[i][NATIVE] += amount;
    }

    function sweep(uint256 seed, uint256 tokenMask) external {
        uint256 i = seed % DEPOSITS;
        calls["sweep"]++;
        address[] memory chosen = _chosen(tokenMask);
        _expect(i, tokenMask);
        Deposit memory item = depositAt(i);
        factory.sweep(item.account, item.ref, item.refundTo, chosen);
        _checkAll();
    }

    /// @dev Some addresses are named twice.
    function sweepBatch(uint256 mask, uint256 tokenMask) external {
        calls["sweepBatch"]++;
        _sweepBatch(mask, tokenMask);
    }

    function sweepAgain(uint256 mask, uint256 tokenMask) external {
        calls["sweepAgain"]++;
        _sweepBatch(mask, tokenMask);
        bytes32 before = _fingerprint();
        _sweepBatch(mask, tokenMask);
        if (_fingerprint() != before) changedAgain++;
    }

    function returnDeposit(uint256 seed) external {
        // Where something waits, if anything does, three times of four.
        uint256 i = seed % DEPOSITS;
        uint256 t = (seed / DEPOSITS) % (TOKENS + 1);
        for (uint256 n = 0; n < DEPOSITS && seed % 4 != 0 && waiting(i, t) == 0; ++n) i = (i + 1) % DEPOSITS;
        Deposit memory item = depositAt(i);
        uint256 amount = waiting(i, t);
        try factory.returnDeposit(item.account, item.ref, item.refundTo, t == NATIVE ? address(0) : tokens[t]) {
            calls["returnDeposit"]++;
            if (amount == 0) wrongReturns++;
            returned[i][t] += amount;
            refunded[item.refundTo][t] += t == FEE ? amount - amount / 100 : amount;
        } catch {
            calls["returnNothing"]++;
            if (amount != 0) wrongReturns++;
        }
    }

    /// @dev Free more often than held, so that other verdicts count too.
    function hold(uint256 seed, bool held) external {
        calls["hold"]++;
        held = held && (seed / 8) % 3 == 0;
        bytes32 ref = depositAt(seed % DEPOSITS).ref;
        gate.setHold(ref, held);
        isHeld[ref] = held;
    }

    /// @dev Clear as often as quarantined and blocked together.
    function judge(uint256 seed) external {
        calls["judge"]++;
        address account = ACCOUNTS[seed % ACCOUNTS.length];
        uint16 bit = uint16(1 << uint8(Verb.Sweep));
        uint256 answer = (seed / 8) % 4;
        gate.setFlag(account, answer == 2 ? bit : 0, answer == 1 ? bit : 0, NEVER);
        verdictOf[account] = answer > 2 ? 0 : answer;
    }

    function switchGate(bool on) external {
        calls["switchGate"]++;
        factory.setGate(on ? address(gate) : address(0));
        isGated = on;
    }

    function donate(uint256 seed, uint256 amount) external {
        calls["donate"]++;
        uint256 t = seed % TOKENS;
        amount = _bound(amount, 1, MOST);
        bool toSettlement = (seed / TOKENS) % 2 == 0;
        _mint(t, toSettlement ? address(settlement) : address(factory), amount);
        if (toSettlement) donated[t] += amount;
        else stray[t] += amount;
    }

    /// @dev Nobody but the factory moves money of an address, and nobody calls it through the factory.
    function attack(uint256 seed, uint256 amount) external {
        uint256 i = seed % DEPOSITS;
        address source = addressAt(i);
        discardIf(source.code.length == 0);
        calls["attack"]++;
        DepositAddress target = DepositAddress(payable(source));
        try target.forward(tokens[seed % TOKENS], address(this), amount) {
            strangersMoved++;
        } catch {}
        try target.forwardNative(address(this), amount) {
            strangersMoved++;
        } catch {}
        try factory.sweepToken(tokens[seed % TOKENS], new Deposit[](0)) {
            strangersMoved++;
        } catch {}
    }

    function _sweepBatch(uint256 mask, uint256 tokenMask) private {
        Deposit[] memory named = new Deposit[](DEPOSITS + 1);
        uint256 count;
        for (uint256 i = 0; i < DEPOSITS; ++i) {
            if ((mask >> i) % 2 == 0) continue;
            named[count++] = depositAt(i);
            _expect(i, tokenMask);
        }
        if (count != 0 && mask % 3 == 0) named[count++] = named[0];
        Deposit[] memory deposits = new Deposit[](count);
        for (uint256 i = 0; i < count; ++i) deposits[i] = named[i];
        address[] memory chosen = _chosen(tokenMask);
        for (uint256 t = 0; t < chosen.length; ++t) factory.sweepBatch(chosen[t], deposits);
        _checkAll();
    }

    function _mint(uint256 t, address to, uint256 amount) private {
        if (tokens[t] == address(coin)) {
            coin.deposit{value: amount}();
            coin.transfer(to, amount);
        } else {
            PlainToken(tokens[t]).mint(to, amount);
        }
    }

    function _bound(uint256 value, uint256 low, uint256 high) private pure returns (uint256) {
        return low + (value % (high - low + 1));
    }
}
