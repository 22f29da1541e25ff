// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A smart wallet whose owner signs for it; a prefix byte makes its signatures longer than an account's.
contract OwnerWallet is IERC1271 {
    address public immutable owner;

    error NotOwner(address sender);
    error CallFailed(bytes reason);

    constructor(address owner_) {
        owner = owner_;
    }

    function execute(address target, bytes calldata call) external returns (bytes memory) {
        require(msg.sender == owner, NotOwner(msg.sender));
        (bool success, bytes memory result) = target.call(call);
        require(success, CallFailed(result));
        return result;
    }

    /// @param signature 65 bytes, or 66 with a first byte that is ignored
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bytes calldata raw = signature.length == 66 ? signature[1:] : signature;
        (address signer, , ) = ECDSA.tryRecoverCalldata(hash, raw);
        return signer == owner ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
