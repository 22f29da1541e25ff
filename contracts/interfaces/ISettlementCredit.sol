// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a registered credit line may do to the accounts of its borrowers.
/// @dev None of the credit line's functions is reached from ICreditHook.onRevenue, whose answer Settlement books
/// itself.
interface ISettlementCredit {
    /// @notice Credits drawn money to a borrower. The tokens have arrived before this call.
    /// @dev A credit line in place. Ends with the solvency check.
    /// @param id of the line
    function creditDraw(address account, address token, uint256 amount, bytes32 id) external;

    /// @notice Moves available money of a borrower, who asked for it in this very call, to the account of the pool.
    /// @dev A credit line in place or a retired one, from accounts whose lien is or was last its own.
    /// @param id of the line
    function creditRepay(address account, address token, uint256 amount, address pool, bytes32 id) external;

    /// @notice Sets whether captures and deposits ask the credit line first.
    /// @dev A credit line in place for any account without another's lien; a retired one where the lien is its own.
    /// @param bps 0 to 10,000; 0 removes the lien
    function setLien(address account, address token, uint16 bps) external;

    /// @notice The lien of an account: who is asked at a capture, and whether at all.
    function lienOf(address account, address token) external view returns (address creditLine, uint16 bps);
}
