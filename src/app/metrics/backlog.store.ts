import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";

/** Rows that wait, over all modules, read in one statement. */
export interface Backlog {
  /** Since when the oldest row of each queue waits; null when none does. */
  readonly oldest: Readonly<Record<"operations" | "payouts" | "sweeps" | "events" | "webhooks", Date | null>>;
  readonly webhooks: Readonly<Record<"pending" | "retrying" | "exhausted", number>>;
}

/** Webhooks wait from the moment they are due, so that a scheduled retry is no backlog before its time. */
export async function readBacklog(tx: Tx): Promise<Backlog> {
  const result = await sql<{
    operations: Date | null;
    payouts: Date | null;
    sweeps: Date | null;
    events: Date | null;
    webhooks: Date | null;
    pending: number;
    retrying: number;
    exhausted: number;
  }>`
    select
      (select min(created_at) from payment_operations where status = 'PENDING') as operations,
      (select min(created_at) from payouts where status = 'READY') as payouts,
      (select to_timestamp(min(f.block_timestamp)) from deposits d join chain_facts f on f.id = d.fact_id
        where d.matched is not null and d.swept_fact_id is null) as sweeps,
      (select created_at from events where sequence is null order by serial limit 1) as events,
      (select min(next_attempt_at) from webhook_deliveries
        where status in ('PENDING', 'RETRY_SCHEDULED', 'IN_FLIGHT')) as webhooks,
      (select count(*) from webhook_deliveries where status in ('PENDING', 'IN_FLIGHT')) as pending,
      (select count(*) from webhook_deliveries where status = 'RETRY_SCHEDULED') as retrying,
      (select count(*) from webhook_deliveries where status = 'EXHAUSTED') as exhausted`.execute(tx);
  const row = result.rows[0];
  if (!row) throw new Error("a statement without FROM has one row");
  const { operations, payouts, sweeps, events, webhooks, pending, retrying, exhausted } = row;
  return {
    oldest: { operations, payouts, sweeps, events, webhooks },
    webhooks: { pending, retrying, exhausted },
  };
}

/** The block times of the oldest fact of each chain that is not final. */
export async function readOldestUnfinal(tx: Tx): Promise<{ chainId: string; at: Date | null }[]> {
  const result = await sql<{ id: string; at: number | null }>`
    select c.id, (select block_timestamp from chain_facts f where f.chain_id = c.id and f.state = 'SEEN'
      order by block_number limit 1) as at
    from chains c`.execute(tx);
  return result.rows.map(({ id, at }) => ({ chainId: id, at: at === null ? null : new Date(at * 1000) }));
}

/** Debits less credits of every asset, over all accounts; a ledger that balances shows 0 for each. */
export async function readDrift(tx: Tx): Promise<{ assetId: string; units: bigint }[]> {
  const result = await sql<{ asset_id: string; units: bigint }>`
    select asset_id, sum(debits - credits) as units from ledger_balances group by asset_id`.execute(tx);
  return result.rows.map(({ asset_id: assetId, units }) => ({ assetId, units }));
}
