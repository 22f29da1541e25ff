import type { Tx } from "../../db/withTx.ts";
import type { Address, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import {
  SettlementAccountNotFound,
  SettlementAccountSignatureInvalid,
  SettlementAccountTaken,
} from "./merchant.errors.ts";
import type { SettlementAccount } from "./merchant.ts";
import {
  activateSettlementAccount,
  isSettledOnByAnother,
  lockSettlementAccounts,
} from "./merchants.store.ts";
import { isConfirmedBy } from "./settlementAccountConfirmation.ts";

export interface ConfirmSettlementAccount {
  readonly merchantId: MerchantId;
  readonly chainId: ChainId;
  readonly account: Address;
  /** The account's EIP-712 signature over its confirmation. */
  readonly signature: Hex;
  readonly now: Date;
}

/** Makes an account the one that new payments of this chain settle on; the one before it is retired and keeps its money.
 *  @throws NOT_FOUND, SETTLEMENT_ACCOUNT_SIGNATURE, INVALID_INPUT when it settles for another merchant */
export async function confirmSettlementAccount(
  tx: Tx,
  command: ConfirmSettlementAccount,
): Promise<SettlementAccount> {
  const { merchantId, chainId, account, now } = command;
  const accounts = await lockSettlementAccounts(tx, { merchantId, chainId });
  const found = accounts.find((candidate) => candidate.account === account);
  if (!found) throw new SettlementAccountNotFound();
  if (!isConfirmedBy(command, command.signature)) throw new SettlementAccountSignatureInvalid(account);
  if (found.status === "ACTIVE") return found;
  if (await isSettledOnByAnother(tx, command)) throw new SettlementAccountTaken(chainId, account);
  await activateSettlementAccount(tx, { id: found.id, merchantId, chainId, now });
  return { ...found, status: "ACTIVE", confirmedAt: now };
}
