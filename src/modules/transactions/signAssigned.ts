import { insertAttempt } from "./attempts.store.ts";
import { firstFees } from "./fees.ts";
import type { ChainTransaction, Fees, Lane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, listAssigned } from "./transactions.store.ts";

/**
 * Signs what has a nonce but no signature, lowest nonce first, and stores each signed version before anyone may send
 * it. After a crash in between the same nonce is signed again: what was not stored was not sent.
 * Returns whether any of them moved.
 */
export async function signAssigned(context: SendingContext, lane: Lane): Promise<boolean> {
  const { gateway, inTx, policy } = context;
  const assigned = await inTx((tx) => listAssigned(tx, { chainId: gateway.chainId, lane }));
  const unsigned = assigned.filter(({ status }) => status === "PLANNED");
  if (unsigned.length === 0) return false;
  const fees = firstFees(await gateway.fees(), policy);
  for (const transaction of unsigned) await signVersion(context, transaction, fees);
  return true;
}

/**
 * Signs one version with these fees and stores it.
 * Returns it; undefined when another process moved the transaction meanwhile, and then it is forgotten unsent.
 */
export async function signVersion(context: SendingContext, transaction: ChainTransaction, fees: Fees) {
  const { gateway, inTx, clock } = context;
  const { id, call, lane, nonce, gasLimit } = transaction;
  if (nonce === null || gasLimit === null) throw new Error(`${id} has no nonce yet`);
  const signed = await gateway.sign(lane, { call, nonce, gasLimit, fees });
  const at = clock.now();
  const status = transaction.status === "PLANNED" ? "SIGNED" : transaction.status;
  return inTx(async (tx) => {
    const changed = await changeTransaction(tx, transaction, { status, at, hash: signed.hash });
    if (!changed) return undefined;
    const attempt = { ...signed, fees, signedAt: at };
    await insertAttempt(tx, id, attempt);
    return { transaction: changed, attempt };
  });
}
