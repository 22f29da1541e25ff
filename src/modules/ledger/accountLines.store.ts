import type { Reader } from "../../db/read.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import type { LedgerAccount } from "./account.ts";
import type { JournalKind } from "./entry.ts";

/** A line as it moves one account: credits above zero, debits below. */
export interface AccountLine {
  readonly entryId: Id<"JournalEntry">;
  readonly entryLine: number;
  readonly kind: JournalKind;
  readonly sourceId: string;
  readonly units: bigint;
  readonly postedAt: Date;
}

/** Lines of an account in one asset after an entry, by entry; all that there are while the balance is held. */
export async function readAccountLines(
  db: Reader,
  { account, asset }: { readonly account: LedgerAccount; readonly asset: AssetId },
  page: { readonly after: string | null; readonly limit: number },
): Promise<AccountLine[]> {
  let select = db
    .selectFrom("journal_lines as l")
    .innerJoin("journal_entries as e", "e.id", "l.entry_id")
    .select(["l.entry_id", "l.line", "l.direction", "l.units", "e.kind", "e.source_id", "e.posted_at"])
    .where("l.account", "=", account.path)
    .where("l.asset_id", "=", asset)
    .orderBy("l.entry_id")
    .orderBy("l.line")
    .limit(page.limit);
  if (page.after !== null) select = select.where("l.entry_id", ">", page.after);
  return (await select.execute()).map((row) => ({
    entryId: row.entry_id as Id<"JournalEntry">,
    entryLine: row.line,
    kind: row.kind as JournalKind,
    sourceId: row.source_id,
    units: row.direction === "CREDIT" ? row.units : -row.units,
    postedAt: row.posted_at,
  }));
}
