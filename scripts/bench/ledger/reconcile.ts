import { ChainWitness } from "../../../src/chain/reconciliation/chainWitness.ts";
import { ChainReader } from "../../../src/chain/rpc/chainReader.ts";
import { RpcClient } from "../../../src/chain/rpc/rpcClient.ts";
import { openDatabase } from "../../../src/db/database.ts";
import { SYSTEM, withTx } from "../../../src/db/withTx.ts";
import { systemClock } from "../../../src/kernel/time/clock.ts";
import { listChains } from "../../../src/modules/assets/index.ts";
import {
  listOpenBreaks,
  type ReconciliationContext,
  requestRun,
  runReconciliation,
} from "../../../src/modules/reconciliation/index.ts";

/** Compares all of one chain with a database that has taken it in, once, and says what that cost. A process of its own. */
export interface Reconciled {
  readonly seconds: number;
  readonly peakMebibytes: number;
  readonly breaks: number;
}

const { DATABASE_URL: url = "", RPC_URL: rpcUrl = "" } = process.env;
const database = await openDatabase({ url });
const chain = (await withTx(database, SYSTEM, (tx) => listChains(tx)))[0];
if (!chain) throw new Error("the database was seeded with a chain");
const rpc = new RpcClient({ url: rpcUrl, timeoutMs: 60_000 });
const { id: chainId, startBlock, contracts, finality } = chain;
const source = new ChainReader(chainId, rpc);
const witness = new ChainWitness({ chainId, startBlock, contracts, finality, rpc, source });
const context: ReconciliationContext = {
  clock: systemClock,
  everySeconds: 3_600,
  witnessOf: () => witness,
  inTx: (work) => withTx(database, SYSTEM, work),
};
const start = performance.now();
const run = await context.inTx((tx) => requestRun(tx, { chainId, isFull: true }, context));
await runReconciliation(run, context);
const seconds = Number(((performance.now() - start) / 1_000).toFixed(1));
const breaks = (await context.inTx((tx) => listOpenBreaks(tx, chainId))).length;
const peakMebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
const reconciled: Reconciled = { seconds, peakMebibytes, breaks };
console.log(JSON.stringify(reconciled));
await database.close();
process.exit();
