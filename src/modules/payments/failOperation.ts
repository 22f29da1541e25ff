import type { Tx } from "../../db/withTx.ts";
import { credit, debit, merchantAccount, postEntry } from "../ledger/index.ts";
import { saveOperation } from "./operations.store.ts";
import { operationEvent } from "./payment.events.ts";
import type { PaymentOperation } from "./payment.ts";

/** Ends an operation that is proven not to have happened; a refund's reservation is free again. */
export async function failOperation(tx: Tx, operation: PaymentOperation, end: { failure: string; at: Date }) {
  const { kind, merchantId, livemode, asset, amount } = operation;
  if (kind === "REFUND") {
    const money = { asset, units: amount };
    await postEntry(tx, {
      kind: "REFUND_RELEASED",
      sourceId: operation.id,
      merchantId,
      livemode,
      postedAt: end.at,
      lines: [
        debit(merchantAccount(merchantId, "reserved"), money),
        credit(merchantAccount(merchantId, "available"), money),
      ],
    });
  }
  const failed = { status: "FAILED", failure: end.failure } as const;
  const events =
    kind === "CAPTURE"
      ? [operationEvent("capture.failed", operation, failed)]
      : kind === "REFUND"
        ? [operationEvent("refund.failed", operation, failed)]
        : [];
  await saveOperation(tx, operation, { ...failed, at: end.at }, events);
}
