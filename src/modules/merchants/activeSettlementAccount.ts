import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { SettlementAccount } from "./merchant.ts";
import { selectActiveSettlementAccount } from "./merchants.store.ts";

/** The account that new money of this merchant on this chain belongs to.
 *  @throws SETTLEMENT_ACCOUNT_MISSING */
export async function activeSettlementAccount(
  tx: Tx,
  owner: { readonly merchantId: MerchantId; readonly chainId: ChainId },
): Promise<SettlementAccount> {
  const account = await selectActiveSettlementAccount(tx, owner);
  if (!account) {
    throw new DomainError(
      "SETTLEMENT_ACCOUNT_MISSING",
      "Set and confirm a settlement account on this chain first.",
      {
        evidence: { chainId: owner.chainId },
      },
    );
  }
  return account;
}
