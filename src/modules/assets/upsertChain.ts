import type { Tx } from "../../db/withTx.ts";
import { findChain, upsertChainRow } from "./assets.store.ts";
import type { Chain } from "./chain.ts";

/** Writes a chain as the settings and the deployment say it is.
 *  @throws Error when the database knows another chain under this id: its facts would be taken for this one's */
export async function upsertChain(tx: Tx, chain: Chain): Promise<void> {
  const known = await findChain(tx, chain.id);
  if (known && known.genesisHash !== chain.genesisHash) {
    throw new Error(
      `${chain.id} has another genesis block than the chain in this database; use a fresh database for a fresh chain`,
    );
  }
  await upsertChainRow(tx, chain);
}
