import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type Address, type ChainId, ZERO_ADDRESS } from "../../kernel/ids/chainIds.ts";
import { type MerchantId, newId } from "../../kernel/ids/ids.ts";
import type { SettlementAccount } from "./merchant.ts";
import { ensureSettlementAccount } from "./merchants.store.ts";

export interface SetSettlementAccount {
  readonly merchantId: MerchantId;
  readonly chainId: ChainId;
  readonly account: Address;
  readonly now: Date;
}

/** Names an account to settle on; nothing changes for payments until the account confirms it.
 *  Shape: an account that was named before is returned as it stands.
 *  @throws INVALID_INPUT for the zero address */
export async function setSettlementAccount(
  tx: Tx,
  command: SetSettlementAccount,
): Promise<SettlementAccount> {
  const { merchantId, chainId, account, now } = command;
  if (account === ZERO_ADDRESS) {
    throw new DomainError("INVALID_INPUT", "The zero address cannot be settled on.", {
      path: ["input", "account"],
    });
  }
  return ensureSettlementAccount(tx, {
    id: newId("SettlementAccount"),
    merchantId,
    chainId,
    account,
    status: "PENDING",
    createdAt: now,
    confirmedAt: null,
  });
}
