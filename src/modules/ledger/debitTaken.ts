import type { Tx } from "../../db/withTx.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { TokenAmount } from "../../kernel/money/tokenAmount.ts";
import { merchantAccount, merchantReceivable } from "./account.ts";
import { availableUnits } from "./availableUnits.ts";
import { debit, type JournalLine } from "./entry.ts";

/**
 * Debits for money of a merchant that left the contract without our asking: its available balance as far as that goes,
 * then a debt of the merchant. The chain has decided, so that refusing would only stop the books.
 */
export async function debitTaken(tx: Tx, merchantId: MerchantId, taken: TokenAmount): Promise<JournalLine[]> {
  const { asset, units } = taken;
  const available = await availableUnits(tx, merchantId, asset);
  const free = available < units ? available : units;
  return [
    debit(merchantAccount(merchantId, "available"), { asset, units: free }),
    debit(merchantReceivable(merchantId), { asset, units: units - free }),
  ];
}
