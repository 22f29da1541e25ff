import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import type { Lane } from "./transaction.ts";

export interface LaneKey {
  readonly chainId: ChainId;
  readonly lane: Lane;
}

/**
 * Gives a planned transaction the lane's next nonce, for ever.
 * Shape: locks the lane's row, so that two processes never give the same nonce away; false when another process was
 * faster, and then no nonce is used.
 */
export async function takeNonce(
  tx: Tx,
  order: LaneKey & { id: ChainTransactionId; signer: Address; gasLimit: bigint; at: Date },
): Promise<boolean> {
  const lane = await tx
    .selectFrom("signer_lanes")
    .selectAll()
    .where("chain_id", "=", order.chainId)
    .where("lane", "=", order.lane)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (lane.signer !== order.signer) throw new Error(`lane ${order.lane} has another signer in the database`);
  const taken = await tx
    .updateTable("chain_transactions")
    .set({
      signer: order.signer,
      nonce: lane.next_nonce,
      gas_limit: Number(order.gasLimit),
      updated_at: order.at,
    })
    .where("id", "=", order.id)
    .where("status", "=", "PLANNED")
    .where("nonce", "is", null)
    .executeTakeFirst();
  if (taken.numUpdatedRows !== 1n) return false;
  await tx
    .updateTable("signer_lanes")
    .set({ next_nonce: lane.next_nonce + 1 })
    .where("chain_id", "=", order.chainId)
    .where("lane", "=", order.lane)
    .execute();
  return true;
}

export async function findLaneSigner(tx: Tx, { chainId, lane }: LaneKey): Promise<Address | undefined> {
  const row = await tx
    .selectFrom("signer_lanes")
    .select("signer")
    .where("chain_id", "=", chainId)
    .where("lane", "=", lane)
    .executeTakeFirst();
  return row?.signer as Address | undefined;
}

/** Lanes with transactions whose end is not proven. */
export async function listBusyLanes(tx: Tx, chainId: ChainId): Promise<Lane[]> {
  const rows = await tx
    .selectFrom("chain_transactions")
    .select("lane")
    .distinct()
    .where("chain_id", "=", chainId)
    .where("status", "in", ["PLANNED", "SIGNED", "BROADCAST", "MINED"])
    .execute();
  return rows.map(({ lane }) => lane as Lane);
}

/** Lanes that were ever used. */
export async function listLanes(tx: Tx, chainId: ChainId): Promise<Lane[]> {
  const rows = await tx.selectFrom("signer_lanes").select("lane").where("chain_id", "=", chainId).execute();
  return rows.map(({ lane }) => lane as Lane);
}

/** Opens a lane, or gives an idle one another signer, which starts at `nextNonce`. */
export async function setLane(
  tx: Tx,
  lane: LaneKey & { readonly signer: Address; readonly nextNonce: number },
): Promise<void> {
  const open = await tx
    .selectFrom("chain_transactions")
    .select("id")
    .where("chain_id", "=", lane.chainId)
    .where("lane", "=", lane.lane)
    .where("status", "in", ["PLANNED", "SIGNED", "BROADCAST", "MINED"])
    .where("signer", "<>", lane.signer)
    .executeTakeFirst();
  if (open) {
    throw new Error(
      `lane ${lane.lane} has transactions of another signer under way: keep that signer until they end`,
    );
  }
  await tx
    .insertInto("signer_lanes")
    .values({ chain_id: lane.chainId, lane: lane.lane, signer: lane.signer, next_nonce: lane.nextNonce })
    .onConflict((conflict) =>
      conflict
        .columns(["chain_id", "lane"])
        .doUpdateSet({ signer: lane.signer, next_nonce: lane.nextNonce })
        .where("signer_lanes.signer", "<>", lane.signer),
    )
    .execute();
}

export async function readLane(
  tx: Tx,
  { chainId, lane }: LaneKey,
): Promise<{ waiting: number; unmined: number; unfinal: number; stuckSince: Date | null }> {
  const result = await sql<{ waiting: number; unmined: number; unfinal: number; stuck_since: Date | null }>`
    select
      count(*) filter (where nonce is null) as waiting,
      count(*) filter (where nonce is not null and status <> 'MINED') as unmined,
      count(*) filter (where status = 'MINED') as unfinal,
      (array_agg(created_at order by nonce) filter (where nonce is not null and status <> 'MINED'))[1] as stuck_since
    from chain_transactions
    where chain_id = ${chainId} and lane = ${lane} and status in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED')`.execute(
    tx,
  );
  const row = result.rows[0];
  if (!row) throw new Error("an aggregate has one row");
  return { waiting: row.waiting, unmined: row.unmined, unfinal: row.unfinal, stuckSince: row.stuck_since };
}
