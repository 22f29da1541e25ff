// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentHash} from "../../../contracts/libraries/PaymentHash.sol";
import {PaymentInfo} from "../../../contracts/types/Payment.sol";
import {vm} from "./Vm.sol";

/// @notice What payers sign, written from EIP-712 and Permit2's documentation.
library PayerSignatures {
    bytes32 private constant PERMIT2_DOMAIN = keccak256(
        "EIP712Domain(string name,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant COLLECTOR_DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant TOKEN_PERMISSIONS = keccak256("TokenPermissions(address token,uint256 amount)");
    bytes32 private constant PERMIT_WITNESS = keccak256(
        "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,PaymentInfo witness)PaymentInfo(address operator,address payer,address receiver,address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)TokenPermissions(address token,uint256 amount)"
    );

    error NotDeployed();

    /// @notice Uniswap's Permit2, at an address of this test's.
    function deployPermit2() internal returns (address permit2) {
        bytes memory code = vm.parseJsonBytes(vm.readFile("ignition/permit2/Permit2.json"), ".initCode");
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            permit2 := create(0, add(code, 0x20), mload(code))
        }
        require(permit2 != address(0), NotDeployed());
    }

    /// @notice The payer's agreement to the terms, in the collector's domain.
    function consent(uint256 key, address collector, PaymentInfo memory info) internal view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                COLLECTOR_DOMAIN,
                keccak256("Tallystick PaymentCollector"),
                keccak256("1"),
                block.chainid,
                collector
            )
        );
        return _sign(key, domain, _termsHash(info));
    }

    /// @notice The payer's Permit2 signature over maxAmount and the terms. `nonce` is the id with payer zero.
    function permit2Transfer(
        uint256 key,
        address permit2,
        address collector,
        PaymentInfo memory info,
        bytes32 nonce
    ) internal view returns (bytes memory) {
        bytes32 domain = keccak256(abi.encode(PERMIT2_DOMAIN, keccak256("Permit2"), block.chainid, permit2));
        bytes32 permitted = keccak256(abi.encode(TOKEN_PERMISSIONS, info.token, info.maxAmount));
        bytes32 structHash = keccak256(
            abi.encode(PERMIT_WITNESS, permitted, collector, nonce, info.preApprovalExpiry, _termsHash(info))
        );
        return _sign(key, domain, structHash);
    }

    function _termsHash(PaymentInfo memory info) private pure returns (bytes32) {
        return keccak256(abi.encode(PaymentHash.PAYMENT_INFO_TYPEHASH, info));
    }

    function _sign(uint256 key, bytes32 domain, bytes32 structHash) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return abi.encodePacked(r, s, v);
    }
}
