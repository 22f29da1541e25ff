import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import type { LaneHealth } from "./laneHealth.ts";
import type { Lane } from "./transaction.ts";

interface SignerKey {
  readonly chainId: ChainId;
  readonly signer: Address;
}

/**
 * Gives a planned transaction its signer's next nonce.
 * Shape: locks the signer's row, so that two processes never give the same nonce away; undefined when another process
 * was faster, and then no nonce is used.
 */
export async function takeNonce(
  tx: Tx,
  order: SignerKey & { id: ChainTransactionId; gasLimit: bigint; at: Date },
): Promise<number | undefined> {
  const nonce = await lockNextNonce(tx, order);
  const taken = await tx
    .updateTable("chain_transactions")
    .set({ signer: order.signer, nonce, gas_limit: Number(order.gasLimit), updated_at: order.at })
    .where("id", "=", order.id)
    .where("status", "=", "PLANNED")
    .where("nonce", "is", null)
    .where((eb) => eb.or([eb("signer", "is", null), eb("signer", "=", order.signer)]))
    .executeTakeFirst();
  if (taken.numUpdatedRows !== 1n) return undefined;
  await setNextNonce(tx, { ...order, nextNonce: nonce + 1 });
  return nonce;
}

/**
 * Takes a nonce back for which nothing was signed, if it is the last one given: a gap would hold up all above it.
 * False when a later one was given, or another process has moved the transaction.
 */
export async function giveNonceBack(
  tx: Tx,
  order: SignerKey & { id: ChainTransactionId; nonce: number },
): Promise<boolean> {
  if ((await lockNextNonce(tx, order)) !== order.nonce + 1) return false;
  const freed = await tx
    .updateTable("chain_transactions")
    .set({ nonce: null, gas_limit: null })
    .where("id", "=", order.id)
    .where("status", "=", "PLANNED")
    .where("nonce", "=", order.nonce)
    .executeTakeFirst();
  if (freed.numUpdatedRows !== 1n) return false;
  await setNextNonce(tx, { ...order, nextNonce: order.nonce });
  return true;
}

async function lockNextNonce(tx: Tx, { chainId, signer }: SignerKey): Promise<number> {
  const row = await tx
    .selectFrom("signer_lanes")
    .select("next_nonce")
    .where("chain_id", "=", chainId)
    .where("signer", "=", signer)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.next_nonce;
}

async function setNextNonce(tx: Tx, order: SignerKey & { nextNonce: number }): Promise<void> {
  await tx
    .updateTable("signer_lanes")
    .set({ next_nonce: order.nextNonce })
    .where("chain_id", "=", order.chainId)
    .where("signer", "=", order.signer)
    .execute();
}

/** Starts to count a signer's nonces at `nextNonce`; does nothing when they are counted already. */
export async function openLane(tx: Tx, order: SignerKey & { lane: Lane; nextNonce: number }): Promise<void> {
  await tx
    .insertInto("signer_lanes")
    .values({
      chain_id: order.chainId,
      lane: order.lane,
      signer: order.signer,
      next_nonce: order.nextNonce,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Compares our count with the nonces that the chain or the pool show as taken, and notes since when it falls short.
 * Returns our count, and whether the shortfall is new.
 */
export async function setOutOfStep(
  tx: Tx,
  order: SignerKey & { taken: number; at: Date },
): Promise<{ nextNonce: number; isNew: boolean }> {
  const row = await tx
    .selectFrom("signer_lanes")
    .select(["next_nonce", "out_of_step_since"])
    .where("chain_id", "=", order.chainId)
    .where("signer", "=", order.signer)
    .executeTakeFirstOrThrow();
  const isShort = order.taken > row.next_nonce;
  const isChange = isShort !== (row.out_of_step_since !== null);
  if (isChange) {
    await tx
      .updateTable("signer_lanes")
      .set({ out_of_step_since: isShort ? order.at : null })
      .where("chain_id", "=", order.chainId)
      .where("signer", "=", order.signer)
      .execute();
  }
  return { nextNonce: row.next_nonce, isNew: isShort && isChange };
}

/** Goes on counting after the nonces that others took. False when our count has changed since it was read. */
export async function resumeLane(tx: Tx, order: SignerKey & { from: number; to: number }): Promise<boolean> {
  if ((await lockNextNonce(tx, order)) !== order.from) return false;
  await tx
    .updateTable("signer_lanes")
    .set({ next_nonce: order.to, out_of_step_since: null })
    .where("chain_id", "=", order.chainId)
    .where("signer", "=", order.signer)
    .execute();
  return true;
}

export async function isLaneOpen(tx: Tx, { chainId, signer }: SignerKey): Promise<boolean> {
  const row = await tx
    .selectFrom("signer_lanes")
    .select("lane")
    .where("chain_id", "=", chainId)
    .where("signer", "=", signer)
    .executeTakeFirst();
  return row !== undefined;
}

/** Who has transactions whose end is not proven; the signer is null for those that anyone of the lane may send. */
export async function listBusy(tx: Tx, chainId: ChainId): Promise<{ lane: Lane; signer: Address | null }[]> {
  const rows = await tx
    .selectFrom("chain_transactions")
    .select(["lane", "signer"])
    .distinct()
    .where("chain_id", "=", chainId)
    .where("status", "in", ["PLANNED", "SIGNED", "BROADCAST", "MINED"])
    .execute();
  return rows.map(({ lane, signer }) => ({ lane: lane as Lane, signer: signer as Address | null }));
}

/** Signers that ever sent something. */
export async function listOpened(tx: Tx, chainId: ChainId): Promise<Address[]> {
  const rows = await tx.selectFrom("signer_lanes").select("signer").where("chain_id", "=", chainId).execute();
  return rows.map(({ signer }) => signer as Address);
}

export async function readLane(
  tx: Tx,
  { chainId, lane }: { chainId: ChainId; lane: Lane },
): Promise<Omit<LaneHealth, "lane">> {
  const result = await sql<{
    waiting: number;
    unmined: number;
    unfinal: number;
    refused: number;
    stuck_since: Date | null;
    out_of_step_since: Date | null;
  }>`
    with open as (
      select * from chain_transactions
      where chain_id = ${chainId} and lane = ${lane} and status in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED')
    )
    select
      count(*) filter (where nonce is null) as waiting,
      count(*) filter (where nonce is not null and status <> 'MINED') as unmined,
      count(*) filter (where status = 'MINED') as unfinal,
      count(*) filter (where signer_refusal is not null) as refused,
      (select min(created_at) from (
        select distinct on (signer) created_at from open where nonce is not null and status <> 'MINED'
        order by signer, nonce
      ) lowest) as stuck_since,
      (select min(out_of_step_since) from signer_lanes
        where chain_id = ${chainId} and lane = ${lane}) as out_of_step_since
    from open`.execute(tx);
  const row = result.rows[0];
  if (!row) throw new Error("an aggregate has one row");
  const {
    waiting,
    unmined,
    unfinal,
    refused,
    stuck_since: stuckSince,
    out_of_step_since: outOfStepSince,
  } = row;
  return { waiting, unmined, unfinal, refused, stuckSince, outOfStepSince };
}
