import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";

/** Which transfers on a chain are deposits. */
export interface TransferWatch {
  /** Every registered token, also those that new payments may not use. */
  readonly tokens: readonly Address[];
  /** The chain's deposit addresses; null when there are more than were asked for. */
  readonly recipients: readonly Address[] | null;
}

/** What to watch on a chain: all of its deposit addresses, which are never forgotten, if there are not more than `most`. */
export async function readTransferWatch(tx: Tx, chainId: ChainId, most: number): Promise<TransferWatch> {
  const addresses = await tx
    .selectFrom("deposit_addresses")
    .select("address")
    .where("chain_id", "=", chainId)
    .limit(most + 1)
    .execute();
  if (addresses.length === 0) return { tokens: [], recipients: [] };
  const tokens = await tx.selectFrom("assets").select("token").where("chain_id", "=", chainId).execute();
  return {
    tokens: tokens.map(({ token }) => token as Address),
    recipients: addresses.length > most ? null : addresses.map(({ address }) => address as Address),
  };
}

/** Those of the addresses that are a chain's deposit addresses. */
export async function depositAddressesAmong(
  tx: Tx,
  chainId: ChainId,
  addresses: readonly Address[],
): Promise<ReadonlySet<Address>> {
  const rows = await tx
    .selectFrom("deposit_addresses")
    .select("address")
    .where("chain_id", "=", chainId)
    .where("address", "=", sql<string>`any(${addresses}::text[])`)
    .execute();
  return new Set(rows.map(({ address }) => address as Address));
}
