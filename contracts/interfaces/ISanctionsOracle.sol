// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The read of Chainalysis' on-chain sanctions oracle, which other screening providers offer too.
interface ISanctionsOracle {
    /// @notice Whether an address is on the provider's sanctions list.
    function isSanctioned(address account) external view returns (bool);
}
