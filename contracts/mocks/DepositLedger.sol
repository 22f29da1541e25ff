// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISettlementDeposits} from "../interfaces/ISettlementDeposits.sol";

/// @notice Books swept deposits as Settlement does, without fees, and ends with the same check of its balance.
contract DepositLedger is ISettlementDeposits {
    mapping(address account => mapping(address token => uint256)) public credited;
    mapping(address account => mapping(address token => uint256)) public quarantined;
    mapping(address token => uint256) public liabilities;
    mapping(bytes32 ref => uint256) public creditedUnder;
    address public refused;

    event Credited(address indexed account, address indexed token, bytes32 indexed ref, uint256 amount, bool held);

    error Refused(address account);
    error Insolvent(address token, uint256 have, uint256 want);

    function refuse(address account) external {
        refused = account;
    }

    function creditDeposit(address account, address token, bytes32 ref, uint256 amount, bool isQuarantined) external {
        require(account != refused && amount != 0, Refused(account));
        liabilities[token] += amount;
        creditedUnder[ref] += amount;
        if (isQuarantined) quarantined[account][token] += amount;
        else credited[account][token] += amount;
        emit Credited(account, token, ref, amount, isQuarantined);
        uint256 have = IERC20(token).balanceOf(address(this));
        require(have >= liabilities[token], Insolvent(token, have, liabilities[token]));
    }
}
