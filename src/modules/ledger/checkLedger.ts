import type { Tx } from "../../db/withTx.ts";
import { findDrift, findUnbalanced, readSealedAfter } from "./checks.store.ts";
import type { VisibleEntry } from "./entries.store.ts";
import { GENESIS_HASH, sealOf } from "./sealJournal.ts";

export interface LedgerCheck {
  /** Entries whose debits and credits of an asset differ. */
  readonly unbalanced: readonly string[];
  /** Accounts whose stored balance is not the sum of their lines. */
  readonly drifted: readonly string[];
  /** The first sealed entry whose hash does not follow from the one before; null when the chain holds. */
  readonly brokenSeal: string | null;
  readonly entries: number;
}

const PAGE = 500;

/** Recomputes everything that the ledger promises from the journal itself. Reads all of it: for audits and tests. */
export async function checkLedger(tx: Tx): Promise<LedgerCheck> {
  const unbalanced = await findUnbalanced(tx);
  const drifted = await findDrift(tx);
  let hash = GENESIS_HASH;
  let after = 0;
  for (;;) {
    const page = await readSealedAfter(tx, after, PAGE);
    for (const entry of page) {
      hash = sealOf(hash, entry);
      if (hash !== entry.hash) return { unbalanced, drifted, brokenSeal: entry.id, entries: after };
      after = numberOf(entry);
    }
    if (page.length < PAGE) return { unbalanced, drifted, brokenSeal: null, entries: after };
  }
}

function numberOf(entry: VisibleEntry): number {
  if (entry.sealSequence === null) throw new Error("a sealed entry has a number");
  return entry.sealSequence;
}
