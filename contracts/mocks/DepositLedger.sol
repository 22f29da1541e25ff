// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ISettlementDeposits} from "../interfaces/ISettlementDeposits.sol";
import {DepositCredit} from "../types/Deposit.sol";

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
        require(amount != 0, Refused(account));
        _credit(token, DepositCredit(account, ref, amount, isQuarantined));
        _requireSolvent(token);
    }

    function creditDeposits(address token, DepositCredit[] calldata credits) external {
        for (uint256 i = 0; i < credits.length; ++i) {
            if (credits[i].amount != 0) _credit(token, credits[i]);
        }
        _requireSolvent(token);
    }

    function _credit(address token, DepositCredit memory item) private {
        require(item.account != refused, Refused(item.account));
        liabilities[token] += item.amount;
        creditedUnder[item.ref] += item.amount;
        if (item.quarantined) quarantined[item.account][token] += item.amount;
        else credited[item.account][token] += item.amount;
        emit Credited(item.account, token, item.ref, item.amount, item.quarantined);
    }

    function _requireSolvent(address token) private view {
        uint256 have = IERC20(token).balanceOf(address(this));
        require(have >= liabilities[token], Insolvent(token, have, liabilities[token]));
    }
}
