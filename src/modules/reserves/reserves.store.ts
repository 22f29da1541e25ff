import { type Selectable, sql, type Updateable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import { rowsOf } from "../../db/rowsOf.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId, MerchantId } from "../../kernel/ids/ids.ts";
import type { SumLeaf } from "./reserves.context.ts";
import type { EpochStatus, ReserveEpoch, ReserveTotal } from "./reserves.ts";

type Change = Updateable<Tables["reserve_epochs"]>;

/** Begins an epoch; false when another process has, or the chain knows it already. */
export async function insertEpoch(
  tx: Tx,
  given: {
    readonly chainId: ChainId;
    readonly epoch: number;
    readonly at: Date;
    readonly transactionId: ChainTransactionId | null;
  },
): Promise<boolean> {
  const { chainId, epoch, at, transactionId } = given;
  const inserted = await tx
    .insertInto("reserve_epochs")
    .values({
      chain_id: chainId,
      epoch,
      status: "REQUESTED",
      snapshot_transaction_id: transactionId,
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Changes an epoch that has one of these statuses; false when it has another one. */
export async function changeEpoch(
  tx: Tx,
  { chainId, epoch }: Pick<ReserveEpoch, "chainId" | "epoch">,
  { from, change }: { readonly from: readonly EpochStatus[]; readonly change: Change },
): Promise<boolean> {
  const updated = await tx
    .updateTable("reserve_epochs")
    .set(change)
    .where("chain_id", "=", chainId)
    .where("epoch", "=", epoch)
    .where("status", "in", from)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

export async function newestEpoch(db: Reader, chainId: ChainId): Promise<ReserveEpoch | undefined> {
  const row = await db
    .selectFrom("reserve_epochs")
    .selectAll()
    .where("chain_id", "=", chainId)
    .orderBy("epoch", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toEpoch(row);
}

/** The newest that is anchored, or the one asked for if it is. */
export async function anchoredEpoch(
  db: Reader,
  chainId: ChainId,
  epoch: number | null,
): Promise<ReserveEpoch | undefined> {
  let select = db
    .selectFrom("reserve_epochs")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("status", "=", "ANCHORED")
    .orderBy("epoch", "desc")
    .limit(1);
  if (epoch !== null) select = select.where("epoch", "=", epoch);
  const row = await select.executeTakeFirst();
  return row && toEpoch(row);
}

export async function epochsOfTransaction(tx: Tx, id: ChainTransactionId): Promise<ReserveEpoch[]> {
  const rows = await tx
    .selectFrom("reserve_epochs")
    .selectAll()
    .where(({ eb, or }) => or([eb("snapshot_transaction_id", "=", id), eb("anchor_transaction_id", "=", id)]))
    .execute();
  return rows.map(toEpoch);
}

/** A total of a snapshot, in the order in which they are told. */
export async function insertTotal(
  tx: Tx,
  { chainId, epoch }: Pick<ReserveEpoch, "chainId" | "epoch">,
  { asset, held, balances }: Pick<ReserveTotal, "asset" | "held" | "balances">,
): Promise<void> {
  await sql`
    insert into reserve_totals (chain_id, epoch, asset_id, place, held, balances)
    select ${chainId}, ${epoch}, ${asset}, count(*), ${held}, ${balances} from reserve_totals
    where chain_id = ${chainId} and epoch = ${epoch}
    on conflict do nothing`.execute(tx);
}

/** Takes back what a snapshot said, and what was made of it. */
export async function deleteTotals(tx: Tx, { chainId, epoch }: Pick<ReserveEpoch, "chainId" | "epoch">) {
  for (const table of ["reserve_leaves", "reserve_totals"] as const) {
    await tx.deleteFrom(table).where("chain_id", "=", chainId).where("epoch", "=", epoch).execute();
  }
}

/** In the order of the snapshot. */
export async function readTotals(
  db: Reader,
  { chainId, epoch }: Pick<ReserveEpoch, "chainId" | "epoch">,
): Promise<ReserveTotal[]> {
  const rows = await db
    .selectFrom("reserve_totals")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("epoch", "=", epoch)
    .orderBy("place")
    .execute();
  return rows.map((row) => ({
    asset: row.asset_id as AssetId,
    held: row.held,
    balances: row.balances,
    treeHash: row.tree_hash as Bytes32 | null,
    assets: row.assets,
    liabilities: row.liabilities,
  }));
}

/** Keeps a tree with what the contracts have and owe beside it. */
export async function insertTree(
  tx: Tx,
  { chainId, epoch }: Pick<ReserveEpoch, "chainId" | "epoch">,
  tree: {
    readonly asset: AssetId;
    readonly treeHash: Bytes32;
    readonly assets: bigint | null;
    readonly liabilities: bigint | null;
    readonly leaves: readonly SumLeaf[];
  },
): Promise<void> {
  const { asset, treeHash, assets, liabilities, leaves } = tree;
  await tx
    .updateTable("reserve_totals")
    .set({ tree_hash: treeHash, assets, liabilities })
    .where("chain_id", "=", chainId)
    .where("epoch", "=", epoch)
    .where("asset_id", "=", asset)
    .execute();
  const rows = leaves.map(({ owner, salt, held, balances }, place) => {
    const merchant = owner === "rest" ? null : owner;
    return { chain_id: chainId, epoch, asset_id: asset, place, merchant_id: merchant, salt, held, balances };
  });
  await sql`insert into reserve_leaves
    select * from jsonb_populate_recordset(null::reserve_leaves, ${rowsOf(rows)}::jsonb)`.execute(tx);
}

/** The leaves of one tree, in their order. */
export async function readLeaves(
  db: Reader,
  { chainId, epoch }: Pick<ReserveEpoch, "chainId" | "epoch">,
  asset: AssetId,
): Promise<SumLeaf[]> {
  const rows = await db
    .selectFrom("reserve_leaves")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("epoch", "=", epoch)
    .where("asset_id", "=", asset)
    .orderBy("place")
    .execute();
  return rows.map((row) => ({
    owner: (row.merchant_id as MerchantId | null) ?? "rest",
    salt: row.salt as Bytes32,
    held: row.held,
    balances: row.balances,
  }));
}

function toEpoch(row: Selectable<Tables["reserve_epochs"]>): ReserveEpoch {
  const { block_number: number, block_hash: hash, seal_seq: sequence, seal_hash: sealHash } = row;
  return {
    chainId: row.chain_id as ChainId,
    epoch: row.epoch,
    status: row.status as EpochStatus,
    failure: row.failure,
    snapshotTransactionId: row.snapshot_transaction_id as ChainTransactionId | null,
    anchorTransactionId: row.anchor_transaction_id as ChainTransactionId | null,
    block: number !== null && hash !== null ? { number, hash: hash as Bytes32 } : null,
    seal: sequence !== null && sealHash !== null ? { sequence, hash: sealHash as Bytes32 } : null,
    root: row.root as Bytes32 | null,
    anchorTxHash: row.anchor_tx_hash as Bytes32 | null,
    createdAt: row.created_at,
    anchoredAt: row.anchored_at,
  };
}
