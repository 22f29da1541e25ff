import { openDatabase } from "../../../src/db/database.ts";
import { migrate } from "../../../src/db/migrate.ts";
import { SYSTEM, withTx } from "../../../src/db/withTx.ts";
import type { AssetId, ChainId } from "../../../src/kernel/ids/chainIds.ts";
import type { MerchantId } from "../../../src/kernel/ids/ids.ts";
import {
  chainAccount,
  credit,
  debit,
  type LedgerAccount,
  merchantAccount,
  type NewEntry,
  PAYMENT_FEES,
  postEntries,
} from "../../../src/modules/ledger/index.ts";
import { createMerchant } from "../../../src/modules/merchants/index.ts";

/** spread: over many merchants; hot: every entry credits the one fee account; batched: 50 entries of many per commit. */
export type Postings = "spread" | "hot" | "batched";

export const BENCH_ASSET = "eip155:1/erc20:0x5FbDB2315678afecb367f032d93F642f64180aa3" as AssetId;
const CHAIN = "eip155:1" as ChainId;
const MERCHANTS = 500;
const PER_BATCH = 50;

/** Entries per second that so many clients post, each of its commits durable. */
export async function measurePostings(
  url: string,
  { kind, clients, seconds }: { kind: Postings; clients: number; seconds: number },
): Promise<number> {
  const database = await openDatabase({ url, poolSize: clients });
  await migrate(database);
  const merchants = await withTx(database, SYSTEM, async (tx) => {
    const ids: MerchantId[] = [];
    for (let number = 0; number < MERCHANTS; number++) {
      ids.push((await createMerchant(tx, { name: `Shop ${number}`, feeBps: 100, now: new Date() })).id);
    }
    return ids;
  });
  let posted = 0;
  let source = 0;
  const run = async (until: number) => {
    while (performance.now() < until) {
      const count = kind === "batched" ? PER_BATCH : 1;
      const entries = Array.from({ length: count }, () => entryOf(kind, merchants, source++));
      await withTx(database, SYSTEM, (tx) => postEntries(tx, entries));
      posted += count;
    }
  };
  await Promise.all(Array.from({ length: clients }, () => run(performance.now() + 1_000))); // warm
  posted = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, () => run(start + seconds * 1_000)));
  const perSecond = (posted / (performance.now() - start)) * 1_000;
  await database.close();
  return perSecond;
}

/** A transfer between parts of one merchant touches no account of others; a fee goes to the one account of all. */
function entryOf(kind: Postings, merchants: readonly MerchantId[], number: number): NewEntry {
  const merchantId = merchants[(number * 7_919) % merchants.length];
  if (!merchantId) throw new Error("there are merchants");
  const money = { asset: BENCH_ASSET, units: 1n };
  const from: LedgerAccount =
    kind === "hot"
      ? { path: `receivable:merchant:${merchantId}`, merchantId: null }
      : { ...chainAccount(CHAIN, "settlement"), path: `chain:${CHAIN}:settlement-${merchantId}` };
  const to = kind === "hot" ? PAYMENT_FEES : merchantAccount(merchantId, "available");
  return {
    kind: "PAYMENT_CAPTURED",
    sourceId: `bench:${number}`,
    merchantId,
    livemode: false,
    postedAt: new Date(),
    lines: [debit(from, money), credit(to, money)],
  };
}
