// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Money that an account does not need at once, in the earn vault of its token.
interface ISettlementEarn {
    /// @notice New deposits of a token go to `vault`; zero: to none.
    event EarnVaultSet(address indexed token, address vault);
    /// @notice An account lets its money earn in `vault`, but for the buffer.
    event EarnSet(address indexed account, address indexed token, address vault, uint16 bufferBps);
    /// @notice `assets` left the balance for `shares` of the vault; the account has `totalShares` now.
    event Earned(
        address indexed account,
        address indexed token,
        address indexed vault,
        uint256 assets,
        uint256 shares,
        uint256 totalShares
    );
    /// @notice `shares` of the vault became `assets` of the balance; the account has `totalShares` left.
    event Unearned(
        address indexed account,
        address indexed token,
        address indexed vault,
        uint256 assets,
        uint256 shares,
        uint256 totalShares
    );

    /// @notice Not a vault of this token.
    error InvalidVault(address token, address vault);
    /// @notice The token has no earn vault.
    error NoEarnVault(address token);
    /// @notice The account gave no wish for the vault in place.
    error EarnNotSet(address account, address token);
    /// @notice Take everything out of the former vault first.
    error EarnSharesLeft(address vault, uint256 shares);
    /// @notice Nothing above the buffer, or no shares.
    error NothingToMove(address account, address token);
    /// @notice The vault gave less than it took, or took more than it may.
    error VaultShortfall(address vault, uint256 have, uint256 want);

    /// @notice Names the vault of a token; zero ends new deposits. Shares of a former vault stay where they are.
    /// @dev ADMIN, delayed.
    function setEarnVault(address token, address vault) external;

    /// @notice Lets the caller's money earn in the vault in place, but for a buffer.
    /// @dev The account; a former vault must be empty of its shares.
    /// @param bufferBps part of available and earning money together that stays available; 10,000 stops earning
    function setEarn(address token, uint16 bufferBps) external;

    /// @notice Moves what is above the buffer to the vault.
    /// @dev The account, or KEEPER, while the gate clears the account and entries are open. The buffer is rounded up.
    function earn(address account, address token) external;

    /// @notice Moves `amount` back from the vault; all of it when `amount` is at least what the shares are worth.
    /// @dev The account, or KEEPER; never paused. Credits what arrived.
    /// @param amount token units
    function unearn(address account, address token, uint256 amount) external;

    /// @notice The vault of a token; zero is none.
    function earnVault(address token) external view returns (address);

    /// @notice The wish of an account.
    function earnSetting(address account, address token) external view returns (address vault, uint16 bufferBps);

    /// @notice Shares of `earnSetting.vault` that belong to an account; they are not in its balance.
    function earnShares(address account, address token) external view returns (uint256);
}
