// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BoundedRead} from "../../../contracts/libraries/BoundedRead.sol";

/// @notice Answers every call with what it was told to.
contract Parrot {
    bytes private _answer;
    bool private _reverts;

    function teach(bytes calldata answer, bool reverts) external {
        (_answer, _reverts) = (answer, reverts);
    }

    fallback(bytes calldata) external returns (bytes memory) {
        bytes memory answer = _answer;
        if (!_reverts) return answer;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }
}

/// @notice The library's assembly against the same read in plain Solidity.
contract BoundedReadTest {
    Parrot private immutable _parrot = new Parrot();

    function testFuzz_readsTheFirstWord(bytes calldata answer, bool reverts, bytes calldata request) external {
        _parrot.teach(answer, reverts);
        _requireSame(address(_parrot), request);
    }

    function testFuzz_readsAWholeWord(uint256 word, bytes calldata tail, bytes calldata request) external {
        _parrot.teach(bytes.concat(abi.encode(word), tail), false);
        (bool success, uint256 read) = BoundedRead.tryReadWord(address(_parrot), request, 1_000_000);
        assert(success && read == word);
    }

    function testFuzz_anAccountWithoutCodeAnswersNothing(address target, bytes calldata request) external view {
        if (target.code.length != 0 || uint160(target) < 0x1000) return;
        (bool success, uint256 read) = BoundedRead.tryReadWord(target, request, 1_000_000);
        assert(!success && read == 0);
    }

    function testFuzz_spendsNoMoreThanTheLimit(uint32 limit, bytes calldata answer) external {
        _parrot.teach(answer, false);
        uint256 gasLimit = limit % 200_000;
        bytes memory request = "?";
        // A first call may also pay for cold accounts: under coverage for the tool's own.
        BoundedRead.tryReadWord(address(_parrot), request, 0);
        uint256 before = gasleft();
        BoundedRead.tryReadWord(address(_parrot), request, gasLimit);
        // the few instructions around the call
        assert(before - gasleft() <= gasLimit + 1_000);
    }

    function _requireSame(address target, bytes memory request) private view {
        (bool success, uint256 word) = BoundedRead.tryReadWord(target, request, 1_000_000);
        (bool twinSuccess, bytes memory answer) = target.staticcall{gas: 1_000_000}(request);
        twinSuccess = twinSuccess && answer.length >= 32;
        assert(success == twinSuccess);
        assert(word == (twinSuccess ? abi.decode(answer, (uint256)) : 0));
    }
}
