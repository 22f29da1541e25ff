import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../db/database.ts";
import { SYSTEM, withTx } from "../db/withTx.ts";
import type { FactHandler, FactHandlers } from "../indexer/factHandler.ts";
import { factHandlers } from "../indexer/handlers/factHandlers.ts";
import { ChainFollower, FOLLOW_SETTINGS } from "../indexer/sync/followChain.ts";
import { type Loop, startLoop } from "../jobs/loop.ts";
import type { Clock } from "../kernel/time/clock.ts";
import { type Chain, upsertChain } from "../modules/assets/index.ts";
import * as credit from "../modules/credit/index.ts";
import * as payments from "../modules/payments/index.ts";
import * as payouts from "../modules/payouts/index.ts";
import * as reserves from "../modules/reserves/index.ts";
import { type ChainParts, identifyChain } from "./chainParts.ts";
import { type RefusedToken, registerTokens } from "./registerTokens.ts";

const POLL_MS = 200;

export interface IndexerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly payments: payments.PaymentsContext;
  readonly payouts: payouts.PayoutsContext;
  readonly credit: credit.CreditContext;
  readonly logger: FastifyBaseLogger;
}

export interface RunningIndexer {
  readonly follower: ChainFollower;
  readonly loop: Loop;
}

/** Makes a chain known to the database, and starts to follow it and to tell the modules what happened on it. */
export async function startIndexer(parts: IndexerParts, chainParts: ChainParts): Promise<RunningIndexer> {
  const { logger } = parts;
  const follower = await openFollower(parts, chainParts);
  const loop = startLoop({
    name: `followChain ${chainParts.facts.id}`,
    intervalMs: POLL_MS,
    pass: () => follower.step(),
    onFailure: (name, error) => logger.error({ loop: name, err: error }, "a pass failed"),
  });
  return { follower, loop };
}

/** Makes a chain known to the database; nothing is read from it before the first step. */
export async function openFollower(parts: IndexerParts, chainParts: ChainParts): Promise<ChainFollower> {
  const { database, clock, logger } = parts;
  const chain = await identifyChain(chainParts);
  for (const refused of await registerChain(database, chain, chainParts)) {
    logger.warn({ chainId: chain.id, ...refused }, "a listed token is not offered");
  }
  return new ChainFollower({
    chain,
    source: chainParts.source,
    database,
    handlers: handlersOf(parts),
    clock,
    settings: FOLLOW_SETTINGS,
    notice: (notice) => {
      if (notice.kind === "REORG" && notice.deep) logger.error(notice, "a final block was replaced");
      else logger.warn(notice, "chain");
    },
  });
}

/** Who is told of each fact. */
export function handlersOf(contexts: Pick<IndexerParts, "payments" | "payouts" | "credit">): FactHandlers {
  const { payments, payouts, credit } = contexts;
  return factHandlers({
    payments: paymentFacts(payments),
    payouts: payoutFacts(payouts),
    credit: creditFacts(credit),
    reserves: reserveFacts(payments),
  });
}

/** Returns the listed tokens that are not offered. */
export async function registerChain(
  database: Database,
  chain: Chain,
  chainParts: ChainParts,
): Promise<readonly RefusedToken[]> {
  await withTx(database, SYSTEM, (tx) => upsertChain(tx, chain));
  return registerTokens(database, chain.id, chainParts);
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
