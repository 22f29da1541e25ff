import type { FactHandler, FactHandlers } from "../factHandler.ts";

/** Which module hears of which fact: the only place that says so. */
export function factHandlers(modules: {
  readonly payments: FactHandler;
  readonly payouts: FactHandler;
}): FactHandlers {
  const { payments, payouts } = modules;
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
    BalanceUpdated: payouts,
    PayoutSent: payouts,
    PayoutFailed: payouts,
    RecipientSet: payouts,
    PayoutAddressSet: payouts,
  };
}
