import type { Tx } from "../../db/withTx.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import { planTransaction } from "../transactions/index.ts";
import { listOperations, listPendingPayments, readConsent, saveOperation } from "./operations.store.ts";
import { held, type OperationKind, type Payment, type PaymentOperation, termsFor } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPayment } from "./payments.store.ts";

/** Items of one batch: 100 captures for 100 merchants stay below 10 M gas (EIP-7825 caps a transaction at 16,777,216). */
const BATCH_ITEMS = 100;

const PURPOSE: Record<OperationKind, string> = {
  AUTHORIZE: "authorize",
  CAPTURE: "captureBatch",
  VOID: "void",
  REFUND: "refundBatch",
};

interface Item {
  readonly payment: Payment;
  readonly operation: PaymentOperation;
}

/**
 * Plans the transactions for what was asked of the chain. Of one payment one operation of a kind is under way at a
 * time, so that the state which a batch item expects is the state that the chain last told us.
 * Shape: locks the payments, but for those that somebody else holds; operation and planned transaction commit together.
 * Returns how many operations were submitted; repeat while it is not zero.
 */
export async function submitOperations(
  tx: Tx,
  kind: OperationKind,
  context: PaymentsContext,
): Promise<number> {
  const items: Item[] = [];
  for (const { paymentId } of await listPendingPayments(tx, kind, BATCH_ITEMS)) {
    const item = await nextItem(tx, kind, paymentId);
    if (item) items.push(item);
  }
  for (const ofSender of Map.groupBy(items, senderOf).values()) {
    for (const batch of batchesOf(kind, ofSender)) await submit(tx, { kind, batch }, context);
  }
  return items.length;
}

/** The contract takes what concerns a payment from the operator that its terms name, on the payment's chain. */
function senderOf({ payment }: Item): string {
  return `${payment.chainId}:${payment.terms.operator}`;
}

/** The payment's oldest pending operation of the kind, if nothing of that kind is under way and the hold allows it. */
async function nextItem(tx: Tx, kind: OperationKind, paymentId: Payment["id"]): Promise<Item | undefined> {
  const payment = await findPayment(tx, paymentId, "update-unless-held");
  if (!payment || payment.payer === null) return undefined;
  const ofKind = (await listOperations(tx, paymentId)).filter((operation) => operation.kind === kind);
  if (ofKind.some((operation) => operation.status === "SUBMITTED")) return undefined;
  const operation = ofKind.find((candidate) => candidate.status === "PENDING");
  // After a reorg the hold may be on its way back: a capture waits for it, and for its confirmations, instead of failing.
  const ready =
    kind === "AUTHORIZE" ||
    kind === "REFUND" ||
    (payment.status !== "CONFIRMING" && held(payment.amounts) >= (operation?.amount ?? 0n));
  return operation && ready ? { payment, operation } : undefined;
}

/** The contract takes batches sorted by token; authorize and void go one by one. */
function batchesOf(kind: OperationKind, items: readonly Item[]): Item[][] {
  if (kind === "AUTHORIZE" || kind === "VOID") return items.map((item) => [item]);
  const byToken = (item: Item) => item.payment.terms.token.toLowerCase();
  return [[...items].sort((a, b) => (byToken(a) < byToken(b) ? -1 : byToken(a) > byToken(b) ? 1 : 0))];
}

async function submit(
  tx: Tx,
  order: { kind: OperationKind; batch: readonly Item[] },
  context: PaymentsContext,
): Promise<void> {
  const call = await callFor(tx, order, context);
  const at = context.clock.now();
  const [first] = order.batch;
  if (!first) throw new Error("a batch has an item");
  const transaction = await planTransaction(tx, {
    chainId: first.payment.chainId,
    lane: "capture",
    purpose: PURPOSE[order.kind],
    call,
    from: first.payment.terms.operator,
    traceparents: order.batch.map(({ operation }) => operation.traceparent),
    at,
  });
  for (const { operation } of order.batch) {
    await saveOperation(tx, operation, { status: "SUBMITTED", transactionId: transaction.id, at });
  }
}

async function callFor(
  tx: Tx,
  order: { kind: OperationKind; batch: readonly Item[] },
  { escrow }: PaymentsContext,
): Promise<ContractCall> {
  const [first] = order.batch;
  if (!first) throw new Error("a batch has an item");
  const { chainId } = first.payment;
  switch (order.kind) {
    case "AUTHORIZE": {
      const consent = await readConsent(tx, first.operation.id);
      return escrow.authorizeCall({
        chainId,
        terms: termsOf(first.payment),
        amount: first.operation.amount,
        consent,
      });
    }
    case "VOID":
      return escrow.voidCall(chainId, termsOf(first.payment));
    case "CAPTURE":
      return escrow.captureBatchCall(
        chainId,
        order.batch.map(({ payment, operation }) => ({
          terms: termsOf(payment),
          amount: operation.amount,
          feeBps: payment.feeBps,
          feeReceiver: payment.terms.feeReceiver,
          expectedCapturable: held(payment.amounts),
        })),
      );
    case "REFUND":
      return escrow.refundBatchCall(
        chainId,
        order.batch.map(({ payment, operation }) => ({
          terms: termsOf(payment),
          amount: operation.amount,
          expectedRefundable: payment.amounts.captured - payment.amounts.refunded,
        })),
      );
  }
}

function termsOf(payment: Payment) {
  if (payment.payer === null) throw new Error(`${payment.id} has an operation but no payer`);
  return termsFor(payment, payment.payer);
}
