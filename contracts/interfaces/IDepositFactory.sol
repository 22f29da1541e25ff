// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Deposit} from "../types/Deposit.sol";
import {IGated} from "./IGated.sol";
import {ISharedErrors} from "./ISharedErrors.sol";

/// @notice Addresses that anyone may pay to, whose money reaches one Settlement account or returns to one refund address.
interface IDepositFactory is IGated, ISharedErrors {
    /// @notice Money of a deposit address was looked at.
    /// @param token the ERC-20 that was or would have been credited; the wrapped native coin for the native one
    /// @param amount units that Settlement received and credited; what waits at the address when held
    /// @param held true when the gate's verdict or a hold on the reference left the money where it is
    event DepositSwept(
        address indexed account,
        bytes32 indexed ref,
        address indexed token,
        address depositAddress,
        uint256 amount,
        bool held
    );
    /// @notice Token or Settlement refused, or the token burnt its gas; the money stays and the batch goes on.
    event SweepFailed(address indexed depositAddress, address indexed token);
    /// @notice COMPLIANCE returned money that was not credited.
    event DepositReturned(address indexed depositAddress, address indexed token, address refundTo, uint256 amount);

    /// @notice An address without a refund address could never be returned.
    error RefundAddressMissing();
    /// @notice There is nothing to return.
    error NothingToReturn(address depositAddress, address token);
    /// @notice Too little gas for the next token: it would fail for that reason alone.
    error InsufficientGas(uint256 have, uint256 want);

    /// @notice Credits what waits at an address to its account.
    /// @dev Anyone. A token that cannot be swept fails alone. Nothing happens where nothing waits.
    /// Emits DepositSwept or SweepFailed per token.
    /// @param tokens ERC-20s; zero is the native coin, which arrives wrapped
    function sweep(address account, bytes32 ref, address refundTo, address[] calldata tokens) external;

    /// @notice Sweeps one token from many addresses.
    /// @dev As sweep: a deposit that cannot be swept fails alone. Emits DepositSwept or SweepFailed per address.
    function sweepBatch(address token, Deposit[] calldata deposits) external;

    /// @notice Returns what waits at an address to its refund address, whatever the gate says.
    /// @dev COMPLIANCE, instant. Emits DepositReturned.
    /// @param token zero is the native coin, which is returned as it is
    function returnDeposit(address account, bytes32 ref, address refundTo, address token) external;

    /// @notice The address of these three, deployed or not.
    function addressOf(address account, bytes32 ref, address refundTo) external view returns (address);

    /// @notice The only place that swept money goes to.
    function settlement() external view returns (address);

    /// @notice The token that native coin is wrapped to.
    function wrappedNative() external view returns (address);

    /// @notice What every deposit address delegates to.
    function implementation() external view returns (address);
}
