import type { Tx } from "../../db/withTx.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { lockExpired } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";

/** Marks unpaid payments whose time is over, and tells of each. Returns how many; repeat while it is the limit. */
export async function expirePayments(tx: Tx, limit: number, context: PaymentsContext): Promise<number> {
  const at = context.clock.now();
  const expired = await lockExpired(tx, at, limit);
  for (const payment of expired) await refreshPayment(tx, payment, { at });
  return expired.length;
}
