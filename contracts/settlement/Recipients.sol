// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISettlement} from "../interfaces/ISettlement.sol";
import {MerchantConfig} from "../types/Settlement.sol";

/// @notice The settings of accounts, and whom their payouts may reach.
library Recipients {
    struct Accounts {
        mapping(address account => MerchantConfig) configs;
        mapping(address account => mapping(address recipient => uint40)) recipientEffectiveAt;
    }

    /// @dev Why payouts of this account cannot go to `to`; empty when they can.
    function refusal(
        Accounts storage accounts,
        address account,
        address to
    ) internal view returns (bytes memory reason) {
        uint40 recipientAt = accounts.recipientEffectiveAt[account][to];
        if (recipientAt != 0 && block.timestamp >= recipientAt) return reason;
        MerchantConfig memory config = accounts.configs[account];
        if (to == (config.payoutAddress == address(0) ? account : config.payoutAddress)) {
            if (block.timestamp >= config.payoutEffectiveAt) return reason;
            return abi.encodeWithSelector(ISettlement.PayoutAddressPending.selector, config.payoutEffectiveAt);
        }
        if (recipientAt != 0) {
            return abi.encodeWithSelector(ISettlement.RecipientPending.selector, account, to, recipientAt);
        }
        return abi.encodeWithSelector(ISettlement.RecipientNotAllowed.selector, account, to);
    }
}
