// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FeeTerms, RedeemRequest, VaultAside, VaultState} from "../types/Vault.sol";
import {IGated} from "./IGated.sol";
import {ISharedErrors} from "./ISharedErrors.sol";

/// @notice What both yield vaults have beside ERC-4626 and permit: accrual, performance fee, redemption queue.
/// @dev Total assets change by Deposit, Withdraw, RedeemFilled and Accrued only, so that an indexer can follow them.
interface IYieldVault is IGated, ISharedErrors {
    /// @notice Total assets grew or shrank, and fee shares were minted for the growth.
    /// @param surplus units of the treasury that are outside total assets
    /// @param lossCarried units that growth makes up for before it owes a fee
    event Accrued(uint256 totalAssets, uint256 feeShares, uint256 surplus, uint256 lossCarried);
    /// @notice The performance fee changed, for growth from now on.
    event PerformanceFeeSet(uint16 feeBps);
    /// @notice Fee shares and surplus go to `treasury` from now on.
    event TreasurySet(address treasury);
    /// @notice Money that belongs to no share went to the treasury.
    event SurplusTaken(address indexed treasury, uint256 amount);
    /// @notice Shares entered the queue, as the last request.
    event RedeemRequested(uint256 indexed id, address indexed owner, uint256 shares);
    /// @notice Shares of a request were redeemed for `assets`, which wait to be claimed.
    /// @param sharesLeft shares that still wait
    /// @param claimable the whole claim
    event RedeemFilled(uint256 indexed id, uint256 shares, uint256 assets, uint256 sharesLeft, uint256 claimable);
    /// @notice A claim was paid.
    event RedeemClaimed(uint256 indexed id, address indexed to, uint256 assets);
    /// @notice Shares that waited returned to their owner.
    event RedeemCancelled(uint256 indexed id, uint256 shares);

    /// @notice Less can leave now than asked for.
    error InsufficientLiquidity(uint256 have, uint256 want);
    /// @notice Something the vault counts could not be read, so that shares have no price to enter or leave at.
    error PositionUnreadable();
    /// @notice The request has nothing to claim or to cancel.
    error NothingWaiting(uint256 id);
    /// @notice A fee above the highest.
    error FeeTooHigh(uint16 feeBps, uint16 limit);
    /// @notice The address cannot be this.
    error InvalidAddress(address given);

    /// @notice Books gains that are due, losses that are known and the fee.
    /// @dev Anyone. Every verb does it by itself.
    function accrue() external;

    /// @notice Puts the caller's shares into the queue; they earn and lose until they are filled.
    /// @dev Anyone with shares. First come, first served; priced when filled.
    /// @return id counts from 1 on
    function requestRedeem(uint256 shares) external returns (uint256 id);

    /// @notice Redeems queued shares, oldest first, as far as liquidity goes; the last one possibly in part.
    /// @dev Anyone. Assets are rounded down, in favour of the remaining shares.
    /// @param max requests to look at
    /// @return assets units that became claimable
    function fill(uint256 max) external returns (uint256 assets);

    /// @notice Pays what was filled of a request.
    /// @dev The owner of the request; never paused and never gated.
    function claimRedeem(uint256 id, address to) external returns (uint256 assets);

    /// @notice Returns the shares of a request that still wait; what was filled stays claimable.
    /// @dev The owner of the request.
    function cancelRedeem(uint256 id) external returns (uint256 shares);

    /// @notice Sends the treasury what belongs to no share, out of idle money beyond what all shares are worth.
    /// @dev Anyone; the treasury's only. A surplus that is lent or allocated waits until it comes back.
    function takeSurplus() external returns (uint256 amount);

    /// @notice Sets the part of growth that is taken as new shares.
    /// @dev FEE_MANAGER, delayed. Growth until now owes the former fee.
    /// @param feeBps 0 to 3,000
    function setPerformanceFee(uint16 feeBps) external;

    /// @notice Names who receives fee shares and surplus.
    /// @dev ADMIN, delayed. Growth until now pays the former treasury.
    function setTreasury(address treasury) external;

    /// @notice Idle money, total assets after the last verb, and what a verb has to look at.
    function vaultState() external view returns (VaultState memory);

    /// @notice Surplus and carried loss after the last verb, in units.
    function vaultAside() external view returns (VaultAside memory);

    /// @notice The performance fee and who receives it.
    function feeTerms() external view returns (FeeTerms memory);

    /// @notice Units that may leave now to someone without priority.
    function availableLiquidity() external view returns (uint256);

    /// @notice What the vault has outside, in units: read from there, not from its own books.
    /// @return assets without what could not be read
    /// @return isKnown whether everything could be read
    function externalAssets() external view returns (uint256 assets, bool isKnown);

    /// @notice One request; all zero when there is none.
    function redeemRequest(uint256 id) external view returns (RedeemRequest memory);

    /// @notice Shares that wait, and units that wait to be claimed.
    function queueTotals() external view returns (uint256 shares, uint256 claimable);

    /// @notice The oldest request that is not filled, and the id of the next one.
    function queueRange() external view returns (uint256 head, uint256 next);
}
