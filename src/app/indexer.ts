import type { FastifyBaseLogger } from "fastify";
import type { Database } from "../db/database.ts";
import type { FactHandler } from "../indexer/factHandler.ts";
import { factHandlers } from "../indexer/handlers/factHandlers.ts";
import { ChainFollower, FOLLOW_SETTINGS } from "../indexer/sync/followChain.ts";
import { type Loop, startLoop } from "../jobs/loop.ts";
import type { Clock } from "../kernel/time/clock.ts";
import * as payments from "../modules/payments/index.ts";
import * as payouts from "../modules/payouts/index.ts";
import type { ChainParts } from "./chainParts.ts";

const POLL_MS = 200;

/** Starts to follow the chain and to tell the modules what happened on it. */
export async function startIndexer(parts: {
  database: Database;
  clock: Clock;
  chain: ChainParts;
  payments: payments.PaymentsContext;
  payouts: payouts.PayoutsContext;
  logger: FastifyBaseLogger;
}): Promise<{ follower: ChainFollower; loop: Loop }> {
  const { database, clock, chain, logger } = parts;
  const follower = new ChainFollower({
    chain: chain.chain,
    source: chain.reader,
    database,
    handlers: factHandlers({ payments: paymentFacts(parts.payments), payouts: payoutFacts(parts.payouts) }),
    clock,
    settings: FOLLOW_SETTINGS,
    notice: (notice) => {
      if (notice.kind === "REORG" && notice.deep) logger.error(notice, "a final block was replaced");
      else logger.warn(notice, "chain");
    },
  });
  await follower.verify();
  const loop = startLoop({
    name: "followChain",
    intervalMs: POLL_MS,
    pass: () => follower.step(),
    onFailure: (name, error) => logger.error({ loop: name, err: error }, "a pass failed"),
  });
  return { follower, loop };
}

function paymentFacts(context: payments.PaymentsContext): FactHandler {
  return {
    apply: (tx, fact) => payments.applyFact(tx, fact as payments.PaymentFact, context), // by factHandlers
    undo: (tx, fact) => payments.undoFact(tx, fact as payments.PaymentFact, context),
    finalize: (tx, fact) => payments.finalizeFact(tx, fact as payments.PaymentFact, context),
  };
}

function payoutFacts(context: payouts.PayoutsContext): FactHandler {
  return {
    apply: (tx, fact) => payouts.applyFact(tx, fact as payouts.PayoutFact, context), // by factHandlers
    undo: (tx, fact) => payouts.undoFact(tx, fact as payouts.PayoutFact, context),
    finalize: (tx, fact) => payouts.finalizeFact(tx, fact as payouts.PayoutFact, context),
  };
}
