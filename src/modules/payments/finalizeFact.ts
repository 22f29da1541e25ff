import type { Tx } from "../../db/withTx.ts";
import {
  chainAccount,
  credit,
  debit,
  debitTaken,
  factSource,
  merchantAccount,
  postEntry,
} from "../ledger/index.ts";
import { readLien } from "./facts.store.ts";
import type { PaymentFact } from "./facts.ts";
import { failOperation } from "./failOperation.ts";
import { findOperationByFactId, findOperationOfFact, saveOperation } from "./operations.store.ts";
import { type OperationEventType, operationEvent } from "./payment.events.ts";
import { held, type Payment, type PaymentOperation } from "./payment.ts";
import { netOf, postingsWhenFinal } from "./paymentPostings.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPaymentByHash } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";

const SUCCEEDED: Partial<Record<PaymentOperation["kind"], OperationEventType>> = {
  CAPTURE: "capture.succeeded",
  REFUND: "refund.succeeded",
};

type FinalFact = Exclude<PaymentFact, { name: "PaymentPreApproved" }>;

interface Finished {
  readonly payment: Payment;
  readonly fact: FinalFact;
  /** What we were asked for and the fact carries out. */
  readonly operation: PaymentOperation | undefined;
  readonly at: Date;
}

/** Takes note that a fact's block is final, in the transaction that marked it FINAL. */
export async function finalizeFact(tx: Tx, fact: PaymentFact, context: PaymentsContext): Promise<void> {
  const payment = await findPaymentByHash(tx, fact);
  if (!payment || fact.name === "PaymentPreApproved") return;
  const at = context.clock.now();
  await finishFact(tx, { payment, fact, operation: await findOperationByFactId(tx, fact.id), at });
  await refreshPayment(tx, payment, { at, unlessSame: true });
}

/** Posts what a final fact means and ends its operation; the caller refreshes the payment. */
export async function finishFact(tx: Tx, finished: Finished): Promise<void> {
  const { payment, fact, operation, at } = finished;
  if (fact.name === "CaptureSkipped" || fact.name === "RefundSkipped")
    return resumeSkipped(tx, payment, fact, at);
  await post(tx, finished);
  if (!operation) return;
  const type = SUCCEEDED[operation.kind];
  const events = type ? [operationEvent(type, operation, { status: "SUCCEEDED" })] : [];
  await saveOperation(tx, operation, { status: "SUCCEEDED", factId: fact.id, at }, events);
}

/** What a credit line took of a capture while it was pending: in one transaction the first captures pay first. */
async function lienOf(tx: Tx, fact: FinalFact): Promise<bigint> {
  if (fact.name !== "PaymentCaptured" && fact.name !== "PaymentCharged") return 0n;
  const { taken, earlier } = await readLien(tx, fact);
  const left = taken - earlier.reduce((sum, each) => sum + netOf(each), 0n);
  const net = netOf(fact);
  return left <= 0n ? 0n : left < net ? left : net;
}

async function post(tx: Tx, { payment, fact, operation, at }: Finished): Promise<void> {
  const common = {
    sourceId: factSource(fact.id),
    merchantId: payment.merchantId,
    livemode: payment.livemode,
    postedAt: at,
  };
  const lien = await lienOf(tx, fact);
  for (const posting of postingsWhenFinal(payment, fact, lien))
    await postEntry(tx, { ...posting, ...common });
  if (fact.name !== "PaymentRefunded" || BigInt(fact.collector) !== 0n) return; // a collector brought its own money
  // A refund that we asked for was reserved; one that somebody else sent with the operator's key was not.
  const money = { asset: payment.asset, units: fact.amount };
  const debits = operation
    ? [debit(merchantAccount(payment.merchantId, "reserved"), money)]
    : await debitTaken(tx, payment.merchantId, money);
  const lines = [...debits, credit(chainAccount(payment.chainId, "settlement"), money)];
  await postEntry(tx, { ...common, kind: "REFUND_FINAL", lines });
}

/**
 * An item was left out of a batch, and that is final: it is proven not to have happened and may be sent again. That
 * helps where a reorg put the batch before what it builds on, and is given up where the money is gone.
 */
async function resumeSkipped(
  tx: Tx,
  payment: Payment,
  fact: Extract<PaymentFact, { name: "CaptureSkipped" | "RefundSkipped" }>,
  at: Date,
): Promise<void> {
  const kind = fact.name === "CaptureSkipped" ? "CAPTURE" : "REFUND";
  const operation = await findOperationOfFact(tx, payment.id, kind, fact.txHash);
  if (operation?.status !== "SUBMITTED") return;
  const { amounts } = payment;
  const possible =
    kind === "CAPTURE"
      ? held(amounts) >= operation.amount && at < payment.authorizationExpiresAt
      : amounts.captured - amounts.refunded >= operation.amount && at < payment.refundExpiresAt;
  if (possible) await saveOperation(tx, operation, { status: "PENDING", transactionId: null, at });
  else await failOperation(tx, operation, { failure: fact.reason.slice(0, 10), at });
}
