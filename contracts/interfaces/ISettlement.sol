// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BalanceKind, CaptureCredit, Creditor, MerchantConfig, Payout} from "../types/Settlement.sol";
import {IGated} from "./IGated.sol";
import {ISettlementDeposits} from "./ISettlementDeposits.sol";
import {ISettlementEarn} from "./ISettlementEarn.sol";
import {ISettlementLiens} from "./ISettlementLiens.sol";
import {ISettlementQuarantine} from "./ISettlementQuarantine.sol";
import {ISettlementSplits} from "./ISettlementSplits.sol";
import {ISharedErrors} from "./ISharedErrors.sol";

/// @notice Keeps what each merchant is owed, pays it out, and pays refunds from it.
interface ISettlement is
    IGated,
    ISharedErrors,
    ISettlementDeposits,
    ISettlementEarn,
    ISettlementLiens,
    ISettlementQuarantine,
    ISettlementSplits
{
    /// @notice The balance of an account after a change.
    /// @param ref payment id, batch id, deposit reference, id of the credit line, hash of the split or zero; for a
    /// run of captures the id of the last one
    /// @param delta change of available + reserved, in token units
    event BalanceUpdated(
        address indexed account,
        address indexed token,
        bytes32 indexed ref,
        BalanceKind kind,
        int256 delta,
        uint128 available,
        uint128 reserved
    );
    /// @notice A payout item left; the balance follows once per run of one account and token.
    event PayoutSent(
        bytes32 indexed batchId,
        address indexed account,
        address indexed token,
        address to,
        uint256 amount
    );
    /// @notice A payout item did not leave and the balance stays as it was.
    /// @param reason an error of this contract or what the token returned, cut after 64 bytes
    event PayoutFailed(
        bytes32 indexed batchId,
        address indexed account,
        address indexed token,
        address to,
        uint256 amount,
        bytes reason
    );
    /// @notice A recipient counts from `effectiveAt` on; zero removes it.
    event RecipientSet(address indexed account, address indexed recipient, uint40 effectiveAt);
    /// @notice Payouts may go to `payoutAddress` from `effectiveAt` on and to no former address.
    event PayoutAddressSet(address indexed account, address payoutAddress, uint40 effectiveAt);
    /// @notice MANAGER may, or may no longer, set recipients, the payout address and the split of the account.
    event ManagedSet(address indexed account, bool managed);
    /// @notice The rolling reserve of an account changed, for captures from now on.
    event MerchantSet(address indexed account, uint16 reserveBps, uint16 reserveDelayHours);
    /// @notice Part of a capture waits until `day` begins, counted in days since 1970 UTC.
    event ReserveHeld(address indexed account, address indexed token, bytes32 indexed ref, uint256 day, uint256 amount);
    /// @notice A creditor was added, retired or removed.
    event CreditorSet(address indexed creditor, Creditor kind);
    /// @notice An operator may, or may no longer, refund from balances of other accounts.
    event RefundOperatorSet(address indexed operator, bool allowed);
    /// @notice Part of each swept deposit goes to the treasury.
    event DepositFeeSet(address indexed account, uint16 depositFeeBps);
    /// @notice Deposit fees and surplus are the treasury's from now on; zero: nobody's.
    event TreasurySet(address treasury);
    /// @notice Payouts of a token may use `capacity` at once, refilled evenly within `windowSeconds`.
    event OutflowLimitSet(address indexed token, uint208 capacity, uint48 windowSeconds);

    /// @notice The account has less available than asked for.
    error InsufficientBalance(address account, address token, uint256 have, uint256 want);
    /// @notice A batch id is executed once.
    error BatchAlreadyExecuted(bytes32 batchId);
    /// @notice The payout address changed and does not count yet.
    error PayoutAddressPending(uint40 effectiveAt);
    /// @notice Neither the payout address nor a recipient of the account.
    error RecipientNotAllowed(address account, address recipient);
    /// @notice The recipient was added and does not count yet.
    error RecipientPending(address account, address recipient, uint40 effectiveAt);
    /// @notice The recipient is there already; its delay does not start again.
    error RecipientAlreadyAdded(address account, address recipient);
    /// @notice Nobody can be paid at this address.
    error InvalidRecipient(address recipient);
    /// @notice The token's outflow limit allows less now.
    error OutflowLimitExceeded(address token, uint256 have, uint256 want);
    /// @notice lowerOutflowLimit would let more out.
    error OutflowLimitNotLower(address token);
    /// @notice Liabilities would exceed what is held and owed by the escrow.
    error Insolvent(address token, uint256 have, uint256 want);
    /// @notice The account did not put itself under management.
    error NotManaged(address account);
    /// @notice Another escrow is in place; remove it first.
    error EscrowAlreadySet(address escrow);
    /// @notice Not an escrow that may be pulled from.
    error NotAnEscrow(address escrow);
    /// @notice Not a creditor of a kind that may do this.
    error NotACreditor(address sender, Creditor kind);
    /// @notice The address is a creditor of another kind already.
    error AlreadyACreditor(address creditor, Creditor kind);
    /// @notice There is no treasury.
    error NoTreasury();
    /// @notice Nothing is here that belongs to nobody.
    error NoSurplus(address token);
    /// @notice A deposit fee higher than allowed.
    error DepositFeeTooHigh(uint16 bps, uint16 limit);
    /// @notice A rate above 10,000.
    error BpsOverflow(uint16 bps);
    /// @notice A reserve longer than allowed.
    error ReserveDelayTooLong(uint16 delayHours, uint16 limit);
    /// @notice The reserve of that day is not due.
    error ReserveNotDue(uint256 day, uint256 today);
    /// @notice The signature does not count any more.
    error SignatureExpired(uint256 deadline);
    /// @notice The signature is not the account's.
    error InvalidSignature(address account);
    /// @notice The operator is neither the account itself nor trusted with refunds from others' balances.
    error RefundNotAllowed(address account, address operator);
    /// @notice Too little gas for the next item: it would fail for that reason alone.
    error InsufficientGas(uint256 have, uint256 want);

    /// @notice Credits one capture: fee, lien, rolling reserve, rest available.
    /// @dev The escrow, which books `owed` in the same call. Calls nothing but the credit line of an account with a
    /// lien, with bounded gas; when that fails, all that is left after the fee waits until `collect`. The reserve is
    /// a part of what the lien leaves, rounded down.
    /// @param gross token units, fee included
    function creditCapture(
        address receiver,
        address token,
        uint256 gross,
        uint256 fee,
        address feeReceiver,
        bytes32 id
    ) external;

    /// @notice Credits captures of one token, each as creditCapture does; neighbours of one account are booked once.
    /// @dev The escrow.
    function creditCaptures(address token, CaptureCredit[] calldata credits) external;

    /// @notice Adds the caller's money to an account, such as a float for refunds.
    /// @dev Anyone, for any account.
    function deposit(address account, address token, uint256 amount) external;

    /// @notice Pays the caller's available balance to an address of its choice.
    /// @dev The account; never paused, never rate limited, needs nobody else.
    function withdraw(address token, uint256 amount, address to) external;

    /// @notice Pays many accounts; an item that cannot be paid fails alone.
    /// @dev SETTLER, within the outflow limit of each token, once per batchId.
    function payoutBatch(bytes32 batchId, Payout[] calldata payouts) external;

    /// @notice Pays a refund from an account's available balance.
    /// @dev The escrow, which made sure before that this contract holds enough tokens. Never calls the escrow. A payer
    /// may name any operator and, with it, any fee: only the account itself and operators added by ADMIN may take what
    /// others own.
    /// @param operator of the payment
    function takeRefund(
        address account,
        address token,
        uint256 amount,
        address to,
        bytes32 id,
        address operator
    ) external;

    /// @notice Moves due rolling reserves to the available balance.
    /// @dev Anyone, for any account.
    /// @param dueDays days since 1970 UTC, as ReserveHeld named them
    function releaseReserve(address account, address token, uint256[] calldata dueDays) external;

    /// @notice Fetches everything an escrow owes in a token.
    /// @dev Anyone; the escrow in place or a retired one.
    function pull(address escrow, address token) external;

    /// @notice Names where payouts may go, after the delay; zero is the account itself.
    /// @dev The account, or MANAGER when managed. Until then payouts to the payout address fail.
    function setPayoutAddress(address account, address payoutAddress) external;

    /// @notice Adds a recipient of payouts, after the delay.
    /// @dev The account, or MANAGER when managed.
    function addRecipient(address account, address recipient) external;

    /// @notice Removes a recipient at once.
    /// @dev The account, or MANAGER when managed.
    function removeRecipient(address account, address recipient) external;

    /// @notice Puts the caller's account under management, or ends it.
    function setManaged(bool managed) external;

    /// @notice As setManaged, by the account's EIP-712 or ERC-1271 signature over
    /// SetManaged(address account,bool managed,uint256 nonce,uint256 deadline).
    /// @dev Anyone with the signature, while now <= deadline, once per nonce.
    function setManagedBySig(address account, bool managed, uint256 deadline, bytes calldata signature) external;

    /// @notice Sets the part of swept deposits that goes to the treasury.
    /// @dev FEE_MANAGER, delayed.
    /// @param depositFeeBps 0 to 1,000
    function setDepositFee(address account, uint16 depositFeeBps) external;

    /// @notice Names the account of deposit fees and surplus; zero ends both.
    /// @dev ADMIN, delayed.
    function setTreasury(address treasury) external;

    /// @notice Credits the treasury with what is here or owed by the escrow and belongs to nobody.
    /// @dev FEE_MANAGER, delayed; refused during a call of the escrow.
    function skim(address token) external;

    /// @notice Sets the rolling reserve of an account, for captures from now on.
    /// @dev FEE_MANAGER, delayed.
    /// @param reserveBps 0 to 10,000
    /// @param reserveDelayHours 0 to 4,320
    function setMerchant(address account, uint16 reserveBps, uint16 reserveDelayHours) external;

    /// @notice Names the escrow that may credit captures and take refunds; one at a time.
    /// @dev ADMIN, delayed.
    function addEscrow(address escrow) external;

    /// @notice Retires the escrow in place.
    /// @dev SENTINEL, instant. What it owes can still be pulled.
    function removeEscrow(address escrow) external;

    /// @notice Lets a deposit factory credit what it swept.
    /// @dev ADMIN, delayed.
    function addFactory(address factory) external;

    /// @notice Ends that.
    /// @dev SENTINEL, instant.
    function removeFactory(address factory) external;

    /// @notice Lets a credit line credit draws and hold liens.
    /// @dev ADMIN, delayed.
    function addCreditLine(address creditLine) external;

    /// @notice Retires a credit line: no draws, no new liens; what its borrowers owe it is still collected.
    /// @dev SENTINEL, instant.
    function removeCreditLine(address creditLine) external;

    /// @notice Trusts an operator with refunds from the balances of the accounts it works for.
    /// @dev ADMIN, delayed.
    function addRefundOperator(address operator) external;

    /// @notice Ends that trust; refunds from the operator's own money go on.
    /// @dev SENTINEL, instant.
    function removeRefundOperator(address operator) external;

    /// @notice Sets how much of a token payouts may send; unset means nothing.
    /// @dev RISK, delayed.
    function setOutflowLimit(address token, uint208 capacity, uint48 windowSeconds) external;

    /// @notice Sets a capacity not above and a window not below the present ones.
    /// @dev SENTINEL, instant.
    function lowerOutflowLimit(address token, uint208 capacity, uint48 windowSeconds) external;

    /// @notice What an account owns here, in token units.
    function balanceOf(address account, address token) external view returns (uint128 available, uint128 reserved);

    /// @notice The sum of all balances of a token.
    function totalLiabilities(address token) external view returns (uint256);

    /// @notice The settings of an account.
    function merchantConfig(address account) external view returns (MerchantConfig memory);

    /// @notice The second from which on a recipient counts; zero when it is none.
    function recipientEffectiveAt(address account, address recipient) external view returns (uint40);

    /// @notice What becomes available when `day` begins.
    function rollingReserve(address account, address token, uint256 day) external view returns (uint256);

    /// @notice Whether a payout batch was executed.
    function executed(bytes32 batchId) external view returns (bool);

    /// @notice The outflow limit of a token and what it allows now.
    function outflowLimit(
        address token
    ) external view returns (uint208 capacity, uint48 windowSeconds, uint256 available);

    /// @notice The escrow in place.
    function escrow() external view returns (address);

    /// @notice The account of deposit fees and surplus; zero is none.
    function treasury() external view returns (address);

    /// @notice What an address may credit.
    function creditorOf(address creditor) external view returns (Creditor);

    /// @notice Whether an operator may refund from the balances of other accounts.
    function isRefundOperator(address operator) external view returns (bool);

    /// @notice How long a new recipient, payout address or split waits, in seconds.
    function changeDelaySeconds() external view returns (uint40);
}
