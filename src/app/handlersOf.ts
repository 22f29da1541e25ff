import type { FactHandler, FactHandlers } from "../indexer/factHandler.ts";
import { factHandlers } from "../indexer/handlers/factHandlers.ts";
import type { FactOf } from "../kernel/facts/chainFact.ts";
import * as credit from "../modules/credit/index.ts";
import * as deposits from "../modules/deposits/index.ts";
import * as payments from "../modules/payments/index.ts";
import * as payouts from "../modules/payouts/index.ts";
import * as reserves from "../modules/reserves/index.ts";

/** What the handlers of facts are given. */
export interface FactContexts {
  readonly payments: payments.PaymentsContext;
  readonly payouts: payouts.PayoutsContext;
  readonly deposits: deposits.DepositsContext;
  readonly credit: credit.CreditContext;
}

/** Who is told of each fact. */
export function handlersOf(contexts: FactContexts): FactHandlers {
  const payouts = payoutFacts(contexts.payouts);
  return factHandlers({
    payments: paymentFacts(contexts.payments),
    payouts,
    credit: creditFacts(contexts.credit),
    reserves: reserveFacts(contexts.payments),
    transfers: transferFacts(contexts.payments),
    sweeps: sweepFacts(contexts.deposits),
    balances: balanceFacts(contexts.deposits, payouts),
  });
}

function paymentFacts(context: payments.PaymentsContext): FactHandler {
  return {
    keyOf: (tx, fact) => payments.factKey(tx, fact as payments.PlacedPaymentFact), // by factHandlers
    apply: (tx, fact, isFinal) =>
      payments.applyFact(tx, { fact: fact as payments.PaymentFact, isFinal }, context), // by factHandlers
    undo: (tx, fact) => payments.undoFact(tx, fact as payments.PaymentFact, context),
    confirm: (tx, fact) => payments.confirmFact(tx, fact as payments.PaymentFact, context),
    finalize: (tx, fact) => payments.finalizeFact(tx, fact as payments.PaymentFact, context),
  };
}

function payoutFacts(context: payouts.PayoutsContext): FactHandler {
  return {
    keyOf: async (_tx, fact) => payouts.factKey(fact as payouts.PayoutFactBody), // by factHandlers
    async apply(tx, fact, isFinal) {
      await payouts.applyFact(tx, { fact: fact as payouts.PayoutFact, isFinal }, context); // by factHandlers
      if (fact.name === "BalanceUpdated") await credit.bookBalanceRepayment(tx, fact, context.clock.now());
    },
    undo: (tx, fact) => payouts.undoFact(tx, fact as payouts.PayoutFact, context),
    confirm: async () => undefined, // what is paid out is final
    finalize: (tx, fact) => payouts.finalizeFact(tx, fact as payouts.PayoutFact, context),
  };
}

function reserveFacts(context: Pick<payments.PaymentsContext, "clock">): FactHandler {
  return {
    keyOf: async (_tx, fact) => reserves.factKey(fact as reserves.AnchorFact), // by factHandlers
    apply: (tx, fact) => reserves.applyFact(tx, fact as reserves.AnchorFact, context), // by factHandlers
    undo: (tx, fact) => reserves.undoFact(tx, fact as reserves.AnchorFact),
    confirm: async () => undefined, // the worker waits for finality
    finalize: async () => undefined,
  };
}

function creditFacts(context: credit.CreditContext): FactHandler {
  return {
    // A line's facts move balances of merchants and of the pool, on which others depend.
    keyOf: async () => null,
    apply: (tx, fact, isFinal) => credit.applyFact(tx, { fact: fact as credit.CreditFact, isFinal }, context), // by factHandlers
    undo: (tx, fact) => credit.undoFact(tx, fact as credit.CreditFact, context),
    confirm: async () => undefined, // nothing waits for less than finality
    finalize: (tx, fact) => credit.finalizeFact(tx, fact as credit.CreditFact, context),
  };
}

function transferFacts(context: payments.PaymentsContext): FactHandler {
  return {
    keyOf: async (_tx, fact) => payments.depositKey(fact as FactOf<"Transfer">), // by factHandlers
    apply: (tx, fact, isFinal) =>
      payments.applyDeposit(tx, { fact: fact as FactOf<"Transfer">, isFinal }, context), // by factHandlers
    undo: (tx, fact) => payments.undoDepositFact(tx, fact as FactOf<"Transfer">, context),
    confirm: async () => undefined, // a deposit counts when it is final
    finalize: (tx, fact) => payments.finalizeDeposit(tx, fact as FactOf<"Transfer">, context),
  };
}

function sweepFacts(context: deposits.DepositsContext): FactHandler {
  return {
    keyOf: async (_tx, fact) => deposits.sweepKey(fact as deposits.SweepFact), // by factHandlers
    apply: (tx, fact, isFinal) =>
      deposits.applySweep(tx, { fact: fact as deposits.SweepFact, isFinal }, context), // by factHandlers
    undo: (tx, fact) => deposits.undoSweep(tx, fact as deposits.SweepFact, context),
    confirm: async () => undefined, // a sweep counts when it is final
    finalize: (tx, fact) => deposits.finalizeSweep(tx, fact as deposits.SweepFact, context),
  };
}

/** A fee may be one of a swept deposit; everything else is the owner's business. */
function balanceFacts({ clock }: deposits.DepositsContext, others: FactHandler): FactHandler {
  const feeOf = (fact: object) => {
    const moved = fact as FactOf<"BalanceUpdated">; // by factHandlers
    return moved.kind === deposits.FEE_KIND ? moved : undefined;
  };
  return {
    async keyOf(tx, fact) {
      const fee = feeOf(fact);
      return (fee && (await deposits.feeKey(tx, fee))) ?? others.keyOf(tx, fact);
    },
    async apply(tx, fact, isFinal) {
      const fee = feeOf(fact);
      if (!fee) return others.apply(tx, fact, isFinal);
      if (isFinal) await deposits.bookSweepFee(tx, fee, clock.now());
    },
    async undo(tx, fact) {
      const fee = feeOf(fact);
      return fee ? deposits.undoSweepFee(tx, fee, clock.now()) : others.undo(tx, fact);
    },
    confirm: (tx, fact) => others.confirm(tx, fact),
    async finalize(tx, fact) {
      const fee = feeOf(fact);
      return fee ? deposits.bookSweepFee(tx, fee, clock.now()) : others.finalize(tx, fact);
    },
  };
}
