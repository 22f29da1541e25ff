import type { Tx } from "../../db/withTx.ts";
import type { WalletCaller } from "./wallet.ts";
import { deleteSession } from "./wallets.store.ts";

/** Ends this one session of the wallet, for good; one that has ended already stays so. */
export async function signOut(tx: Tx, caller: WalletCaller): Promise<void> {
  await deleteSession(tx, caller.tokenSha256);
}
