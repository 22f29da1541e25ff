import { ChainWitness } from "../../../src/chain/reconciliation/chainWitness.ts";
import type { DevelopmentAccount } from "../../../src/chain/signer/developmentAccounts.ts";
import { IN_A_BLOCK } from "../../../src/kernel/facts/confirmations.ts";
import { systemClock } from "../../../src/kernel/time/clock.ts";
import type { Payment } from "../../../src/modules/payments/index.ts";
import {
  listOpenBreaks,
  listRuns,
  type ReconciliationContext,
  type ReconciliationRun,
  readPositions,
  requestRun,
  runReconciliation,
} from "../../../src/modules/reconciliation/index.ts";
import type { TestChain } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH } from "../../indexer/followWorld.ts";
import { openPaidWorld, type PaidWorld } from "../../indexer/paidWorld.ts";

/** A merchant with captured payments on a real chain, and the runs that compare its books with it. */
export interface ReconciledWorld extends PaidWorld {
  readonly context: ReconciliationContext;
  /** Pays and captures, one payment in each given amount, and lets it become final. */
  sell(...amounts: string[]): Promise<Payment[]>;
  /** Sends the captures that wait, in one batch, for the next block. */
  sendCaptures(): Promise<void>;
  /** Mines until what is there is final, and takes it in. */
  finish(): Promise<void>;
  /** Compares, and answers with what is open: kind, account, what the chain and the ledger have. */
  compare(order?: { isFull?: boolean }): Promise<string[]>;
  lastRun(): Promise<ReconciliationRun>;
  positions(): Promise<Record<string, string>>;
  /** Runs SQL as somebody with the database's password, whom no trigger stops. */
  tamper(script: string): Promise<void>;
}

export async function openReconciledWorld(chain: TestChain): Promise<ReconciledWorld> {
  const world = await openPaidWorld(chain, IN_A_BLOCK);
  const { inTx, database } = world;
  const { chainId, startBlock, contracts, rpc, reader: source } = chain;
  const finality = { kind: "DEPTH", depth: FINALITY_DEPTH } as const;
  const witness = new ChainWitness({ chainId, startBlock, contracts, finality, rpc, source });
  const context: ReconciliationContext = {
    clock: systemClock,
    everySeconds: 3_600,
    witnessOf: () => witness,
    inTx,
  };
  const operator = {
    address: chain.signers.capture.address,
    signer: chain.signers.capture,
  } as DevelopmentAccount;
  const page = { limit: 1, backward: false, from: null };
  const reconciled: ReconciledWorld = {
    ...world,
    context,
    async sell(...amounts) {
      const payments: Payment[] = [];
      for (const amount of amounts)
        payments.push((await world.pay({ amount, captureMethod: "AUTOMATIC" })).payment);
      await chain.mine();
      await world.settle(world.follower());
      await reconciled.sendCaptures();
      await reconciled.finish();
      return payments;
    },
    async sendCaptures() {
      await world.submitCaptures();
      const calls = await inTx((tx) =>
        tx
          .selectFrom("chain_transactions")
          .select(["id", "target", "call_data"])
          .where("purpose", "=", "captureBatch")
          .where("status", "=", "PLANNED")
          .execute(),
      );
      for (const { id, target, call_data: data } of calls) {
        await chain.send(operator, { to: target as typeof contracts.escrow, data });
        await database.runScript(`UPDATE chain_transactions SET status = 'FINAL' WHERE id = '${id}'`);
      }
    },
    async finish() {
      await chain.mine(FINALITY_DEPTH + 1);
      await world.settle(world.follower());
    },
    async compare({ isFull = false } = {}) {
      const run = await inTx((tx) => requestRun(tx, { chainId, isFull }, context));
      await runReconciliation(run, context);
      const open = await inTx((tx) => listOpenBreaks(tx, chainId));
      return open.map(
        ({ kind, account, onChain, inLedger }) =>
          `${kind} ${account.replace(`${chainId}:`, "")} ${onChain} ${inLedger}`,
      );
    },
    async lastRun() {
      const { items } = await inTx((tx) => listRuns(tx, { page: page as never }));
      const [run] = items;
      if (!run) throw new Error("nothing was compared yet");
      return run;
    },
    async positions() {
      const run = await reconciled.lastRun();
      const found = await inTx((tx) => readPositions(tx, run.id, { after: null, limit: 100 }));
      return Object.fromEntries(
        found.map(({ account, onChain, inLedger, inFlight, submitted }) => [
          account.replace(`${chainId}:`, "").replace(/mer_.*/, "shop"),
          `${onChain} ${inLedger} ${inFlight} ${submitted}`,
        ]),
      );
    },
    tamper: (script) =>
      database.runScript(`SET session_replication_role = replica; ${script};
      SET session_replication_role = DEFAULT;`),
  };
  return reconciled;
}
