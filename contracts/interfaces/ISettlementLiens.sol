// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlementCredit} from "./ISettlementCredit.sol";

/// @notice What becomes of the liens of credit lines.
interface ISettlementLiens is ISettlementCredit {
    /// @notice The lien of an account from now on; bps 0: none.
    event LienSet(address indexed account, address indexed token, address indexed creditLine, uint16 bps);
    /// @notice A credit line failed at a capture or deposit: all of `amount` waits, `pending` for this id in total.
    event LienPending(
        bytes32 indexed id,
        address indexed account,
        address indexed token,
        uint256 amount,
        uint256 pending
    );
    /// @notice A pending lien was settled: the credit line took `taken` of `amount`.
    event LienCollected(
        bytes32 indexed id,
        address indexed account,
        address indexed token,
        uint256 amount,
        uint256 taken
    );

    /// @notice Another credit line has a lien here.
    error LienTaken(address account, address token, address creditLine);
    /// @notice The credit line asked for more than there is.
    error LienExceedsNet(uint256 taken, uint256 net);

    /// @notice Removes the lien of a credit line that fails for good; money that waits for it can then be collected.
    /// @dev ADMIN, delayed.
    function dropLien(address account, address token) external;

    /// @notice Asks the credit line and books what it takes; both happen or neither does.
    /// @dev This contract, at a capture, a deposit or in `collect`.
    /// @param net token units, after the fee
    /// @return taken credited to the account of the credit line's pool
    function applyLien(address account, address token, uint256 net, bytes32 id) external returns (uint256 taken);

    /// @notice Asks credit lines again that failed; what they leave becomes the account's, after its rolling reserve.
    /// @dev Anyone. An id whose credit line fails again stays as it is; an id without a pending lien is ignored.
    /// @param ids as LienPending named them
    function collect(bytes32[] calldata ids) external;

    /// @notice What waits for a credit line under an id.
    function pendingLien(bytes32 id) external view returns (address account, address token, uint128 net);
}
