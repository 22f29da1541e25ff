import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import { getEntries, type VisibleEntry } from "./entries.store.ts";

/** Any constant; one per kind of advisory lock that we take. */
const SEALER_LOCK = 7_411_002;

export async function lockSealer(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SEALER_LOCK}::bigint)`.execute(tx);
}

export async function readLastSeal(tx: Tx): Promise<{ sealSeq: number; hash: string } | undefined> {
  const row = await tx
    .selectFrom("journal_seals")
    .select(["seal_seq", "hash"])
    .orderBy("seal_seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { sealSeq: row.seal_seq, hash: row.hash };
}

export async function readUnsealed(tx: Tx, limit: number): Promise<VisibleEntry[]> {
  const rows = await tx
    .selectFrom("journal_entries as e")
    .leftJoin("journal_seals as s", "s.entry_id", "e.id")
    .select("e.id")
    .where("s.entry_id", "is", null)
    .orderBy("e.id")
    .limit(limit)
    .execute();
  const entries = await getEntries(
    tx,
    "all",
    rows.map((row) => row.id as Id<"JournalEntry">),
  );
  return entries.filter((entry) => entry !== undefined);
}

export async function insertSeals(
  tx: Tx,
  seals: readonly { sealSeq: number; entryId: string; hash: string }[],
) {
  if (seals.length === 0) return;
  await tx
    .insertInto("journal_seals")
    .values(seals.map((seal) => ({ seal_seq: seal.sealSeq, entry_id: seal.entryId, hash: seal.hash })))
    .execute();
}

/** Creation time of the oldest entry that is not sealed. */
export async function oldestUnsealed(tx: Tx): Promise<Date | undefined> {
  const row = await tx
    .selectFrom("journal_entries as e")
    .leftJoin("journal_seals as s", "s.entry_id", "e.id")
    .select("e.posted_at")
    .where("s.entry_id", "is", null)
    .orderBy("e.id")
    .limit(1)
    .executeTakeFirst();
  return row?.posted_at;
}
