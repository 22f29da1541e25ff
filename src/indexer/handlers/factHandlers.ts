import type { FactHandler, FactHandlers } from "../factHandler.ts";

/** Which module hears of which fact: the only place that says so. */
export function factHandlers(modules: {
  readonly payments: FactHandler;
  readonly payouts: FactHandler;
  readonly credit: FactHandler;
  readonly reserves: FactHandler;
  /** What comes to deposit addresses. */
  readonly transfers: FactHandler;
  readonly sweeps: FactHandler;
  /** What moves balances of settlement accounts. */
  readonly balances: FactHandler;
}): FactHandlers {
  const { payments, payouts, credit, reserves, transfers, sweeps, balances } = modules;
  return {
    PaymentPreApproved: payments,
    PaymentAuthorized: payments,
    PaymentCharged: payments,
    PaymentCaptured: payments,
    PaymentVoided: payments,
    PaymentReclaimed: payments,
    PaymentRefunded: payments,
    CaptureSkipped: payments,
    RefundSkipped: payments,
    BalanceUpdated: balances,
    PayoutSent: payouts,
    PayoutFailed: payouts,
    RecipientSet: payouts,
    PayoutAddressSet: payouts,
    SnapshotTaken: reserves,
    TotalsTaken: reserves,
    LedgerAnchored: reserves,
    Transfer: transfers,
    DepositSwept: sweeps,
    SweepFailed: sweeps,
    CreditOpened: credit,
    CreditAmended: credit,
    CreditDrawn: credit,
    CreditRepaid: credit,
    CreditDueChanged: credit,
    CreditStatusChanged: credit,
    CreditLimitLowered: credit,
    CreditWaived: credit,
    DefaultDeclared: credit,
    CreditWrittenOff: credit,
    LossRecovered: credit,
    ReserveChanged: credit,
    Pledged: credit,
    PledgeReleased: credit,
    DrawFunded: credit,
    Collected: credit,
    Deposit: credit,
    Withdraw: credit,
    RedeemClaimed: credit,
    SurplusTaken: credit,
  };
}
