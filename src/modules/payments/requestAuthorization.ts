import type { Tx } from "../../db/withTx.ts";
import type { Address } from "../../kernel/ids/chainIds.ts";
import { newOperation } from "./operation.ts";
import { insertOperation } from "./operations.store.ts";
import { type Payment, termsFor } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import type { Consent } from "./payments.ports.ts";
import { insertPreparedPayer } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";

/**
 * Binds a locked payment to the payer that agreed, and asks for its money to be collected.
 * The payment is payable and has no authorization on its way; the index payment_operations_single holds us to it.
 */
export async function requestAuthorization(
  tx: Tx,
  payment: Payment,
  agreed: { payer: Address; consent: Consent },
  context: PaymentsContext,
): Promise<Payment> {
  const at = context.clock.now();
  const onchainId = context.escrow.paymentHash(payment.chainId, termsFor(payment, agreed.payer));
  await insertPreparedPayer(tx, payment.merchantId, payment.chainId, {
    paymentId: payment.id,
    payer: agreed.payer,
    paymentHash: onchainId,
  });
  const operation = newOperation(payment, { kind: "AUTHORIZE", amount: payment.amount, at });
  await insertOperation(tx, operation, { consent: agreed.consent });
  return refreshPayment(tx, { ...payment, payer: agreed.payer, onchainId }, { at });
}
