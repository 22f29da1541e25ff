import type { Tx } from "../../db/withTx.ts";
import type { Direction } from "./entry.ts";
import { insertEntry, listUnreversed } from "./ledger.store.ts";

const OPPOSITE: Record<Direction, Direction> = { DEBIT: "CREDIT", CREDIT: "DEBIT" };

/**
 * Undoes all that a source has posted, newest first, by entries with every line turned round.
 * Nothing is deleted; the source may be posted again afterwards as a further attempt.
 */
export async function reverseEntries(tx: Tx, sourceId: string, postedAt: Date): Promise<void> {
  for (const entry of await listUnreversed(tx, sourceId)) {
    const lines = entry.lines.map((line) => ({ ...line, direction: OPPOSITE[line.direction] }));
    await insertEntry(tx, { ...entry, kind: "REVERSAL", postedAt, lines, reverses: entry.id });
  }
}
