import { createHash } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import type { VisibleEntry } from "./entries.store.ts";
import { insertSeals, lockSealer, readLastSeal, readUnsealed } from "./seals.store.ts";

/** The hash before the first entry. */
export const GENESIS_HASH = `0x${"00".repeat(32)}`;

/**
 * Seals entries that are committed and not sealed yet: each gets the next number and
 * sha256(previous hash || canonical entry). Postings never wait for it; two sealers wait for each other.
 * Returns how many were sealed; repeat while it is the limit.
 */
export async function sealJournal(tx: Tx, limit: number): Promise<number> {
  await lockSealer(tx);
  const last = await readLastSeal(tx);
  let hash = last?.hash ?? GENESIS_HASH;
  let sealSeq = last?.sealSeq ?? 0;
  const entries = await readUnsealed(tx, limit);
  const seals = entries.map((entry) => {
    hash = sealOf(hash, entry);
    sealSeq += 1;
    return { sealSeq, entryId: entry.id, hash };
  });
  await insertSeals(tx, seals);
  return seals.length;
}

/** The hash of an entry that follows another one. Any change of an entry, or of their order, changes all that follow. */
export function sealOf(previous: string, entry: VisibleEntry): string {
  const canonical = JSON.stringify([
    entry.id,
    entry.kind,
    entry.sourceId,
    entry.merchantId,
    entry.livemode,
    entry.postedAt.toISOString(),
    entry.reverses,
    entry.lines.map((line) => [line.account.path, line.asset, line.direction, line.units.toString()]),
  ]);
  return `0x${createHash("sha256")
    .update(Buffer.from(previous.slice(2), "hex"))
    .update(canonical)
    .digest("hex")}`;
}
