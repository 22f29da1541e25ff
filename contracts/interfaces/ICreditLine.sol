// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credit, CreditLimits, CreditStatus, CreditTerms, Loss, UnderwriterSignature} from "../types/Credit.sol";
import {PaymentInfo} from "../types/Payment.sol";
import {ICreditAssets} from "./ICreditAssets.sol";
import {ICreditHook} from "./ICreditHook.sol";
import {IGated} from "./IGated.sol";
import {ISharedErrors} from "./ISharedErrors.sol";

/// @notice Lends the pool's asset to merchants, who repay from their captures. A borrower has one line at a time; the
/// lower 160 bits of a line's id are its borrower. Amounts are in units of the asset; `interest` in events is in 1e-9
/// units.
interface ICreditLine is ICreditHook, ICreditAssets, IGated, ISharedErrors {
    /// @notice A borrower accepted signed terms; the new state: no debt, Active.
    event CreditOpened(
        bytes32 indexed id,
        address indexed merchant,
        address indexed asset,
        CreditTerms terms,
        bytes32 attestation
    );
    /// @notice A borrower accepted other terms for its line.
    event CreditAmended(bytes32 indexed id, CreditTerms terms, uint128 principal, uint128 interest, uint40 dueAt);
    /// @notice The debt grew by `amount`, of which the borrower received amount - fee.
    event CreditDrawn(bytes32 indexed id, uint256 amount, uint256 fee, uint128 principal, uint128 interest);
    /// @notice The debt fell by a payment. `payer` is the borrower for captures and balances; `ref` is the payment id of
    /// a capture, else zero.
    event CreditRepaid(
        bytes32 indexed id,
        address indexed payer,
        bytes32 indexed ref,
        uint256 interestPaid,
        uint256 principalPaid,
        uint128 principal,
        uint128 interest
    );
    /// @notice The earliest unpaid due date moved; `paid` units count toward it. Zero: nothing is owed.
    event CreditDueChanged(bytes32 indexed id, uint40 dueAt, uint96 paid);
    /// @notice A line took another status.
    event CreditStatusChanged(bytes32 indexed id, CreditStatus from, CreditStatus to);
    /// @notice SENTINEL lowered the limit; terms signed for an amendment before are void.
    event CreditLimitLowered(bytes32 indexed id, uint128 limit, uint16 amendments);
    /// @notice RISK gave up part of a debt.
    event CreditWaived(
        bytes32 indexed id,
        uint256 amount,
        uint256 coveredByReserve,
        uint128 principal,
        uint128 interest
    );
    /// @notice The loss of a default, all of it; the reserve bore `coveredByReserve`, the pool the rest.
    event DefaultDeclared(bytes32 indexed id, uint256 principalLoss, uint256 interestLoss, uint256 coveredByReserve);
    /// @notice A debt was given up.
    event CreditWrittenOff(bytes32 indexed id, uint256 principal, uint256 interest);
    /// @notice Part of a booked loss came back; what of it is still lost.
    event LossRecovered(bytes32 indexed id, uint256 toPool, uint256 toReserve, uint128 poolLoss, uint128 reserveLoss);
    /// @notice The first-loss reserve after a change.
    event ReserveChanged(int256 delta, uint128 reserve);
    /// @notice The ceilings over all lines.
    event LimitsSet(CreditLimits limits);

