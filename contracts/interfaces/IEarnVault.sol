// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AdapterConfig, GainStream} from "../types/Vault.sol";
import {IYieldVault} from "./IYieldVault.sol";

/// @notice A yield vault that puts merchants' cash into external ERC-4626 vaults, the adapters.
interface IEarnVault is IYieldVault {
    /// @notice The cap of an adapter, and what it holds, after a change.
    event AdapterSet(address indexed adapter, uint128 cap, uint128 allocated);
    /// @notice An adapter is not used any more.
    event AdapterRemoved(address indexed adapter);
    /// @notice Money went to an adapter.
    event Allocated(address indexed adapter, uint256 amount, uint128 allocated);
    /// @notice Money came back from an adapter.
    event Deallocated(address indexed adapter, uint256 amount, uint128 allocated);
    /// @notice An adapter has less than was booked.
    event LossRealised(address indexed adapter, uint256 loss, uint128 allocated);
    /// @notice Gains were found; they stream until `until`.
    /// @param locked units that are not the shareholders' yet
    event Reported(uint256 gain, uint256 locked, uint48 until);
    /// @notice This part of total assets stays idle for Settlement.
    event BufferSet(uint16 bufferBps);

    /// @notice The allocation would exceed the cap of the adapter.
    error AdapterCapExceeded(address adapter, uint256 allocated, uint256 cap);
    /// @notice lowerAdapterCap would raise it.
    error CapNotLower(address adapter, uint256 cap, uint256 present);
    /// @notice Not an adapter of this vault.
    error NotAnAdapter(address adapter);
    /// @notice The external vault has another asset, or is this one.
    error AssetMismatch(address adapter, address asset);
    /// @notice As many adapters as a verb can read are in place.
    error TooManyAdapters(uint256 limit);
    /// @notice The adapter still holds money that can come back.
    error AdapterNotEmpty(address adapter, uint256 allocated);
    /// @notice The adapter credited less than it was given.
    error AdapterSlippage(address adapter, uint256 given, uint256 credited);
    /// @notice raiseBuffer would lower it.
    error BufferNotHigher(uint16 bufferBps, uint16 present);
    /// @notice Gains have to stream for longer.
    error WindowTooShort(uint48 windowSeconds);
    /// @notice Too little gas to read an adapter: it would fail for that reason alone.
    error InsufficientGas(uint256 have, uint256 want);
    /// @notice A rate above 10,000.
    error BpsOverflow(uint16 bps);

    /// @notice Measures everything: losses count at once, gains and donations stream over the window.
    /// @dev KEEPER. A gain restarts the window for what is still locked.
    function report() external;

    /// @notice Puts idle money into an adapter.
    /// @dev ALLOCATOR, within the cap, and only what neither the payout buffer nor the queue needs.
    function allocate(address adapter, uint256 amount) external;

    /// @notice Takes money back from an adapter.
    /// @dev ALLOCATOR.
    function deallocate(address adapter, uint256 amount) external;

    /// @notice Adds an adapter, or sets its cap.
    /// @dev CURATOR, delayed.
    function setAdapter(address adapter, uint128 cap) external;

    /// @notice Lowers the cap of an adapter; what is there stays.
    /// @dev SENTINEL, instant.
    function lowerAdapterCap(address adapter, uint128 cap) external;

    /// @notice Takes back what an adapter gives and ends its use.
    /// @dev SENTINEL, instant. What is left is written off, and only if the adapter has nothing or cannot be read.
    function removeAdapter(address adapter) external;

    /// @notice Sets the part of total assets that stays idle for Settlement.
    /// @dev CURATOR, delayed.
    /// @param bufferBps 0 to 10,000; never more than what Settlement's shares are worth is kept
    function setBuffer(uint16 bufferBps) external;

    /// @notice Raises that part.
    /// @dev SENTINEL, instant.
    function raiseBuffer(uint16 bufferBps) external;

    /// @notice Cap and allocation of an adapter.
    function adapterConfig(address adapter) external view returns (AdapterConfig memory);

    /// @notice Every adapter, in the order money is taken back from them.
    function adapters() external view returns (address[] memory);

    /// @notice The gain that streams, and the buffer's part.
    function gainStream() external view returns (GainStream memory);

    /// @notice Units of the gain that are not the shareholders' yet, rounded up.
    function lockedGain() external view returns (uint256);

    /// @notice Units that stay idle for Settlement.
    function payoutBuffer() external view returns (uint256);

    /// @notice How long a gain streams, in seconds.
    function gainWindowSeconds() external view returns (uint48);

    /// @notice Who may draw on the payout buffer.
    function settlement() external view returns (address);
}
