import { type Insertable, type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { Address, AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId, Id, MerchantId } from "../../kernel/ids/ids.ts";
import type { DepositAddress } from "./deposit.ts";
import { addressOf } from "./deposits.store.ts";
import type { Sweep, SweepStatus } from "./sweep.ts";

const OPEN = ["PLANNED", "SUBMITTED", "CONFIRMING"] as const satisfies SweepStatus[];

/** Where money waits. */
export interface SweepPlace {
  readonly chainId: ChainId;
  readonly address: Address;
  readonly asset: AssetId;
}

/** Writes a new one, or what can change of one that is locked, with the events that say so. */
export async function saveSweep(tx: Tx, sweep: Sweep, events: readonly DomainEvent[] = []): Promise<void> {
  const { id, ...changing } = toRow(sweep);
  if (sweep.version === 1)
    await tx
      .insertInto("sweeps")
      .values({ id, ...changing })
      .execute();
  else await tx.updateTable("sweeps").set(changing).where("id", "=", id).execute();
  await appendEvents(tx, sweep.updatedAt, events);
}

/** Places with final money that is worth a sweep and has none under way, oldest first. */
export async function findWorthSweeping(
  tx: Tx,
  order: {
    readonly leastMinimums: bigint;
    readonly olderThan: Date;
    readonly at: Date;
    readonly limit: number;
  },
): Promise<(SweepPlace & { merchantId: MerchantId; livemode: boolean })[]> {
  const found = await sql<{
    chain_id: string;
    address: string;
    asset_id: string;
    merchant_id: string;
    livemode: boolean;
  }>`
    select d.chain_id, d.address, d.asset_id, d.merchant_id, d.livemode
    from deposits d join assets a on a.asset_id = d.asset_id join chain_facts f on f.id = d.fact_id
    where d.matched is not null and d.swept_fact_id is null and not exists (
      select from sweeps s where s.chain_id = d.chain_id and s.address = d.address and s.asset_id = d.asset_id
        and (s.status in ('PLANNED', 'SUBMITTED', 'CONFIRMING') or (s.status = 'FAILED' and s.retry_at > ${order.at})))
    group by d.chain_id, d.address, d.asset_id, d.merchant_id, d.livemode, a.minimum_units
    having sum(d.amount) >= a.minimum_units * ${order.leastMinimums}::numeric
      or min(f.block_timestamp) <= ${Math.floor(order.olderThan.getTime() / 1000)}
    order by min(d.fact_id) limit ${order.limit}`.execute(tx);
  return found.rows.map((row) => ({
    chainId: row.chain_id as ChainId,
    address: row.address as Address,
    asset: row.asset_id as AssetId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
  }));
}

/** Chains with sweeps that wait for a transaction. */
export async function chainsWithPlanned(tx: Tx): Promise<ChainId[]> {
  const rows = await tx
    .selectFrom("sweeps")
    .select("chain_id")
    .distinct()
    .where("status", "=", "PLANNED")
    .execute();
  return rows.map((row) => row.chain_id as ChainId);
}

/** Planned sweeps of one chain and one token, with their addresses; skips those that another worker holds. */
export async function lockPlanned(
  tx: Tx,
  order: { readonly chainId: ChainId; readonly plannedBefore: Date | null; readonly limit: number },
): Promise<{ sweep: Sweep; address: DepositAddress }[]> {
  let first = tx
    .selectFrom("sweeps")
    .select("asset_id")
    .where("status", "=", "PLANNED")
    .where("chain_id", "=", order.chainId)
    .orderBy("id")
    .limit(1);
  if (order.plannedBefore) first = first.where("created_at", "<=", order.plannedBefore);
  const oldest = await first.executeTakeFirst();
  if (!oldest) return [];
  const rows = await tx
    .selectFrom("sweeps")
    .selectAll()
    .where("status", "=", "PLANNED")
    .where("chain_id", "=", order.chainId)
    .where("asset_id", "=", oldest.asset_id)
    .orderBy("id")
    .limit(order.limit)
    .forUpdate()
    .skipLocked()
    .execute();
  if (rows.length === 0) return [];
  const addresses = await tx
    .selectFrom("deposit_addresses")
    .selectAll()
    .where("chain_id", "=", order.chainId)
    .where(
      "address",
      "in",
      rows.map(({ address }) => address),
    )
    .execute();
  const byAddress = new Map(addresses.map((row) => [row.address, addressOf(row)]));
  return rows.map((row) => {
    const address = byAddress.get(row.address);
    if (!address) throw new Error(`${row.id} has an address`);
    return { sweep: fromRow(row), address };
  });
}

/** The one under way at a place, locked. */
export async function lockOpenSweep(tx: Tx, place: SweepPlace): Promise<Sweep | undefined> {
  const row = await tx
    .selectFrom("sweeps")
    .selectAll()
    .where("chain_id", "=", place.chainId)
    .where("address", "=", place.address)
    .where("asset_id", "=", place.asset)
    .where("status", "in", OPEN)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function lockSweepOfFact(tx: Tx, factId: string): Promise<Sweep | undefined> {
  const row = await tx
    .selectFrom("sweeps")
    .selectAll()
    .where("fact_id", "=", Number(factId))
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function lockSweepsOfTransaction(tx: Tx, id: ChainTransactionId): Promise<Sweep[]> {
  const rows = await tx
    .selectFrom("sweeps")
    .selectAll()
    .where("transaction_id", "=", id)
    .forUpdate()
    .execute();
  return rows.map(fromRow);
}

/** Submitted sweeps whose transaction is final although no fact told of them: nothing was there to sweep. */
export async function lockIdle(tx: Tx, limit: number): Promise<Sweep[]> {
  const rows = await tx
    .selectFrom("sweeps as s")
    .innerJoin("chain_transactions as t", "t.id", "s.transaction_id")
    .selectAll("s")
    .where("s.status", "=", "SUBMITTED")
    .where("t.status", "=", "FINAL")
    .orderBy("s.id")
    .limit(limit)
    .forUpdate("s")
    .skipLocked()
    .execute();
  return rows.map(fromRow);
}

function toRow(sweep: Sweep): Insertable<Tables["sweeps"]> {
  return {
    id: sweep.id,
    merchant_id: sweep.merchantId,
    livemode: sweep.livemode,
    chain_id: sweep.chainId,
    address: sweep.address,
    asset_id: sweep.asset,
    status: sweep.status,
    failure: sweep.failure,
    amount: sweep.amount,
    transaction_id: sweep.transactionId,
    fact_id: sweep.factId === null ? null : Number(sweep.factId),
    retry_at: sweep.retryAt,
    created_at: sweep.createdAt,
    updated_at: sweep.updatedAt,
    version: sweep.version,
  };
}

function fromRow(row: Selectable<Tables["sweeps"]>): Sweep {
  return {
    id: row.id as Id<"Sweep">,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    chainId: row.chain_id as ChainId,
    address: row.address as Address,
    asset: row.asset_id as AssetId,
    status: row.status as SweepStatus,
    failure: row.failure,
    amount: row.amount,
    transactionId: row.transaction_id as ChainTransactionId | null,
    factId: row.fact_id === null ? null : String(row.fact_id),
    retryAt: row.retry_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
