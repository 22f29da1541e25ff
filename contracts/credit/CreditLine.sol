// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Gated} from "../libraries/Gated.sol";
import {CreditLedger} from "./CreditLedger.sol";
import {Defaults} from "./Defaults.sol";
import {Draws} from "./Draws.sol";
import {Repayments} from "./Repayments.sol";

/// @notice Lends a pool's asset to merchants against signed terms and live holds, and is repaid from their captures.
/// @dev TOKEN REQUIREMENTS: the pool's asset, as PaymentEscrow.
/// ROLES: underwriters sign terms and call nothing; the borrower opens, draws and closes; SENTINEL lowers limits and
/// freezes; RISK sets ceilings, waives and writes off; anyone repays, accrues, marks late, declares a default that the
/// clock proves.
/// ROUNDING: debt and origination fee are rounded up and advances down, for the lenders; what the pool counts and the
/// part of a capture that repays are rounded down.
/// LIVENESS: a repayment needs the pool, and Settlement where it pays; no role, gate, pause or status. A capture whose
/// hook fails is Settlement's to retry. onRevenue is O(1) and calls the pool's returnFunds only.
contract CreditLine is Draws, Repayments, Defaults {
    constructor(
        address authority,
        address settlement_,
        address pool_,
        address policy_,
        uint40 defaultDelaySeconds_
    ) Gated(authority) CreditLedger(settlement_, pool_, policy_) Defaults(defaultDelaySeconds_) {}
}
