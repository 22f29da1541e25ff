import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { FactPlace } from "../../kernel/facts/chainFact.ts";
import type { Address } from "../../kernel/ids/chainIds.ts";
import type { Id, PaymentId } from "../../kernel/ids/ids.ts";
import type { DepositRecord } from "./deposit.ts";
import { depositOf } from "./deposits.store.ts";
import type { SweepPlace } from "./sweeps.store.ts";
import { fromRow as unmatchedOf } from "./unmatched.store.ts";
import type { UnmatchedDeposit } from "./unmatched.ts";

/** A deposit that a sweep took with it, and what of it is unmatched. */
interface Swept {
  readonly deposit: DepositRecord;
  readonly unmatched: UnmatchedDeposit | undefined;
}

/** Final deposits that a sweep took with it: all of the place before it that no other took; each with what of it is unmatched. */
export async function lockSwept(
  tx: Tx,
  place: SweepPlace,
  before: Pick<FactPlace, "blockNumber" | "logIndex">,
): Promise<Swept[]> {
  const { blockNumber, logIndex } = before;
  const rows = await tx
    .selectFrom("deposits as d")
    .innerJoin("chain_facts as f", "f.id", "d.fact_id")
    .selectAll("d")
    .where("d.chain_id", "=", place.chainId)
    .where("d.address", "=", place.address)
    .where("d.asset_id", "=", place.asset)
    .where("d.matched", "is not", null)
    .where("d.swept_fact_id", "is", null)
    .where(sql<boolean>`(f.block_number, f.log_index) < (${blockNumber}::bigint, ${logIndex}::integer)`)
    .orderBy("d.fact_id")
    .forUpdate("d")
    .execute();
  return withUnmatched(tx, rows.map(depositOf));
}

/** Deposits that this sweep brought to Settlement. */
export async function lockSweptBy(tx: Tx, factId: string): Promise<Swept[]> {
  const rows = await tx
    .selectFrom("deposits")
    .selectAll()
    .where("swept_fact_id", "=", Number(factId))
    .forUpdate()
    .execute();
  return withUnmatched(tx, rows.map(depositOf));
}

/** Which payment each of these sweeps was for, by the sweep's fact: an address belongs to one. */
export async function paymentsOfSweeps(
  db: Reader,
  factIds: readonly string[],
): Promise<ReadonlyMap<string, PaymentId>> {
  if (factIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("deposits")
    .select(["swept_fact_id", "payment_id"])
    .where("swept_fact_id", "=", sql<number>`any(${factIds}::bigint[])`)
    .execute();
  return new Map(rows.map((row) => [String(row.swept_fact_id), row.payment_id as PaymentId]));
}

async function withUnmatched(tx: Tx, deposits: readonly DepositRecord[]): Promise<Swept[]> {
  if (deposits.length === 0) return [];
  const rows = await tx
    .selectFrom("unmatched_deposits")
    .selectAll()
    .where(
      "deposit_id",
      "in",
      deposits.map(({ id }) => id),
    )
    .where("status", "<>", "ORPHANED")
    .forUpdate()
    .execute();
  const found = new Map(rows.map((row) => [row.deposit_id, unmatchedOf(row)]));
  return deposits.map((deposit) => ({ deposit, unmatched: found.get(deposit.id) }));
}

export async function setSwept(tx: Tx, ids: readonly Id<"Deposit">[], factId: string | null): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable("deposits")
    .set({ swept_fact_id: factId === null ? null : Number(factId) })
    .where("id", "in", ids)
    .execute();
}

/** The sweep of an address in the same transaction, and what it brought. */
export async function findSweptIn(
  tx: Tx,
  {
    chainId,
    txHash,
    address,
    token,
  }: Pick<FactPlace, "chainId" | "txHash"> & { address: Address; token: Address },
): Promise<{ factId: string; amount: bigint } | undefined> {
  const row = await tx
    .selectFrom("chain_facts")
    .select(["id", "args"])
    .where("tx_hash", "=", txHash)
    .where("chain_id", "=", chainId)
    .where("name", "=", "DepositSwept")
    .where("subject", "=", address)
    .where("state", "<>", "ORPHANED")
    .where(sql<boolean>`args->>'token' = ${token} and args->>'held' = 'false'`)
    .executeTakeFirst();
  return row && { factId: String(row.id), amount: BigInt((row.args as { amount: string }).amount) };
}
