import { lookup } from "node:dns/promises";
import type { FastifyBaseLogger } from "fastify";
import { attestationOf } from "../chain/credit/attestation.ts";
import { CreditClient } from "../chain/credit/creditClient.ts";
import { CreditKeeper } from "../chain/credit/creditKeeper.ts";
import { signTerms } from "../chain/credit/termsSigner.ts";
import type { Database } from "../db/database.ts";
import { SYSTEM, type Tx, withTx } from "../db/withTx.ts";
import { readCheckpoint } from "../indexer/sync/checkpoints.store.ts";
import { type Loop, type Pass, startLoop } from "../jobs/loop.ts";
import { anchorLedgerPass } from "../jobs/workers/anchorLedger.worker.ts";
import { type WebhookDeliverer, webhookDeliverer } from "../jobs/workers/deliverWebhooks.worker.ts";
import { expirePaymentsPass } from "../jobs/workers/expirePayments.worker.ts";
import { type KeptChain, keepCreditPass } from "../jobs/workers/keepCredit.worker.ts";
import { publishEventsPass } from "../jobs/workers/publishEvents.worker.ts";
import { reconcileChainPass } from "../jobs/workers/reconcileChain.worker.ts";
import { sealJournalPass } from "../jobs/workers/sealJournal.worker.ts";
import { sendTransactionsPass } from "../jobs/workers/sendTransactions.worker.ts";
import { settleMerchantsPass } from "../jobs/workers/settleMerchants.worker.ts";
import { submitOperationsPass } from "../jobs/workers/submitOperations.worker.ts";
import { submitPayoutsPass } from "../jobs/workers/submitPayouts.worker.ts";
import { sweepDepositsPass } from "../jobs/workers/sweepDeposits.worker.ts";
import { type Underwriting, underwriteCreditPass } from "../jobs/workers/underwriteCredit.worker.ts";
import type { ChainId } from "../kernel/ids/chainIds.ts";
import { type Clock, systemClock } from "../kernel/time/clock.ts";
import type { CreditContext } from "../modules/credit/index.ts";
import {
  type DepositsContext,
  type SweepPolicy,
  transactionDied as sweepTransactionDied,
} from "../modules/deposits/index.ts";
import {
  type PaymentsContext,
  transactionDied as paymentTransactionDied,
} from "../modules/payments/index.ts";
import { type PayoutsContext, transactionDied as payoutTransactionDied } from "../modules/payouts/index.ts";
import type { ReconciliationContext } from "../modules/reconciliation/index.ts";
import {
  type ReservesContext,
  transactionDied as reserveTransactionDied,
} from "../modules/reserves/index.ts";
import type { SettlementContext } from "../modules/settlement/index.ts";
import type { SendingContext, SendingPolicy } from "../modules/transactions/index.ts";
import { aesGcmSealer, postWebhook, type WebhooksContext } from "../modules/webhooks/index.ts";
import type { ChainParts } from "./chainParts.ts";
import type { Signal } from "./signal.ts";

/** A day of waiting is the most; what is worth its gas goes at once. */
const SWEEPING: SweepPolicy = {
  leastMinimums: 1n,
  greatestAgeSeconds: 86_400,
  greatestFeePerGas: 100n * 10n ** 9n,
};

/** How long a delivery attempt may take. */
const WEBHOOK_TIMEOUT_MS = 10_000;

const SENDING = {
  maxInFlight: 16,
  bumpAfterMs: 30_000,
  rebroadcastAfterMs: 10_000,
  refusalGraceMs: 3_000,
  refusalRetryMs: 10_000,
  // Between estimate and block other transactions may empty slots, and writing to an empty one costs 22,100 gas instead
  // of 5,000: a capture of about 120,000 then needs three times 17,100 more. Gas that is not used costs nothing.
  gasMarginBps: 10_000,
  bumpBps: 2_000,
  maxFeeMultiple: 5,
  maxFeePerGasCap: 500n * 10n ** 9n,
} as const satisfies SendingPolicy;

export interface WorkerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly chains: readonly ChainParts[];
  readonly payments: PaymentsContext;
  readonly payouts: PayoutsContext;
  readonly deposits: DepositsContext;
  readonly settlements: SettlementContext;
  readonly credit: CreditContext;
  readonly webhooks: WebhooksContext;
  readonly reconciliation: ReconciliationContext;
  readonly reserves: Omit<ReservesContext, "inTx">;
  readonly published: Signal;
  readonly logger: FastifyBaseLogger;
}

