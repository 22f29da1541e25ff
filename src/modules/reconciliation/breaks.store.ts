import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import { rowsOf } from "../../db/rowsOf.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Address, AssetId, ChainId, TxHash } from "../../kernel/ids/chainIds.ts";
import { type Id, newId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type {
  BreakKind,
  BreakStatus,
  FoundBreak,
  ReconciliationBreak,
  ReconciliationRun,
  ReconciliationRunId,
} from "./reconciliation.ts";

/**
 * Keeps what a run found: what it found before stays open as it is now, what it did not find again is closed, the rest
 * is new. Of one subject a break is open at most once.
 */
export async function settleBreaks(
  tx: Tx,
  { id: runId, chainId }: ReconciliationRun,
  { breaks, at }: { readonly breaks: readonly FoundBreak[]; readonly at: Date },
): Promise<void> {
  const rows = breaks.map((found) => ({
    id: newId("ReconciliationBreak"),
    chain_id: chainId,
    kind: found.kind,
    subject: found.subject,
    account: found.account,
    asset_id: found.asset,
    on_chain: found.onChain,
    in_ledger: found.inLedger,
    block_number: found.blockNumber,
    tx_hash: found.txHash,
    address: found.address,
    status: "OPEN",
    opened_by: runId,
    opened_at: at,
  }));
  await sql`
    update reconciliation_breaks set status = 'CLOSED', closed_by = ${runId}, closed_at = ${at}
    where chain_id = ${chainId} and status = 'OPEN'
      and not subject = any(${breaks.map(({ subject }) => subject)}::text[])`.execute(tx);
  await sql`
    insert into reconciliation_breaks
    select * from jsonb_populate_recordset(null::reconciliation_breaks, ${rowsOf(rows)}::jsonb)
    on conflict (chain_id, subject) where status = 'OPEN' do update set kind = excluded.kind, asset_id = excluded.asset_id,
      on_chain = excluded.on_chain, in_ledger = excluded.in_ledger, address = excluded.address`.execute(tx);
}

export async function listOpenBreaks(tx: Tx, chainId: ChainId): Promise<ReconciliationBreak[]> {
  const rows = await tx
    .selectFrom("reconciliation_breaks")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("status", "=", "OPEN")
    .orderBy("id")
    .execute();
  return rows.map(toBreak);
}

/** Open breaks by chain and kind, for the metric. */
export async function countOpenBreaks(tx: Tx): Promise<{ chainId: string; kind: string; count: number }[]> {
  const rows = await tx
    .selectFrom("reconciliation_breaks")
    .select(["chain_id", "kind", (eb) => eb.fn.countAll<number>().as("count")])
    .where("status", "=", "OPEN")
    .groupBy(["chain_id", "kind"])
    .execute();
  return rows.map((row) => ({ chainId: row.chain_id, kind: row.kind, count: Number(row.count) }));
}

/** Newest first. */
export async function listBreaks(
  db: Reader,
  query: {
    readonly filter: {
      readonly chainId?: ChainId | undefined;
      readonly status?: BreakStatus | undefined;
      readonly kind?: BreakKind | undefined;
    };
    readonly page: PageRequest;
  },
): Promise<Page<ReconciliationBreak>> {
  const { page, filter } = query;
  let select = db
    .selectFrom("reconciliation_breaks")
    .selectAll()
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (filter.chainId) select = select.where("chain_id", "=", filter.chainId);
  if (filter.status) select = select.where("status", "=", filter.status);
  if (filter.kind) select = select.where("kind", "=", filter.kind);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(toBreak), page);
}

function toBreak(row: Selectable<Tables["reconciliation_breaks"]>): ReconciliationBreak {
  return {
    id: row.id as Id<"ReconciliationBreak">,
    chainId: row.chain_id as ChainId,
    kind: row.kind as BreakKind,
    subject: row.subject,
    account: row.account,
    asset: row.asset_id as AssetId | null,
    onChain: row.on_chain,
    inLedger: row.in_ledger,
    blockNumber: row.block_number,
    txHash: row.tx_hash as TxHash | null,
    address: row.address as Address | null,
    status: row.status as BreakStatus,
    openedBy: row.opened_by as ReconciliationRunId,
    closedBy: row.closed_by as ReconciliationRunId | null,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  };
}
