import type { Tx } from "../../db/withTx.ts";
import { fromUnixSeconds } from "../../kernel/time/clock.ts";
import { confirmationsOf } from "../assets/index.ts";
import { factSource, postEntry } from "../ledger/index.ts";
import { captureAutomatically } from "./captureAutomatically.ts";
import { letWait } from "./facts.store.ts";
import { DONE_BY_FACT, type PaymentFact } from "./facts.ts";
import { finishFact } from "./finalizeFact.ts";
import { isOpen } from "./operation.ts";
import { listOperations, saveOperation, transactionOfHash } from "./operations.store.ts";
import type { PaymentEventType } from "./payment.events.ts";
import type { Payment, PaymentOperation } from "./payment.ts";
import { postingsWhenSeen } from "./paymentPostings.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPaymentByHash } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";
import { requestAuthorization } from "./requestAuthorization.ts";

/**
 * Takes in a fact about a payment, in the transaction that stored the fact. Facts about terms that we never prepared
 * belong to other operators of the contract and are left alone.
 * Shape: locks one payment; posts to the ledger, moves the operation that the fact carries out, lets an authorization
 * wait for the confirmations of its amount, refreshes the payment. One that is final is finished at the same time.
 */
export async function applyFact(
  tx: Tx,
  { fact, isFinal }: { fact: PaymentFact; isFinal: boolean },
  context: PaymentsContext,
): Promise<void> {
  const payment = await findPaymentByHash(tx, fact);
  if (!payment) return;
  if (fact.name === "PaymentPreApproved") return collectPreApproved(tx, payment, fact, context);
  const at = context.clock.now();
  for (const posting of postingsWhenSeen(payment, fact)) {
    const { merchantId, livemode } = payment;
    await postEntry(tx, { ...posting, sourceId: factSource(fact.id), merchantId, livemode, postedAt: at });
  }
  const operation = await findOperationDoneBy(tx, payment, fact);
  if (isFinal) {
    await finishFact(tx, { payment, fact, operation, at });
  } else {
    if (operation) await saveOperation(tx, operation, { status: "CONFIRMING", factId: fact.id, at });
    await awaitConfirmations(tx, payment, fact);
  }
  const bound = bindPayer(payment, fact);
  const events: PaymentEventType[] = fact.name === "PaymentCaptured" ? ["payment.captured"] : [];
  const after = await refreshPayment(tx, bound, { at, events });
  if (fact.name === "PaymentAuthorized") await captureAutomatically(tx, after, at);
}

/** The payer agreed on the chain: its money is collected unless somebody else paid, or the time is over. */
async function collectPreApproved(
  tx: Tx,
  payment: Payment,
  fact: Extract<PaymentFact, { name: "PaymentPreApproved" }>,
  context: PaymentsContext,
): Promise<void> {
  // The block's time decides, not the moment in which we read it; the contract holds to the same second.
  if (payment.status !== "REQUIRES_PAYMENT" || fromUnixSeconds(fact.blockTimestamp) >= payment.expiresAt)
    return;
  await requestAuthorization(tx, payment, { payer: fact.payer, consent: { scheme: "PREAPPROVAL" } }, context);
}

/**
 * What we were asked for and the fact carries out: by our own transaction, or by one that is none of ours and did just
 * that. A database that was restored does not know what it sent, and to ask the chain again would be to do it twice.
 * What we sent ourselves meanwhile does nothing: the contract holds it to the amounts that it expects.
 * One that had finally failed stays so when a reorganisation below finality lets it happen after all: a refund's
 * reservation is free again, and the money is taken as if nobody had asked for it.
 */
async function findOperationDoneBy(
  tx: Tx,
  payment: Payment,
  fact: Exclude<PaymentFact, { name: "PaymentPreApproved" }>,
): Promise<PaymentOperation | undefined> {
  const kind = DONE_BY_FACT[fact.name];
  if (!kind) return undefined;
  const [transactionId, operations] = await Promise.all([
    transactionOfHash(tx, fact.txHash),
    listOperations(tx, payment.id),
  ]);
  const isSame = ({ amount }: PaymentOperation) =>
    kind === "AUTHORIZE" || kind === "VOID" || ("amount" in fact && amount === fact.amount);
  const isDone = (operation: PaymentOperation) =>
    transactionId === undefined
      ? isOpen(operation) && isSame(operation)
      : operation.transactionId === transactionId && operation.status !== "FAILED";
  return operations.find((operation) => operation.kind === kind && isDone(operation));
}

/** What is needed beside the fact's own block must come yet: the fact is told again when it has. */
async function awaitConfirmations(tx: Tx, { asset }: Payment, fact: PaymentFact): Promise<void> {
  if (fact.name !== "PaymentAuthorized" && fact.name !== "PaymentCharged") return;
  const needed = await confirmationsOf(tx, { asset, units: fact.amount });
  if (needed > 1) await letWait(tx, { id: fact.id, until: fact.blockNumber + needed - 1 });
}

/** The fact's terms name the payer, should another hash of this payment have been bound before. */
function bindPayer(payment: Payment, fact: PaymentFact): Payment {
  if (fact.name !== "PaymentAuthorized" && fact.name !== "PaymentCharged") return payment;
  return { ...payment, payer: fact.terms.payer, onchainId: fact.paymentHash };
}
