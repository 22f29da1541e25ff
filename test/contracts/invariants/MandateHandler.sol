// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SpendMandate} from "../../../contracts/mandates/SpendMandate.sol";
import {Mandate, MandateTerms} from "../../../contracts/types/Mandate.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {World} from "./World.sol";
import {discardIf, vm} from "./Vm.sol";

/// @notice Payers approve and revoke mandates, one agent uses them within and beyond their limits, and a model counts.
contract MandateHandler is World {
    /// @notice What happened to a mandate so far.
    struct Ghost {
        uint256 spent;
        uint256 approvedAt;
        bool revoked;
    }

    uint256 private constant AGENT_KEY = 0xA6E27;
    uint256 private constant CAP = 1e20;
    uint256 private constant RECENT = 6;

    SpendMandate public immutable mandates;
    address private immutable _agent;

    Mandate[] private _known;
    mapping(bytes32 id => Ghost) public ghosts;
    mapping(bytes32 id => mapping(uint256 period => uint256)) public spentIn;
    mapping(string verb => uint256) public calls;
    uint256 private _salts;

    /// @notice Promises that did not hold.
    uint256 public allowedWrongly;
    uint256 public refusedWrongly;
    uint256 public revokedCollected;
    uint256 public zeroCollected;
    uint256 public collectedTwice;

    constructor() {
        mandates = new SpendMandate(address(escrow));
        escrow.addCollector(address(mandates));
        _agent = vm.addr(AGENT_KEY);
        for (uint256 i = 0; i < ACTORS; ++i) {
            for (uint256 t = 0; t < tokens.length; ++t) {
                vm.prank(payers[i]);
                tokens[t].approve(address(mandates), type(uint256).max);
            }
        }
    }

    function approve(uint256 seed, uint256 amounts, uint256 times) external {
        calls["approve"]++;
        MandateTerms memory terms;
        terms.agent = seed % 2 == 0 ? _agent : address(this);
        terms.perPayment = uint112(_bound(amounts, 1, CAP));
        terms.perPeriod = uint112(_bound(amounts >> 32, 1, 2 * CAP));
        terms.total = uint112(_bound(amounts >> 64, 1, 6 * CAP));
        terms.periodSeconds = uint48(_bound(times, 1 hours, 3 days));
        terms.start = uint48(block.timestamp - 12 hours + _bound(times >> 32, 0, 1 days));
        terms.end = terms.start + uint48(_bound(times >> 64, 1 days, 20 days));
        terms.maxHoldSeconds = 2 days;
        terms.maxFeeBps = MAX_FEE_BPS;
        terms.salt = ++_salts;
        address payer = payers[(seed / 2) % ACTORS];
        Mandate memory mandate = Mandate(payer, address(this), address(tokens[(seed / 6) % 2]), terms);
        vm.prank(payer);
        mandates.approve(mandate);
        _known.push(mandate);
        ghosts[mandates.idOf(mandate)].approvedAt = block.timestamp;
    }

    function revoke(uint256 index) external {
        discardIf(_known.length == 0 || index % 3 != 0);
        Mandate memory mandate = _pick(index / 3);
        calls["revoke"]++;
        if (index % 2 == 0) {
            vm.prank(mandate.payer);
            mandates.revoke(mandate);
        } else {
            vm.prank(mandate.terms.agent);
            mandates.revokeAsAgent(mandate);
        }
        ghosts[mandates.idOf(mandate)].revoked = true;
        vm.prank(mandate.payer);
        try mandates.approve(mandate) {
            revokedCollected++;
        } catch {}
    }

    function replace(uint256 index, uint256 guess) external {
        discardIf(_known.length == 0 || index % 3 != 0);
        Mandate memory old = _pick(index / 3);
        bytes32 id = mandates.idOf(old);
        discardIf(ghosts[id].revoked || block.timestamp >= old.terms.end);
        Mandate memory renewed = _copy(old);
        renewed.terms.salt = ++_salts;
        bool knows = guess % 2 == 0;
        calls[knows ? "replace" : "replaceUsed"]++;
        uint256 expected = knows ? ghosts[id].spent : ghosts[id].spent + 1;
        vm.prank(old.payer);
        try mandates.replace(old, renewed, uint112(expected)) {
            if (!knows) allowedWrongly++;
            ghosts[id].revoked = true;
            _known.push(renewed);
            ghosts[mandates.idOf(renewed)].approvedAt = block.timestamp;
        } catch {
            if (knows) refusedWrongly++;
        }
    }

    /// @dev Any amount up to a little more than a payment may have: the model says whether it has to be refused.
    function use(uint256 index, uint256 amount, uint256 seed) external {
        discardIf(_known.length == 0);
        Mandate memory mandate = _pick(index);
        PaymentInfo memory info = _payment(mandate, seed);
        amount = _bound(amount, 1, _min(uint256(mandate.terms.perPayment) + 2, MAX_AMOUNT));
        bytes32 id = mandates.idOf(mandate);
        bool allowed = _modelAllows(id, mandate.terms, amount);
        calls[allowed ? "use" : "useBeyond"]++;
        bytes memory data = _data(mandate, info);
        try escrow.authorize(info, amount, address(mandates), data) {
            if (!allowed) allowedWrongly++;
            if (ghosts[id].revoked) revokedCollected++;
            ghosts[id].spent += amount;
            spentIn[id][_periodOf(mandate.terms)] += amount;
            try escrow.authorize(info, amount, address(mandates), data) {
                collectedTwice++;
            } catch {}
        } catch {
            if (allowed) refusedWrongly++;
        }
    }

    function useWithout(uint256 index, uint256 seed, bytes calldata noise) external {
        discardIf(_known.length == 0);
        Mandate memory mandate = _pick(index);
        PaymentInfo memory info = _payment(mandate, seed);
        calls["useWithout"]++;
        bytes memory data = _data(mandate, info);
        try escrow.authorize(info, 0, address(mandates), data) {
            zeroCollected++;
        } catch {}
        try escrow.authorize(info, 1, address(mandates), noise) {
            allowedWrongly++;
        } catch {}
        try mandates.collectTokens(info, address(escrow), 1, data) {
            allowedWrongly++;
        } catch {}
        uint256 other = (seed % ACTORS) + 1;
        info.payer = payers[payers[other % ACTORS] == info.payer ? (other + 1) % ACTORS : other % ACTORS];
        try escrow.authorize(info, 1, address(mandates), _data(mandate, info)) {
            allowedWrongly++;
        } catch {}
    }

    function passTime(uint256 seconds_) external {
        calls["passTime"]++;
        vm.warp(block.timestamp + _bound(seconds_, 1, 18 hours));
    }

    /// @dev To the second at which the period of a mandate begins.
    function passToBoundary(uint256 index) external {
        discardIf(_known.length == 0);
        MandateTerms memory terms = _pick(index).terms;
        discardIf(block.timestamp < terms.start);
        calls["passToBoundary"]++;
        vm.warp(terms.start + (_periodOf(terms) + 1) * terms.periodSeconds);
    }

    function count() external view returns (uint256) {
        return _known.length;
    }

    function at(uint256 i) external view returns (Mandate memory) {
        return _known[i];
    }

    function periodOf(MandateTerms memory terms) external view returns (uint256) {
        return block.timestamp < terms.start ? 0 : _periodOf(terms);
    }

    function _modelAllows(bytes32 id, MandateTerms memory terms, uint256 amount) private view returns (bool) {
        if (ghosts[id].revoked || block.timestamp < terms.start || block.timestamp >= terms.end) return false;
        if (amount > terms.perPayment || ghosts[id].spent + amount > terms.total) return false;
        return spentIn[id][_periodOf(terms)] + amount <= terms.perPeriod;
    }

    function _payment(Mandate memory mandate, uint256 seed) private returns (PaymentInfo memory info) {
        info = _terms(seed, ++_salts + 1e9);
        (info.payer, info.token) = (mandate.payer, mandate.token);
    }

    function _data(Mandate memory mandate, PaymentInfo memory info) private view returns (bytes memory) {
        bytes memory signature;
        if (mandate.terms.agent == _agent) {
            bytes32 id = mandates.idOf(Mandate(info.payer, info.operator, info.token, mandate.terms));
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(AGENT_KEY, mandates.useDigest(id, escrow.getHash(info)));
            signature = abi.encodePacked(r, s, v);
        }
        return abi.encodePacked(abi.encode(mandate.terms), uint8(0), signature);
    }

    function _periodOf(MandateTerms memory terms) private view returns (uint256) {
        return (block.timestamp - terms.start) / terms.periodSeconds;
    }

    function _pick(uint256 index) private view returns (Mandate memory) {
        uint256 length = _known.length;
        return _known[length - 1 - (index % _min(length, RECENT))];
    }

    function _copy(Mandate memory mandate) private pure returns (Mandate memory) {
        return abi.decode(abi.encode(mandate), (Mandate));
    }
}
