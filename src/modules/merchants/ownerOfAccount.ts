import type { Tx } from "../../db/withTx.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { SettlementAccount } from "./merchant.ts";
import { selectOwnedAccount } from "./merchants.store.ts";

/** The merchant whose signature confirmed this account, now or before another one took its place. */
export async function ownerOfAccount(
  tx: Tx,
  at: { readonly chainId: ChainId; readonly account: Address },
): Promise<SettlementAccount | undefined> {
  return selectOwnedAccount(tx, at);
}
