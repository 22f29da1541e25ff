import type { Tx } from "../../db/withTx.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { type Id, idBefore, type MerchantId } from "../../kernel/ids/ids.ts";
import { type AccountLine, merchantAccount, readAccountLines } from "../ledger/index.ts";
import { settledOf } from "./batches.store.ts";

/**
 * An id is made before its statement waits for the balance, and by machines whose clocks differ: an entry can come to
 * stand before one that is settled already, but not by more than this.
 */
const OVERLAP_SECONDS = 600;

const PAGE = 5_000;

/**
 * Movements of a merchant's available balance that are in no batch yet, oldest first.
 * Shape: the caller holds the balance, so that none is on its way; `isAll` says whether there are more than `limit`.
 */
export async function freshLines(
  tx: Tx,
  { merchantId, asset }: { readonly merchantId: MerchantId; readonly asset: AssetId },
  { lastEntryId, limit }: { readonly lastEntryId: Id<"JournalEntry"> | null; readonly limit: number },
): Promise<{ lines: AccountLine[]; isAll: boolean }> {
  const account = merchantAccount(merchantId, "available");
  const lines: AccountLine[] = [];
  let after: string | null = lastEntryId && idBefore("JournalEntry", lastEntryId, OVERLAP_SECONDS);
  for (;;) {
    const page: AccountLine[] = await readAccountLines(tx, { account, asset }, { after, limit: PAGE });
    const whole = withoutCutEntry(page);
    const settled = await settledOf(
      tx,
      merchantId,
      whole.map(({ entryId }) => entryId),
    );
    lines.push(...whole.filter(({ entryId, entryLine }) => !settled.has(`${entryId} ${entryLine}`)));
    if (page.length < PAGE) return cut(lines, limit);
    if (lines.length > limit) return cut(lines, limit);
    after = whole.at(-1)?.entryId ?? after;
  }
}

/** A full page may end within an entry, whose other lines the next page would not show. */
function withoutCutEntry(page: readonly AccountLine[]): readonly AccountLine[] {
  if (page.length < PAGE) return page;
  const last = page.at(-1)?.entryId;
  return page.filter(({ entryId }) => entryId !== last);
}

function cut(lines: AccountLine[], limit: number): { lines: AccountLine[]; isAll: boolean } {
  return { lines: lines.slice(0, limit), isAll: lines.length <= limit };
}