/** A pass with how often it is worth a look. */
export interface WorkerPass {
  readonly intervalMs: number;
  readonly pass: Pass;
}

/** Every pass that moves waiting rows on; `deliverer` tells of its attempts by itself. */
export function workerPasses(parts: WorkerParts, deliverer: WebhookDeliverer) {
  const { database, published, payments, payouts, deposits, settlements, webhooks } = parts;
  return {
    submitOperations: { intervalMs: 200, pass: submitOperationsPass(database, payments) },
    submitPayouts: { intervalMs: 200, pass: submitPayoutsPass(database, payouts) },
    publishEvents: {
      intervalMs: 1_000,
      pass: publishEventsPass({ database, clock: webhooks.clock, onPublished: () => published.send() }),
    },
    deliverWebhooks: { intervalMs: 1_000, pass: deliverer.pass },
    expirePayments: { intervalMs: 1_000, pass: expirePaymentsPass(database, payments) },
    sweepDeposits: {
      intervalMs: 1_000,
      pass: sweepDepositsPass(database, deposits, {
        policy: SWEEPING,
        feePerGas: async (chainId) => (await senderOf(parts, chainId).fees()).maxFeePerGas,
      }),
    },
    settleMerchants: { intervalMs: 1_000, pass: settleMerchantsPass(database, settlements) },
    sealJournal: { intervalMs: 1_000, pass: sealJournalPass(database) },
    keepCredit: { intervalMs: 5_000, pass: keepCreditPass(database, parts.credit, parts.chains.map(keptOf)) },
    underwriteCredit: {
      intervalMs: 1_000,
      pass: underwriteCreditPass(database, parts.credit, underwritingOf(parts)),
    },
  } satisfies Record<string, WorkerPass>;
}

function underwritingOf({ chains }: WorkerParts): Underwriting {
  const partsOf = (chainId: ChainId) => {
    const found = chains.find(({ facts }) => facts.id === chainId);
    if (!found) throw new Error(`${chainId} is not served`);
    return found;
  };
  const client = new CreditClient((chainId) => {
    const { rpc, facts } = partsOf(chainId);
    return { rpc, finality: facts.finality };
  });
  return {
    attestationOf,
    ceilingOf: (chainId, creditLine) => client.ceilingOf(chainId, creditLine),
    async sign(chainId, creditLine, terms) {
      const { underwriter } = partsOf(chainId);
      return underwriter && signTerms(underwriter, chainId, creditLine, terms);
    },
  };
}

function keptOf({ facts, rpc }: ChainParts): KeptChain {
  const { escrow, credit = [] } = facts.contracts;
  return { chainId: facts.id, credit, keeper: new CreditKeeper(facts.id, rpc, escrow) };
}

/** The pass that sends a chain's transactions and watches them. */
export function senderPass(parts: WorkerParts, chain: ChainParts): WorkerPass {
  return { intervalMs: 200, pass: sendTransactionsPass(sendingContext(parts, chain)) };
}

/** The pass that compares a chain with the books when a run waits or is due. */
export function reconcilerPass({ reconciliation }: WorkerParts, { facts }: ChainParts): WorkerPass {
  return { intervalMs: 1_000, pass: reconcileChainPass(facts.id, reconciliation) };
}

/** The pass that anchors the ledger on a chain with an anchor. */
export function anchorPass({ database, reserves }: WorkerParts, { facts }: ChainParts): WorkerPass {
  const context = { ...reserves, inTx: <T>(work: (tx: Tx) => Promise<T>) => withTx(database, SYSTEM, work) };
  return { intervalMs: 1_000, pass: anchorLedgerPass(facts.id, context) };
}

