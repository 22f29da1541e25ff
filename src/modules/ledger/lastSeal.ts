import type { Tx } from "../../db/withTx.ts";
import type { Bytes32 } from "../../kernel/ids/chainIds.ts";
import { GENESIS_HASH } from "./sealJournal.ts";
import { readLastSeal } from "./seals.store.ts";

/** The head of the sealed journal: how many entries it has, and the hash that follows from all of them. */
export async function lastSeal(tx: Tx): Promise<{ sequence: number; hash: Bytes32 }> {
  const last = await readLastSeal(tx);
  return { sequence: last?.sealSeq ?? 0, hash: (last?.hash ?? GENESIS_HASH) as Bytes32 }; // sha256 as hexadecimal
}
