// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";

/// @notice Signatures of accounts, EIP-712 or ERC-1271; linked to Settlement.
library Signatures {
    function requireValid(address account, bytes32 digest, bytes calldata signature) external view {
        require(
            SignatureChecker.isValidSignatureNowCalldata(account, digest, signature),
            ISettlement.InvalidSignature(account)
        );
    }
}