    /// @notice The line's status does not allow it.
    error LineNotActive(bytes32 id, CreditStatus status);
    /// @notice The table of statuses has no such way.
    error StatusChangeNotAllowed(bytes32 id, CreditStatus from, CreditStatus to);
    /// @notice The borrower's line has to be closed first.
    error LineStillOpen(bytes32 id, CreditStatus status);
    /// @notice Terms make one line or one amendment.
    error TermsAlreadyUsed(bytes32 id);
    /// @notice The terms are for another line or another state of it.
    error TermsMismatch(bytes32 line, uint64 nonce);
    /// @notice The limit of the terms is above the ceiling, or a new limit is not below the old one.
    error LimitTooHigh(uint256 limit, uint256 ceiling);
    /// @notice The sum of principal would pass the ceiling.
    error GlobalLimitExceeded(uint256 principal, uint256 ceiling);
    /// @notice The debt would pass the line's limit or the ceiling of a borrower.
    error ExceedsAvailableCredit(uint256 have, uint256 want);
    /// @notice The line is drawn against holds only.
    error PledgesRequired(bytes32 id);
    /// @notice The line has no advance rate.
    error NotSecured(bytes32 id);
    /// @notice A debt past its grace or maturity draws nothing.
    error PastDue(uint256 dueAt);
    /// @notice Another credit line has the first claim on this account's captures.
    error LienTaken(address creditLine);
    /// @notice Nothing is owed.
    error NothingOwed(bytes32 id);
    /// @notice A line with debt, or with a loss to recover, stays open.
    error DebtOutstanding(bytes32 id, uint256 debt);
    /// @notice Not late before this second.
    error NotLate(uint256 until);
    /// @notice No default before this second.
    error NotDefaultable(uint256 until);
    /// @notice More than was lost and not recovered.
    error ExceedsDebt(uint256 amount, uint256 debt);
    /// @notice The reserve has less, or is needed while lines are late.
    error ReserveNotFree(uint256 free, uint256 want);

    /// @notice Accepts signed terms and opens the borrower's line: the only way to Active (C3).
    /// @dev The borrower, without another line. Emits CreditOpened, CreditStatusChanged.
    /// @param signatures one, or two above `secondSignatureAbove`, ascending by underwriter
    /// @param proof for the verifier of terms.schemaId; empty: the signatures alone
    /// @return id of the line
    function open(
        CreditTerms calldata terms,
        UnderwriterSignature[] calldata signatures,
        bytes calldata proof
    ) external returns (bytes32 id);

    /// @notice Accepts signed terms for a line that exists; its status stays.
    /// @dev The borrower, until default. A debt begins a new schedule. Emits CreditAmended.
    /// @param terms with line = id and nonce = amendments + 1
    function amend(
        bytes32 id,
        CreditTerms calldata terms,
        UnderwriterSignature[] calldata signatures,
        bytes calldata proof
    ) external;

    /// @notice Draws `amount`, the origination fee included; the rest lands in the borrower's Settlement balance.
    /// @dev The borrower of an Active line without advance rate, while the gate clears it. The fee is rounded up, for
    /// the lenders. Emits CreditDrawn.
    function draw(bytes32 id, uint256 amount) external;

    /// @notice Pledges live holds, or pledges them afresh, and draws `amount` against them.
    /// @dev As draw, for a line with an advance rate; see IPledgeBook.pledge. Emits CreditDrawn.
    function drawAgainst(bytes32 id, PaymentInfo[] calldata infos, uint256 amount) external;

    /// @notice Repays up to `amount` from the caller's wallet.
    /// @dev Anyone, whatever the line's status, pause or gate (C10). Interest first. Emits CreditRepaid.
    /// @return taken at most the debt, which is rounded up for the lenders
    function repay(bytes32 id, uint256 amount) external returns (uint256 taken);

    /// @notice Repays up to `amount` from the borrower's available Settlement balance.
    /// @dev The borrower. As repay.
    function repayFromBalance(bytes32 id, uint256 amount) external returns (uint256 taken);

    /// @notice Pays back a loss of a line that was written off, from the caller's wallet.
    /// @dev Anyone. To the pool until its loss is made good, then to the reserve. Emits LossRecovered.
    /// @return taken at most the loss
    function recover(bytes32 id, uint256 amount) external returns (uint256 taken);

    /// @notice Books interest up to now.
    /// @dev Anyone. The debt that views tell does not change.
    function accrue(bytes32 id) external;

    /// @notice Marks a line late whose due date passed with its grace; a part of its principal is impaired.
    /// @dev Anyone. Emits CreditStatusChanged.
    function markLate(bytes32 id) external;