/** Starts every loop that moves waiting rows on. */
export function startWorker(parts: WorkerParts): { loops: readonly Loop[]; stop(): Promise<void> } {
  const { database, logger, published, webhooks } = parts;
  const onFailure = (name: string, error: unknown) =>
    logger.error({ loop: name, err: error }, "a pass failed");
  const deliverer = webhookDeliverer({
    database,
    context: webhooks,
    onDone: () => loops.deliverWebhooks.wake(),
    onError: (error) => onFailure("deliverWebhooks", error),
  });
  const start = (name: string, work: WorkerPass) => startLoop({ name, ...work, onFailure });
  const passes = workerPasses(parts, deliverer);
  const loops = {
    submitOperations: start("submitOperations", passes.submitOperations),
    submitPayouts: start("submitPayouts", passes.submitPayouts),
    publishEvents: start("publishEvents", passes.publishEvents),
    deliverWebhooks: start("deliverWebhooks", passes.deliverWebhooks),
    expirePayments: start("expirePayments", passes.expirePayments),
    sweepDeposits: start("sweepDeposits", passes.sweepDeposits),
    settleMerchants: start("settleMerchants", passes.settleMerchants),
    sealJournal: start("sealJournal", passes.sealJournal),
    keepCredit: start("keepCredit", passes.keepCredit),
    underwriteCredit: start("underwriteCredit", passes.underwriteCredit),
  };
  const stopListening = [
    database.onWork(() => {
      for (const loop of [loops.publishEvents, loops.submitOperations, loops.submitPayouts]) loop.wake();
    }),
    published.on(() => loops.deliverWebhooks.wake()),
  ];
  const senders = parts.chains.map((chain) =>
    start(`sendTransactions ${chain.facts.id}`, senderPass(parts, chain)),
  );
  const reconcilers = parts.chains.map((chain) =>
    start(`reconcileChain ${chain.facts.id}`, reconcilerPass(parts, chain)),
  );
  const anchorers = parts.chains
    .filter(({ facts }) => facts.contracts.ledgerAnchor !== undefined)
    .map((chain) => start(`anchorLedger ${chain.facts.id}`, anchorPass(parts, chain)));
  const all = [...Object.values(loops), ...senders, ...reconcilers, ...anchorers];
  return {
    loops: all,
    async stop() {
      for (const stop of stopListening) stop();
      await Promise.all(all.map((loop) => loop.stop()));
      await deliverer.idle();
    },
  };
}

function senderOf({ chains }: WorkerParts, chainId: ChainId) {
  const sender = chains.find(({ facts }) => facts.id === chainId)?.sender;
  if (!sender) throw new Error(`no signers for ${chainId}`);
  return sender;
}

function sendingContext(parts: WorkerParts, { facts }: ChainParts): SendingContext {
  const { database, clock, payments, payouts, deposits, logger } = parts;
  const sender = senderOf(parts, facts.id);
  return {
    gateway: sender,
    policy: SENDING,
    clock,
    startedAt: clock.now(),
    inTx: (work) => withTx(database, SYSTEM, work),
    async finalFactsThrough() {
      const checkpoint = await withTx(database, SYSTEM, (tx) => readCheckpoint(tx, facts.id));
      return checkpoint ? Math.min(checkpoint.number, checkpoint.finalizedNumber) : null;
    },
    async transactionDied(tx, transaction) {
      await paymentTransactionDied(tx, transaction, payments);
      await payoutTransactionDied(tx, transaction, payouts);
      await reserveTransactionDied(tx, transaction);
      await sweepTransactionDied(tx, transaction, deposits);
    },
    notice: (notice) => {
      if (notice.kind === "LANE_FAILED")
        logger.warn({ lane: notice.lane, signer: notice.signer, err: notice.error }, "a lane's pass failed");
      else if (notice.kind === "KEY_MISSING")
        logger.error(notice, "transactions wait for a key that is not held");
      else if (notice.kind === "OUT_OF_STEP")
        logger.error(notice, "the chain shows transactions of a signer that are not known; its lane waits");
      else if (notice.kind === "BACK_IN_STEP") logger.warn(notice, "the lane goes on");
      else if (notice.kind === "SIGNER_REFUSED") logger.error(notice, "the signer refuses a transaction");
      else if ("reason" in notice) logger.warn(notice, "transaction");
      else logger.debug(notice, "transaction");
    },
  };
}

/**
 * Deliveries run on the machine's own clock also where the business runs on a test clock: receivers compare the
 * signed time with theirs.
 */
export function webhooksContext(options: { secretKey: Uint8Array; allowPrivate: boolean }): WebhooksContext {
  return {
    clock: systemClock,
    sealer: aesGcmSealer(options.secretKey),
    random: Math.random,
    target: {
      allowPrivate: options.allowPrivate,
      resolve: (hostname) => lookup(hostname, { all: true }),
      timeoutMs: WEBHOOK_TIMEOUT_MS,
    },
    post: postWebhook,
  };
}
