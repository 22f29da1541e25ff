import type { Tx } from "../../db/withTx.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { TokenAmount } from "../../kernel/money/tokenAmount.ts";
import { merchantAccount, merchantReceivable } from "./account.ts";
import { readNetCredits } from "./balances.store.ts";
import { debit, type JournalLine } from "./entry.ts";

/**
 * Debits for money of a merchant that left the contract without our asking: its available balance as far as that goes,
 * then a debt of the merchant. The chain has decided, so that refusing would only stop the books.
 */
export async function debitTaken(tx: Tx, merchantId: MerchantId, taken: TokenAmount): Promise<JournalLine[]> {
  const { asset, units } = taken;
  const account = merchantAccount(merchantId, "available");
  const rows = await readNetCredits(tx, [account.path]);
  const available = rows.find((row) => row.asset === asset)?.units ?? 0n;
  const free = available < units ? available : units;
  return [
    debit(account, { asset, units: free }),
    debit(merchantReceivable(merchantId), { asset, units: units - free }),
  ];
}
