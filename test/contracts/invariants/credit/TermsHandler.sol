// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credit, CreditStatus, CreditTerms, Loss, UnderwriterSignature} from "../../../../contracts/types/Credit.sol";
import {CreditWatch} from "./CreditWatch.sol";
import {discardIf, vm} from "../Vm.sol";

/// @notice Terms that are accepted, and some that must not be.
abstract contract TermsHandler is CreditWatch {
    uint256 private constant STRANGER_KEY = 0xBAD;

    CreditTerms[] internal used;

    function open(uint256 actor, uint256 seed) external watched(Power.Open) {
        _open(actor % ACTORS, seed);
    }

    /// @dev C3: a stranger's signature, expired terms, terms changed after they were signed, terms used before, and
    /// another one's terms.
    function openWrongly(uint256 actor, uint256 seed) external watched(Power.Upkeep) {
        actor %= ACTORS;
        CreditTerms memory terms = _terms(actor, seed);
        uint256 key = world.UNDERWRITER_KEY();
        address sender = terms.borrower;
        if (seed % 5 == 0) key = STRANGER_KEY;
        if (seed % 5 == 1) terms.expiry = uint40(block.timestamp);
        if (seed % 5 == 2) {
            discardIf(used.length == 0);
            terms = used[actor % used.length];
            terms.expiry = uint40(block.timestamp + 1);
            sender = terms.borrower;
        }
        UnderwriterSignature[] memory signatures = _signed(terms, key);
        if (seed % 5 == 2) terms = used[actor % used.length];
        if (seed % 5 == 3) ++terms.limit;
        if (seed % 5 == 4) sender = world.borrowers((actor + 1) % ACTORS);
        calls["openWrongly"]++;
        vm.prank(sender);
        try line.open(terms, signatures, "") {
            _expect(false, "C3");
        } catch {}
    }

    /// @dev Closes what can be closed and opens anew, so that no run ends in dead lines.
    function reopen(uint256 actor, uint256 seed) external watched(Power.Open) {
        actor %= ACTORS;
        bytes32 id = _lineOf(actor);
        CreditStatus status = _statusOf(id);
        Loss memory loss = line.lossOf(id);
        discardIf(status == CreditStatus.None || status == CreditStatus.Closed || line.debtOf(id) != 0);
        discardIf(status == CreditStatus.WrittenOff && uint256(loss.pool) + loss.reserve != 0);
        calls["close"]++;
        vm.prank(world.borrowers(actor));
        line.close(id);
        _open(actor, seed);
    }

    function amend(uint256 actor, uint256 seed) external watched(Power.Decide) {
        actor %= ACTORS;
        bytes32 id = _lineOf(actor);
        Credit memory credit = line.creditOf(id);
        discardIf(credit.status == CreditStatus.None || credit.status > CreditStatus.Late);
        calls["amend"]++;
        CreditTerms memory terms = _terms(actor, seed);
        terms.line = id;
        terms.nonce = uint64(credit.amendments) + 1;
        UnderwriterSignature[] memory signatures = _signed(terms, world.UNDERWRITER_KEY());
        uint256 debt = line.debtOf(id);
        vm.prank(terms.borrower);
        line.amend(id, terms, signatures, "");
        _expect(line.debtOf(id) == debt, "C1");
    }

    function _open(uint256 actor, uint256 seed) private {
        bytes32 id = _lineOf(actor);
        discardIf(id != 0 && _statusOf(id) != CreditStatus.Closed);
        calls["open"]++;
        CreditTerms memory terms = _terms(actor, seed);
        UnderwriterSignature[] memory signatures = _signed(terms, world.UNDERWRITER_KEY());
        vm.prank(terms.borrower);
        bytes32 opened = line.open(terms, signatures, "");
        _expect(opened != id && _statusOf(opened) == CreditStatus.Active && line.debtOf(opened) == 0, "C3");
        world.addLine(opened);
        used.push(terms);
    }

    /// @dev The number of the line makes equal terms distinct.
    function _terms(uint256 actor, uint256 seed) private view returns (CreditTerms memory terms) {
        terms.borrower = world.borrowers(actor);
        terms.limit = uint128(_bound(seed, 1e10, world.MAX_LIMIT()));
        terms.aprBps = uint16(seed % 5_000);
        terms.lateAprBps = terms.aprBps + uint16((seed >> 16) % 5_000);
        terms.holdbackBps = seed % 4 == 0 ? 0 : uint16((seed >> 32) % 10_001);
        terms.advanceRateBps = actor == 2 ? 8_000 : 0;
        terms.originationBps = uint16((seed >> 48) % 500);
        terms.gracePeriod = uint32((seed >> 64) % 10 days);
        if (seed % 3 != 0) {
            terms.period = uint32(_bound(seed >> 80, 1 days, 60 days));
            terms.minPayment = uint96(_bound(seed >> 96, 1, terms.limit));
        }
        terms.maturity = uint40(block.timestamp + _bound(seed >> 112, 1 days, 400 days));
        terms.expiry = uint40(block.timestamp + 1);
        terms.nonce = uint64(used.length);
    }

    function _signed(
        CreditTerms memory terms,
        uint256 key
    ) private view returns (UnderwriterSignature[] memory signatures) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, world.policy().termsDigest(address(line), terms));
        signatures = new UnderwriterSignature[](1);
        signatures[0] = UnderwriterSignature(vm.addr(key), abi.encodePacked(r, s, v));
    }
}
