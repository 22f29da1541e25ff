import type { Tx } from "../../db/withTx.ts";
import type { PlacedPaymentFact } from "./facts.ts";
import { findPaymentIdByHash } from "./payments.store.ts";

/**
 * What a fact changes: its payment, which has a hash for each wallet that it was prepared for. A refund may take from
 * the merchant's balance, and so depends on all that moves it.
 */
export async function factKey(tx: Tx, fact: PlacedPaymentFact): Promise<string | null> {
  if (fact.name === "PaymentRefunded") return null;
  return (await findPaymentIdByHash(tx, fact)) ?? fact.paymentHash;
}