    /// @notice Books the loss of a line that is `defaultDelaySeconds` past its grace: the reserve pays first, then the
    /// pool loses.
    /// @dev Anyone. Emits DefaultDeclared, CreditStatusChanged, ReserveChanged.
    function declareDefault(bytes32 id) external;

    /// @notice Gives up the debt of a defaulted line.
    /// @dev RISK. Emits CreditWrittenOff, CreditStatusChanged.
    function writeOff(bytes32 id) external;

    /// @notice Gives up `amount` of a debt, interest first; the reserve pays first, then the pool loses.
    /// @dev RISK. Emits CreditWaived.
    function waive(bytes32 id, uint256 amount) external;

    /// @notice Closes a line without debt.
    /// @dev The borrower, or RISK. Emits CreditStatusChanged.
    function close(bytes32 id) external;

    /// @notice Lowers a line's limit and voids terms already signed to amend it.
    /// @dev SENTINEL. Emits CreditLimitLowered.
    function setLimit(bytes32 id, uint128 limit) external;

    /// @notice Ends the draws of a line and voids terms already signed to amend it.
    /// @dev SENTINEL. Emits CreditStatusChanged, CreditLimitLowered.
    function freeze(bytes32 id) external;

    /// @notice Adds the caller's money to the first-loss reserve.
    /// @dev Anyone. Emits ReserveChanged.
    function fundReserve(uint256 amount) external;

    /// @notice Takes free money of the reserve; none is free while a line is late.
    /// @dev RISK, delayed. Emits ReserveChanged.
    function withdrawReserve(uint256 amount, address to) external;

    /// @notice Brings the reserve its part of recoveries that stand in the pool's Settlement account.
    /// @dev Anyone, as far as the pool is liquid. Emits ReserveChanged.
    function claimReserve() external returns (uint256 amount);

    /// @notice Sets the ceilings.
    /// @dev RISK, delayed. Emits LimitsSet.
    function setLimits(CreditLimits calldata limits) external;

    /// @notice Lowers ceilings.
    /// @dev SENTINEL. Emits LimitsSet.
    function lowerLimits(CreditLimits calldata limits) external;

    /// @notice Principal and interest now, in units, rounded up.
    function debtOf(bytes32 id) external view returns (uint256);

    /// @notice What is due at the earliest unpaid due date, the missed payments included; zeros without debt.
    function dueOf(bytes32 id) external view returns (uint256 amount, uint40 dueAt);

    /// @notice What could be drawn as far as the line, its recorded pledges and the ceilings allow.
    function available(bytes32 id) external view returns (uint256);

    /// @notice The advance rate's part of the recorded pledges; the limit for a line that needs none.
    function borrowingBase(bytes32 id) external view returns (uint256);

    /// @notice The line as stored, interest as of lastAccrual.
    function creditOf(bytes32 id) external view returns (Credit memory);

    /// @notice Units paid toward the earliest due date.
    function paidOf(bytes32 id) external view returns (uint96);

    /// @notice The newest line of a borrower.
    function lineOf(address borrower) external view returns (bytes32);

    /// @notice What is still lost of a line.
    function lossOf(bytes32 id) external view returns (Loss memory);

    /// @notice Sum of principal, and the parts of it that are late or defaulted, in units.
    function totals() external view returns (uint256 principal, uint256 latePrincipal, uint256 defaultedPrincipal);

    /// @notice The first-loss reserve, and its part of recoveries that claimReserve may fetch.
    function reserve() external view returns (uint128 held, uint128 claimable);

    /// @notice The ceilings over all lines.
    function limits() external view returns (CreditLimits memory);

    /// @notice The only token of this contract: the pool's asset.
    function asset() external view returns (address);

    function settlement() external view returns (address);

    /// @notice Where the pledged holds are kept: IPledgeBook.
    function pledgeBook() external view returns (address);

    /// @notice Who may sign terms and operate pledged holds: ICreditPolicy.
    function policy() external view returns (address);

    /// @notice Seconds past the grace after which a default may be declared.
    function defaultDelaySeconds() external view returns (uint40);
}
