import type { Tx } from "../../db/withTx.ts";
import { merchantAccount, merchantReceivable } from "./account.ts";
import { availableUnits } from "./availableUnits.ts";
import { credit, type Direction, debit, type JournalLine } from "./entry.ts";
import { insertEntry, listUnreversed } from "./ledger.store.ts";

const OPPOSITE: Record<Direction, Direction> = { DEBIT: "CREDIT", CREDIT: "DEBIT" };

type StoredEntry = Awaited<ReturnType<typeof listUnreversed>>[number];

/**
 * Undoes all that a source has posted, newest first, by entries with every line turned round.
 * Nothing is deleted; the source may be posted again afterwards as a further attempt. Available money that was promised
 * meanwhile becomes a debt of the merchant: the chain has decided, and refusing would only stop the books.
 */
export async function reverseEntries(tx: Tx, sourceId: string, postedAt: Date): Promise<void> {
  for (const entry of await listUnreversed(tx, sourceId)) {
    const lines = entry.lines.map((line) => ({ ...line, direction: OPPOSITE[line.direction] }));
    await coverShortfall(tx, { entry, lines, postedAt });
    await insertEntry(tx, { ...entry, kind: "REVERSAL", postedAt, lines, reverses: entry.id });
  }
}

async function coverShortfall(
  tx: Tx,
  { entry, lines, postedAt }: { entry: StoredEntry; lines: readonly JournalLine[]; postedAt: Date },
): Promise<void> {
  const { merchantId, livemode } = entry;
  if (merchantId === null) return;
  const available = merchantAccount(merchantId, "available");
  const taken = lines.find((line) => line.account.path === available.path && line.direction === "DEBIT");
  if (!taken) return;
  const units = taken.units - (await availableUnits(tx, merchantId, taken.asset));
  if (units <= 0n) return;
  const money = { asset: taken.asset, units };
  await insertEntry(tx, {
    kind: "REORG_SHORTFALL",
    sourceId: entry.id,
    merchantId,
    livemode,
    postedAt,
    lines: [debit(merchantReceivable(merchantId), money), credit(available, money)],
    reverses: null,
  });
}
