// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CreditLineStatus} from "../types/Vault.sol";
import {ICreditPool} from "./ICreditPool.sol";
import {IYieldVault} from "./IYieldVault.sol";

/// @notice A yield vault whose capital is lent to merchants by a credit line.
interface ICreditPoolVault is IYieldVault, ICreditPool {
    /// @notice What a credit line is to the pool, after a change.
    event CreditLineSet(address indexed creditLine, CreditLineStatus status);
    /// @notice Idle money left for a draw.
    /// @param idle units left
    event DrawFunded(address indexed creditLine, address indexed to, uint256 amount, uint256 idle);
    /// @notice A borrower paid, or a debt was lost.
    /// @param fromSettlement whether the payment stands in the pool's Settlement account
    /// @param idle units after it
    event FundsReturned(
        address indexed creditLine,
        uint256 principal,
        uint256 interest,
        uint256 loss,
        bool fromSettlement,
        uint256 idle
    );
    /// @notice Repayments came home from the pool's Settlement account.
    event Collected(address indexed creditLine, uint256 amount, uint256 idle);

    /// @notice Not a credit line that may do this.
    error NotACreditLine(address creditLine, CreditLineStatus status);
    /// @notice Another credit line is in place; retire it first.
    error CreditLineAlreadySet(address creditLine);
    /// @notice The credit line still owes.
    error CreditLineNotEmpty(address creditLine, uint256 assets);
    /// @notice As many credit lines as a verb can read are counted.
    error TooManyCreditLines(uint256 limit);
    /// @notice The money said to be returned did not arrive.
    error NotReturned(uint256 have, uint256 want);

    /// @notice Fetches what borrowers paid into the pool's Settlement account.
    /// @dev Anyone. Total assets stay as they are.
    function collect() external returns (uint256 amount);

    /// @notice Names the credit line that may draw; one at a time.
    /// @dev ADMIN, delayed.
    function setCreditLine(address creditLine) external;

    /// @notice Ends the draws of the credit line in place; its debts are counted on and it may return funds.
    /// @dev SENTINEL, instant.
    function retireCreditLine() external;

    /// @notice Ends the counting of a retired credit line that owes nothing, or cannot be read.
    /// @dev ADMIN, delayed. It may still return what it recovers.
    function removeCreditLine(address creditLine) external;

    /// @notice The credit line that may draw.
    function creditLine() external view returns (address);

    /// @notice Credit lines that are counted.
    function creditLines() external view returns (address[] memory);

    /// @notice What a contract is to the pool.
    function creditLineStatus(address creditLine) external view returns (CreditLineStatus);

    /// @notice Where repayments from sales are credited to the pool.
    function settlement() external view returns (address);
}
