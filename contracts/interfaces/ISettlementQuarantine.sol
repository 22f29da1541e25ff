// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Money of an account that compliance looks at.
interface ISettlementQuarantine {
    /// @notice `amount` waits; `total` of the account's reserved balance is in quarantine now.
    event Quarantined(
        address indexed account,
        address indexed token,
        uint256 amount,
        uint256 total,
        bytes32 reasonHash
    );
    /// @notice `amount` became available; `total` is left in quarantine.
    event Released(address indexed account, address indexed token, uint256 amount, uint256 total, bytes32 reasonHash);

    /// @notice Less is in quarantine than asked for.
    error InsufficientQuarantine(address account, address token, uint256 have, uint256 want);

    /// @notice Makes available money wait; all of it when there is less than `amount`, so that a small withdrawal
    /// just before does not stop the call.
    /// @dev COMPLIANCE, instant.
    function quarantine(address account, address token, uint256 amount, bytes32 reasonHash) external;

    /// @notice Makes money in quarantine available; rolling reserves and pending liens stay as they are.
    /// @dev COMPLIANCE, instant.
    function release(address account, address token, uint256 amount, bytes32 reasonHash) external;

    /// @notice Part of the reserved balance that is in quarantine.
    function quarantined(address account, address token) external view returns (uint256);
}
