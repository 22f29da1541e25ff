import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { NewEntry } from "./entry.ts";
import { insertEntries } from "./ledger.store.ts";

/**
 * Posts one entry and moves the balances, in one statement of the caller's transaction.
 * Lines of zero units are left out. An entry whose source and kind stand unreversed in the journal is a bug.
 * @throws INSUFFICIENT_BALANCE when a merchant's account would fall below zero
 */
export async function postEntry(tx: Tx, entry: NewEntry): Promise<void> {
  await postEntries(tx, [entry]);
}

/** The same for several, in as few statements as for one. @throws INSUFFICIENT_BALANCE, and none is posted */
export async function postEntries(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
  const rows = entries
    .map((entry) => ({ ...entry, lines: entry.lines.filter((line) => line.units !== 0n), reverses: null }))
    .filter(({ lines }) => lines.length > 0);
  try {
    await insertEntries(tx, rows);
  } catch (cause) {
    if ((cause as { constraint?: string }).constraint !== "no_negative_liability") throw cause; // drivers name it so
    throw new DomainError("INSUFFICIENT_BALANCE", "The available balance is too small.", { cause });
  }
}
