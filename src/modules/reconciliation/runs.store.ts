import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import { rowsOf } from "../../db/rowsOf.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type {
  Position,
  ReconciliationRun,
  ReconciliationRunId,
  RunResult,
  RunStatus,
} from "./reconciliation.ts";

/** Asks for a run of a chain, or answers with the one that waits; a full one stays full. */
export async function insertRun(
  tx: Tx,
  { chainId, isFull, at }: { readonly chainId: ChainId; readonly isFull: boolean; readonly at: Date },
): Promise<ReconciliationRun> {
  const row = { id: newId("ReconciliationRun"), chain_id: chainId, status: "REQUESTED", is_full: isFull };
  const inserted = await tx
    .insertInto("reconciliation_runs")
    .values({ ...row, requested_at: at })
    .onConflict((conflict) =>
      conflict
        .column("chain_id")
        .where(sql<boolean>`status = 'REQUESTED'`) // a parameter would not show which index is meant
        .doUpdateSet({ is_full: sql<boolean>`reconciliation_runs.is_full or excluded.is_full` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRun(inserted);
}

export async function findRequested(tx: Tx, chainId: ChainId): Promise<ReconciliationRun | undefined> {
  const row = await tx
    .selectFrom("reconciliation_runs")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("status", "=", "REQUESTED")
    .executeTakeFirst();
  return row && toRun(row);
}

/** When the last run of a chain was asked for. */
export async function lastRequestedAt(tx: Tx, chainId: ChainId): Promise<Date | undefined> {
  const row = await tx
    .selectFrom("reconciliation_runs")
    .select("requested_at")
    .where("chain_id", "=", chainId)
    .orderBy("requested_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.requested_at;
}

/** Up to which block a run found everything to agree. */
export async function lastCleanBlock(tx: Tx, chainId: ChainId): Promise<number | undefined> {
  const row = await tx
    .selectFrom("reconciliation_runs as r")
    .select("r.block_number")
    .where("r.chain_id", "=", chainId)
    .where("r.status", "=", "COMPLETED")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("reconciliation_breaks as b")
            .select("b.id")
            .whereRef("b.chain_id", "=", "r.chain_id")
            .whereRef("b.opened_at", "<=", "r.completed_at")
            .where(({ eb, or }) =>
              or([eb("b.closed_at", "is", null), eb("b.closed_at", ">", eb.ref("r.completed_at"))]),
            ),
        ),
      ),
    )
    .orderBy("r.completed_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.block_number ?? undefined;
}

export async function noteFailure(tx: Tx, id: ReconciliationRunId, failure: string): Promise<void> {
  await tx
    .updateTable("reconciliation_runs")
    .set({ failure })
    .where("id", "=", id)
    .where("status", "=", "REQUESTED")
    .execute();
}

/** Ends a run; false when another process has. */
export async function completeRun(
  tx: Tx,
  { id }: ReconciliationRun,
  { result, positions }: { readonly result: RunResult; readonly positions: readonly Position[] },
): Promise<boolean> {
  const updated = await tx
    .updateTable("reconciliation_runs")
    .set({
      status: "COMPLETED",
      failure: null,
      block_number: result.block.number,
      block_hash: result.block.hash,
      scanned_from: result.scannedFrom,
      entries: result.entries,
      completed_at: result.completedAt,
    })
    .where("id", "=", id)
    .where("status", "=", "REQUESTED")
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return false;
  const rows = positions.map(({ account, asset, onChain, inLedger, inFlight, submitted }) => ({
    run_id: id,
    account,
    asset_id: asset,
    on_chain: onChain,
    in_ledger: inLedger,
    in_flight: inFlight,
    submitted,
  }));
  await sql`insert into reconciliation_positions
    select * from jsonb_populate_recordset(null::reconciliation_positions, ${rowsOf(rows)}::jsonb)`.execute(
    tx,
  );
  return true;
}

/** When the last run of each chain was completed. */
export async function lastCompleted(tx: Tx): Promise<{ chainId: string; at: Date }[]> {
  const found = await sql<{ chain_id: string; at: Date }>`
    select chain_id, max(completed_at) as at from reconciliation_runs where status = 'COMPLETED' group by chain_id`.execute(
    tx,
  );
  return found.rows.map(({ chain_id: chainId, at }) => ({ chainId, at }));
}

/** Newest first. */
export async function listRuns(
  db: Reader,
  query: { readonly chainId?: ChainId | undefined; readonly page: PageRequest },
): Promise<Page<ReconciliationRun>> {
  const { page, chainId } = query;
  let select = db
    .selectFrom("reconciliation_runs")
    .selectAll()
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (chainId) select = select.where("chain_id", "=", chainId);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(toRun), page);
}

export async function readPositions(
  db: Reader,
  id: ReconciliationRunId,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Position[]> {
  let select = db
    .selectFrom("reconciliation_positions")
    .selectAll()
    .where("run_id", "=", id)
    .orderBy("account")
    .orderBy("asset_id")
    .limit(page.limit);
  if (page.after !== null) select = select.where(sql<boolean>`account || ' ' || asset_id > ${page.after}`);
  return (await select.execute()).map((row) => ({
    account: row.account,
    asset: row.asset_id as AssetId,
    onChain: row.on_chain,
    inLedger: row.in_ledger,
    inFlight: row.in_flight,
    submitted: row.submitted,
  }));
}

function toRun(row: Selectable<Tables["reconciliation_runs"]>): ReconciliationRun {
  const { block_number: number, block_hash: hash, scanned_from, entries, completed_at } = row;
  const isDone =
    number !== null && hash !== null && scanned_from !== null && entries !== null && completed_at !== null;
  return {
    id: row.id as ReconciliationRunId,
    chainId: row.chain_id as ChainId,
    status: row.status as RunStatus,
    isFull: row.is_full,
    failure: row.failure,
    requestedAt: row.requested_at,
    result: isDone
      ? {
          block: { number, hash: hash as Bytes32 },
          scannedFrom: scanned_from,
          entries,
          completedAt: completed_at,
        }
      : null,
  };
}
