// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What Settlement asks the credit line of an account with a lien.
interface ICreditHook {
    /// @notice Takes repayment from a capture; Settlement credits `taken` to the account of the pool.
    /// @dev Settlement only. Calls nothing that calls Settlement.
    /// @param net token units, after the fee
    /// @return taken at most `net` and at most the debt
    /// @return newLienBps the lien from now on
    function onRevenue(
        address account,
        address token,
        uint256 net,
        bytes32 paymentId
    ) external returns (uint256 taken, uint16 newLienBps);

    /// @notice The pool vault whose Settlement account liens are credited to.
    function pool() external view returns (address);
}
