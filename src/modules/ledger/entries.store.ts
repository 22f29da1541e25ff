import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Bytes32 } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { JournalKind, JournalLine } from "./entry.ts";
import { linesOf } from "./ledger.store.ts";

/** An entry with the lines that the transaction's scope may see: a merchant its own, the system all. */
export interface VisibleEntry {
  readonly id: Id<"JournalEntry">;
  readonly kind: JournalKind;
  readonly sourceId: string;
  readonly merchantId: MerchantId | null;
  readonly livemode: boolean;
  readonly postedAt: Date;
  readonly reverses: Id<"JournalEntry"> | null;
  readonly lines: readonly JournalLine[];
  /** Place in the sealed journal; null until the sealer has come by. */
  readonly sealSequence: number | null;
  readonly hash: Bytes32 | null;
}

/** Whose entries: one merchant's in one mode, or everybody's. */
export type Visibility = { readonly merchantId: MerchantId; readonly livemode: boolean } | "all";

/** Newest first. */
export async function listEntries(
  db: Reader,
  visibility: Visibility,
  query: {
    readonly filter: { readonly sourceId?: string | undefined; readonly postedSince?: Date | undefined };
    readonly page: PageRequest;
  },
): Promise<Page<VisibleEntry>> {
  const { page, filter } = query;
  let select = visible(db, visibility)
    .orderBy("e.id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (filter.sourceId) select = select.where("e.source_id", "=", filter.sourceId);
  if (filter.postedSince) select = select.where("e.posted_at", ">=", filter.postedSince);
  if (page.from) select = select.where("e.id", page.backward ? ">" : "<", page.from.id);
  const { items, hasMore } = toPage(await select.execute(), page);
  return { items: await withLines(db, items), hasMore };
}

/** In the order of the ids; undefined where there is none that may be seen. */
export async function getEntries(
  db: Reader,
  visibility: Visibility,
  ids: readonly Id<"JournalEntry">[],
): Promise<(VisibleEntry | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await visible(db, visibility).where("e.id", "in", ids).execute();
  const found = new Map((await withLines(db, rows)).map((entry) => [entry.id, entry]));
  return ids.map((id) => found.get(id));
}

type Row = Selectable<Tables["journal_entries"]> & { seal_seq: number | null; hash: string | null };

function visible(db: Reader, visibility: Visibility) {
  const all = db
    .selectFrom("journal_entries as e")
    .leftJoin("journal_seals as s", "s.entry_id", "e.id")
    .selectAll("e")
    .select(["s.seal_seq", "s.hash"]);
  return visibility === "all"
    ? all
    : all.where("e.merchant_id", "=", visibility.merchantId).where("e.livemode", "=", visibility.livemode);
}

async function withLines(db: Reader, rows: readonly Row[]): Promise<VisibleEntry[]> {
  const lines = await linesOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id as Id<"JournalEntry">,
    kind: row.kind as JournalKind,
    sourceId: row.source_id,
    merchantId: row.merchant_id as MerchantId | null,
    livemode: row.livemode,
    postedAt: row.posted_at,
    reverses: row.reverses as Id<"JournalEntry"> | null,
    lines: lines.get(row.id) ?? [],
    sealSequence: row.seal_seq,
    hash: row.hash as Bytes32 | null,
  }));
}
