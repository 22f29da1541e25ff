// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheat codes these tests use.
interface Vm {
    function prank(address sender) external;
    function warp(uint256 timestamp) external;
    function assume(bool condition) external pure;
    function addr(uint256 privateKey) external pure returns (address);
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @dev What a call reverts with that the fuzzer discards.
bytes32 constant DISCARDED = keccak256("FOUNDRY::ASSUME");

error VerbFailed(bytes4 verb, bytes reason);

/// @notice Ends a verb that finds nothing to do: the fuzzer tries another instead and does not count the call.
function discardIf(bool hasNothingToDo) pure {
    vm.assume(!hasNothingToDo);
}

/// @notice Calls a verb of a handler as the fuzzer would: it may find nothing to do, but not fail.
function play(address handler, bytes memory verb) {
    (bool success, bytes memory reason) = handler.call(verb);
    require(success || keccak256(reason) == DISCARDED, VerbFailed(bytes4(verb), reason));
}
