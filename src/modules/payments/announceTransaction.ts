import type { Tx } from "../../db/withTx.ts";
import type { Address, TxHash } from "../../kernel/ids/chainIds.ts";
import { hasPreApproval } from "./facts.store.ts";
import { openedPayment } from "./openedPayment.ts";
import { type Payment, termsFor } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { insertPreparedPayer, setAnnouncedTransaction } from "./payments.store.ts";
import { requirePayable } from "./preparePayment.ts";
import { requestAuthorization } from "./requestAuthorization.ts";

export interface AnnounceTransaction {
  readonly clientSecret: string;
  readonly payer: Address;
  /** The payer's preApprove transaction. A hint: the chain's fact decides. */
  readonly txHash: TxHash;
}

/**
 * Takes note that the payer has sent its pre-approval. If the chain told us before, or told us and the collection
 * failed since, the money is asked for now; else when the fact comes.
 * Shape: locks one payment.
 * @throws NOT_FOUND, INVALID_STATE, PAYMENT_EXPIRED
 */
export async function announceTransaction(
  tx: Tx,
  command: AnnounceTransaction,
  context: PaymentsContext,
): Promise<Payment> {
  const payment = await openedPayment(tx, command.clientSecret, context, "update");
  if (payment.payer === command.payer && payment.status !== "REQUIRES_PAYMENT") return payment;
  requirePayable(payment, context.clock.now());
  const paymentHash = context.escrow.paymentHash(payment.chainId, termsFor(payment, command.payer));
  await insertPreparedPayer(tx, payment.merchantId, payment.chainId, {
    paymentId: payment.id,
    payer: command.payer,
    paymentHash,
  });
  await setAnnouncedTransaction(tx, paymentHash, command.txHash);
  if (!(await hasPreApproval(tx, payment.chainId, paymentHash))) return payment;
  return requestAuthorization(
    tx,
    payment,
    { payer: command.payer, consent: { scheme: "PREAPPROVAL" } },
    context,
  );
}
