// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SuiteHandler} from "./SuiteHandler.sol";
import {play} from "./Vm.sol";

/// @notice What holds over escrow, Settlement and earn vault together, after any sequence of calls.
contract SuiteInvariants {
    uint256 private constant CALLS = 600;
    uint256 private constant ENOUGH = 5;

    SuiteHandler internal handler;

    error TooFewCalls(string verb, uint256 calls);

    function setUp() public {
        handler = new SuiteHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_S10_vaultSharesCoverWhatAccountsEarn() external view {
        uint256 sum;
        for (uint256 i = 0; i < 3; ++i) {
            sum += handler.settlement().earnShares(handler.merchants(i), address(handler.token()));
        }
        // Nobody sends shares to Settlement here.
        assert(handler.vault().balanceOf(address(handler.settlement())) == sum);
        assert(handler.failedExits() == 0);
    }

    function invariant_G1_liabilitiesAreCovered() external view {
        address[] memory tokens = new address[](1);
        tokens[0] = address(handler.token());
        handler.lens().assertSolvent(tokens);
    }

    function invariant_G2_noTokenIsMadeOrLost() external view {
        address[14] memory holders = handler.holders();
        uint256 sum;
        for (uint256 i = 0; i < holders.length; ++i) sum += handler.token().balanceOf(holders[i]);
        assert(sum == handler.token().totalSupply());
        assert(sum == handler.minted());
    }

    function invariant_X2_noAllowanceIsLeft() external view {
        address[14] memory holders = handler.holders();
        // escrow, Settlement, collector, vault
        for (uint256 owner = 7; owner < 11; ++owner) {
            for (uint256 i = 0; i < holders.length; ++i) {
                assert(handler.token().allowance(holders[owner], holders[i]) == 0);
            }
        }
    }

    /// @dev The invariants prove nothing about a verb that the handler never reaches.
    function test_suiteHandlerReachesEveryVerb() external {
        bytes4[15] memory verbs = _verbs();
        for (uint256 i = 0; i < CALLS; ++i) {
            uint256 random = uint256(keccak256(abi.encode("suite", i)));
            bytes memory arguments = abi.encode(random >> 32, random >> 64);
            play(address(handler), bytes.concat(verbs[random % verbs.length], arguments));
        }
        string[15] memory names = [
            "capture",
            "withdraw",
            "earn",
            "unearn",
            "allocate",
            "deallocate",
            "gain",
            "lose",
            "report",
            "donate",
            "skim",
            "distribute",
            "quarantine",
            "release",
            "passTime"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            require(handler.calls(names[i]) >= ENOUGH, TooFewCalls(names[i], handler.calls(names[i])));
        }
        assert(handler.failedExits() == 0);
    }

    function _verbs() private view returns (bytes4[15] memory) {
        return
            [
                handler.capture.selector,
                handler.withdraw.selector,
                handler.earn.selector,
                handler.unearn.selector,
                handler.allocate.selector,
                handler.deallocate.selector,
                handler.gain.selector,
                handler.lose.selector,
                handler.report.selector,
                handler.donate.selector,
                handler.skim.selector,
                handler.distribute.selector,
                handler.quarantine.selector,
                handler.release.selector,
                handler.passTime.selector
            ];
    }
}
