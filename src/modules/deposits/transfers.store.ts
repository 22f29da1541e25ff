import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PaymentId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";

/** A transfer to a payment's address, with where it stands. */
export interface OnchainTransfer {
  readonly id: Id<"Deposit">;
  readonly paymentId: PaymentId;
  readonly chainId: ChainId;
  readonly asset: AssetId;
  /** Smallest units of the asset. */
  readonly amount: bigint;
  readonly from: Address;
  readonly to: Address;
  readonly txHash: Bytes32;
  readonly logIndex: number;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly blockTimestamp: UnixSeconds;
  readonly factState: "SEEN" | "FINAL" | "ORPHANED";
}

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

/** The first transfers to each payment's address, oldest first, orphaned ones among them; in the order of the payments. */
export async function transfersOf(
  db: Reader,
  owner: Owner,
  query: { readonly paymentIds: readonly PaymentId[]; readonly limit: number },
): Promise<OnchainTransfer[][]> {
  if (query.paymentIds.length === 0) return [];
  const first = db
    .selectFrom("deposits")
    .select("id")
    .select(sql<number>`row_number() over (partition by payment_id order by id)`.as("place"))
    .where("payment_id", "in", query.paymentIds)
    .as("first");
  const rows = await own(db, owner)
    .innerJoin(first, "first.id", "d.id")
    .where("first.place", "<=", query.limit)
    .orderBy("d.id")
    .execute();
  const byPayment = Map.groupBy(rows.map(transferOf), ({ paymentId }) => paymentId);
  return query.paymentIds.map((id) => byPayment.get(id) ?? []);
}

/** Transfers to a payment's address, oldest first. */
export async function pageTransfers(
  db: Reader,
  owner: Owner,
  { paymentId, page }: { readonly paymentId: PaymentId; readonly page: PageRequest },
): Promise<Page<OnchainTransfer>> {
  let select = own(db, owner)
    .where("d.payment_id", "=", paymentId)
    .orderBy("d.id", page.backward ? "desc" : "asc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("d.id", page.backward ? "<" : ">", page.from.id);
  return toPage((await select.execute()).map(transferOf), page);
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getTransfers(
  db: Reader,
  owner: Owner,
  ids: readonly Id<"Deposit">[],
): Promise<(OnchainTransfer | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("d.id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, transferOf(row)]));
  return ids.map((id) => found.get(id));
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("deposits as d")
    .innerJoin("chain_facts as f", "f.id", "d.fact_id")
    .select([
      "d.id",
      "d.payment_id",
      "d.chain_id",
      "d.asset_id",
      "d.amount",
      "d.address",
      "f.args",
      "f.tx_hash",
    ])
    .select(["f.log_index", "f.block_number", "f.block_hash", "f.block_timestamp", "f.state"])
    .where("d.merchant_id", "=", owner.merchantId)
    .where("d.livemode", "=", owner.livemode);
}

type Row = Awaited<ReturnType<ReturnType<typeof own>["execute"]>>[number];

function transferOf(row: Row): OnchainTransfer {
  return {
    id: row.id as Id<"Deposit">,
    paymentId: row.payment_id as PaymentId,
    chainId: row.chain_id as ChainId,
    asset: row.asset_id as AssetId,
    amount: row.amount,
    from: (row.args as { from: Address }).from, // a Transfer's
    to: row.address as Address,
    txHash: row.tx_hash as Bytes32,
    logIndex: row.log_index,
    blockNumber: row.block_number,
    blockHash: row.block_hash as Bytes32,
    blockTimestamp: row.block_timestamp as UnixSeconds,
    factState: row.state as OnchainTransfer["factState"],
  };
}
