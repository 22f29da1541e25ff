import { handlersOf } from "../../../src/app/handlersOf.ts";
import { DepositClient } from "../../../src/chain/deposits/depositClient.ts";
import { EscrowClient } from "../../../src/chain/escrow/escrowClient.ts";
import { ChainReader } from "../../../src/chain/rpc/chainReader.ts";
import { RpcClient } from "../../../src/chain/rpc/rpcClient.ts";
import { SettlementClient } from "../../../src/chain/settlement/settlementClient.ts";
import { openDatabase } from "../../../src/db/database.ts";
import { SYSTEM, withTx } from "../../../src/db/withTx.ts";
import type { FactHandler } from "../../../src/indexer/factHandler.ts";
import { factHandlers } from "../../../src/indexer/handlers/factHandlers.ts";
import { ChainFollower, FOLLOW_SETTINGS } from "../../../src/indexer/sync/followChain.ts";
import { systemClock } from "../../../src/kernel/time/clock.ts";
import { listChains } from "../../../src/modules/assets/index.ts";

/** Follows a chain from its start to its end, once, and says what that cost. A process of its own. */
export interface Backfill {
  readonly facts: number;
  readonly seconds: number;
  /** Of this process: what it used of the processor, and the most memory that it held. */
  readonly processorSeconds: number;
  readonly peakMebibytes: number;
}

const { DATABASE_URL: url = "", RPC_URL: rpcUrl = "", WITH_POSTING: withPosting } = process.env;
const database = await openDatabase({ url });
const chain = (await withTx(database, SYSTEM, (tx) => listChains(tx)))[0];
if (!chain) throw new Error("the database was seeded with a chain");

const contracts = () => chain.contracts;
const factory = new DepositClient(contracts);
const contexts = {
  payments: {
    clock: systemClock,
    escrow: new EscrowClient(contracts),
    deposits: factory,
    secretKey: new Uint8Array(32),
  },
  deposits: { clock: systemClock, factory },
  payouts: { clock: systemClock, settlement: new SettlementClient(contracts) },
  credit: { clock: systemClock, creditOf: () => chain.contracts.credit ?? [] },
};
const nothing: FactHandler = {
  keyOf: async (_tx, fact) => `${fact.blockHash} ${fact.logIndex}`,
  apply: async () => undefined,
  undo: async () => undefined,
  confirm: async () => undefined,
  finalize: async () => undefined,
};
const all = {
  payments: nothing,
  payouts: nothing,
  credit: nothing,
  reserves: nothing,
  transfers: nothing,
  sweeps: nothing,
  balances: nothing,
};
const follower = new ChainFollower({
  chain,
  source: new ChainReader(chain.id, new RpcClient({ url: rpcUrl })),
  database,
  handlers: withPosting ? handlersOf(contexts) : factHandlers(all),
  clock: systemClock,
  settings: FOLLOW_SETTINGS,
  notice: (notice) => console.error(notice),
});

const start = performance.now();
const before = process.resourceUsage();
while (await follower.step()) {}
const seconds = (performance.now() - start) / 1000;
const after = process.resourceUsage();
const used = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime;
const { count } = await withTx(database, SYSTEM, (tx) =>
  tx
    .selectFrom("chain_facts")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "=", "FINAL")
    .executeTakeFirstOrThrow(),
);
const backfill: Backfill = {
  facts: Number(count),
  seconds,
  processorSeconds: used / 1e6,
  peakMebibytes: after.maxRSS / 1024,
};
console.log(JSON.stringify(backfill));
await database.close();
process.exit();
