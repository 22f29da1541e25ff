// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DenyListToken} from "../../../contracts/mocks/DenyListToken.sol";
import {Payout} from "../../../contracts/types/Settlement.sol";
import {LienHandler} from "./LienHandler.sol";
import {discardIf, vm} from "./Vm.sol";

/// @notice Every verb of Settlement, on top of the escrow's and the credit line's.
abstract contract SettlementHandler is LienHandler {
    struct Outflow {
        uint256 timestamp;
        uint256 amount;
    }

    mapping(address token => Outflow[]) internal outflows;
    mapping(address token => uint256) public depositedSum;
    mapping(address token => uint256) public withdrawnSum;
    mapping(address token => uint256) public paidOutSum;
    mapping(address token => uint256) public donatedToSettlement;
    mapping(address account => address) public newestRecipient;
    mapping(address account => uint256) public newestRecipientAt;
    bytes32[] internal executedBatches;
    /// @notice Payouts that went where they may not, or more than once, or not to the unit.
    uint256 public wrongPayouts;

    function deposit(uint256 seed, uint256 amount) external {
        calls["deposit"]++;
        (address account, DenyListToken token) = _accountAndToken(seed);
        amount = _bound(amount, 1, MAX_AMOUNT);
        settlement.deposit(account, address(token), amount);
        modelAvailable[account][address(token)] += amount;
        depositedSum[address(token)] += amount;
    }

    function withdraw(uint256 seed, uint256 amount) external {
        (address account, DenyListToken token) = _accountAndToken(seed);
        uint256 limit = modelAvailable[account][address(token)];
        discardIf(limit == 0);
        calls["withdraw"]++;
        amount = _bound(amount, 1, limit);
        uint256 owed = _owed(address(token));
        vm.prank(account);
        settlement.withdraw(address(token), amount, account);
        releasedSum[address(token)] += owed - _owed(address(token));
        modelAvailable[account][address(token)] -= amount;
        withdrawnSum[address(token)] += amount;
    }

    /// @dev Four items: the account itself, its newest recipient, an outsider, and more than there is.
    function payoutBatch(uint256 seed, uint256 amount, bytes32 batchId) external {
        (address account, DenyListToken token) = _accountAndToken(seed);
        discardIf(settlement.executed(batchId));
        calls["payoutBatch"]++;
        amount = _bound(amount, 1, MAX_AMOUNT);
        address recipient = newestRecipient[account] == address(0) ? OUTSIDER : newestRecipient[account];
        Payout[] memory items = new Payout[](4);
        items[0] = Payout(account, address(token), account, amount);
        items[1] = Payout(account, address(token), recipient, amount);
        items[2] = Payout(account, address(token), OUTSIDER, 1);
        items[3] = Payout(account, address(token), account, START_BALANCE);
        uint256 limit = _min(_limitLeft(token), modelAvailable[account][address(token)]);
        uint256 toAccount = amount <= limit ? amount : 0;
        bool counts = newestRecipientAt[account] != 0 && block.timestamp >= newestRecipientAt[account];
        uint256 toRecipient = counts && amount <= limit - toAccount ? amount : 0;
        _pay(batchId, items, account, token, [toAccount, toRecipient]);
    }

    /// @dev Asks for the whole capacity twice in a row; what really left is what the limit is measured by.
    function payoutTwiceTheLimit(uint256 seed, bytes32 batchId) external {
        (address account, DenyListToken token) = _accountAndToken(seed);
        discardIf(settlement.executed(batchId) || settlement.executed(~batchId));
        calls["payoutTwiceTheLimit"]++;
        settlement.deposit(account, address(token), 2 * OUTFLOW_CAPACITY);
        modelAvailable[account][address(token)] += 2 * OUTFLOW_CAPACITY;
        depositedSum[address(token)] += 2 * OUTFLOW_CAPACITY;
        Payout[] memory items = new Payout[](1);
        items[0] = Payout(account, address(token), account, OUTFLOW_CAPACITY - _bound(seed, 0, 1e20));
        uint256 owed = _owed(address(token));
        uint256 before = token.balanceOf(account);
        settlement.payoutBatch(batchId, items);
        settlement.payoutBatch(~batchId, items);
        uint256 paid = token.balanceOf(account) - before;
        releasedSum[address(token)] += owed - _owed(address(token));
        modelAvailable[account][address(token)] -= paid;
        paidOutSum[address(token)] += paid;
        outflows[address(token)].push(Outflow(block.timestamp, paid));
    }

    function repeatBatch(uint256 index, uint256 seed) external {
        discardIf(executedBatches.length == 0);
        calls["repeatBatch"]++;
        (address account, DenyListToken token) = _accountAndToken(seed);
        Payout[] memory items = new Payout[](1);
        items[0] = Payout(account, address(token), account, 1);
        try settlement.payoutBatch(executedBatches[index % executedBatches.length], items) {
            wrongPayouts++;
        } catch {}
    }

    function addRecipient(uint256 seed) external {
        calls["addRecipient"]++;
        (address account, ) = _accountAndToken(seed);
        address recipient = address(uint160(uint256(keccak256(abi.encode(account, block.timestamp)))));
        discardIf(settlement.recipientEffectiveAt(account, recipient) != 0);
        vm.prank(account);
        settlement.addRecipient(account, recipient);
        newestRecipient[account] = recipient;
        newestRecipientAt[account] = block.timestamp + CHANGE_DELAY;
    }

    function removeRecipient(uint256 seed) external {
        calls["removeRecipient"]++;
        (address account, ) = _accountAndToken(seed);
        discardIf(newestRecipient[account] == address(0));
        vm.prank(account);
        settlement.removeRecipient(account, newestRecipient[account]);
        newestRecipientAt[account] = 0;
    }

    function releaseReserve(uint256 seed, uint256 day) external {
        address token = address(tokens[seed % tokens.length]);
        address account = merchants[1];
        discardIf(modelReserved[account][token] == 0);
        calls["releaseReserve"]++;
        uint256 today = block.timestamp / 1 days;
        uint256[] memory dueDays = new uint256[](1);
        dueDays[0] = today - (day % 4);
        uint256 due = modelReserve[account][token][dueDays[0]];
        settlement.releaseReserve(account, token, dueDays);
        modelReserve[account][token][dueDays[0]] = 0;
        modelReserved[account][token] -= due;
        modelAvailable[account][token] += due;
    }

    function pull(uint256 seed) external {
        calls["pull"]++;
        address token = address(tokens[seed % tokens.length]);
        releasedSum[token] += _owed(token);
        vm.prank(OUTSIDER);
        settlement.pull(address(escrow), token);
    }

    function donateToSettlement(uint256 seed, uint256 amount) external {
        calls["donateToSettlement"]++;
        DenyListToken token = tokens[seed % tokens.length];
        amount = _bound(amount, 1, 1e18);
        token.mint(address(settlement), amount);
        donatedToSettlement[address(token)] += amount;
    }

    function donateToEscrow(uint256 seed, uint256 amount) external {
        calls["donateToEscrow"]++;
        DenyListToken token = tokens[seed % tokens.length];
        amount = _bound(amount, 1, 1e18);
        token.mint(address(escrow), amount);
        donatedToEscrow[address(token)] += amount;
    }

    function passTime(uint256 amount) external {
        calls["passTime"]++;
        vm.warp(block.timestamp + _bound(amount, 1, 8 hours));
    }

    function outflowsOf(address token) external view returns (Outflow[] memory) {
        return outflows[token];
    }

    function _pay(
        bytes32 batchId,
        Payout[] memory items,
        address account,
        DenyListToken token,
        uint256[2] memory expected
    ) private {
        uint256 owed = _owed(address(token));
        uint256[4] memory before;
        for (uint256 i = 0; i < 4; ++i) before[i] = token.balanceOf(items[i].to);
        settlement.payoutBatch(batchId, items);
        executedBatches.push(batchId);
        bool isOutsider = items[1].to == OUTSIDER;
        if (token.balanceOf(account) - before[0] != expected[0]) wrongPayouts++;
        if (!isOutsider && token.balanceOf(items[1].to) - before[1] != expected[1]) wrongPayouts++;
        if (token.balanceOf(OUTSIDER) != before[2]) wrongPayouts++;
        uint256 paid = expected[0] + expected[1];
        releasedSum[address(token)] += owed - _owed(address(token));
        modelAvailable[account][address(token)] -= paid;
        paidOutSum[address(token)] += paid;
        outflows[address(token)].push(Outflow(block.timestamp, paid));
    }

    function _limitLeft(DenyListToken token) private view returns (uint256 available) {
        (, , available) = settlement.outflowLimit(address(token));
    }

    function _accountAndToken(uint256 seed) internal view returns (address account, DenyListToken token) {
        uint256 who = seed % (ACTORS + 2);
        account =
            who < ACTORS
                ? merchants[who]
                : who == ACTORS
                    ? FEE_RECEIVER
                    : POOL;
        token = tokens[(seed / (ACTORS + 2)) % tokens.length];
    }
}
