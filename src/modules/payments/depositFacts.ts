import type { Tx } from "../../db/withTx.ts";
import type { FactBody, FactPlace } from "../../kernel/facts/chainFact.ts";
import {
  addressKey,
  bookDeposit,
  type DepositAddress,
  findDepositAddress,
  receiveDeposit,
  type TransferFact,
  undoDeposit,
} from "../deposits/index.ts";
import { credit, debit, postEntry, reverseEntries, toleranceAccount } from "../ledger/index.ts";
import { acceptedShortfall, type Payment } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { findPayment } from "./payments.store.ts";
import { refreshPayment } from "./refreshPayment.ts";

/** What a transfer changes. */
export function depositKey(fact: FactPlace & Extract<FactBody, { name: "Transfer" }>): string {
  return addressKey({ chainId: fact.chainId, address: fact.to });
}

/** Takes in a transfer to a deposit address, in the transaction that stored it; a final one to the end. */
export async function applyDeposit(
  tx: Tx,
  { fact, isFinal }: { fact: TransferFact; isFinal: boolean },
  context: PaymentsContext,
): Promise<void> {
  await withPayment(tx, fact, context, async (address, at) => {
    await receiveDeposit(tx, fact, address);
    if (isFinal) await bookDeposit(tx, { fact, address, at });
  });
}

/** Takes note that a deposit is final: only now it counts. */
export async function finalizeDeposit(tx: Tx, fact: TransferFact, context: PaymentsContext): Promise<void> {
  await withPayment(tx, fact, context, (address, at) => bookDeposit(tx, { fact, address, at }));
}

/** Takes back a deposit that a reorganisation removed. */
export async function undoDepositFact(tx: Tx, fact: TransferFact, context: PaymentsContext): Promise<void> {
  const address = await findDepositAddress(tx, { chainId: fact.chainId, address: fact.to });
  if (!address) return;
  const at = context.clock.now();
  const payment = await lockPayment(tx, address.paymentId);
  const attachedTo = await undoDeposit(tx, fact, at);
  await refreshDeposits(tx, payment, { at, reorged: true });
  if (attachedTo === null || attachedTo === payment.id) return;
  await refreshDeposits(tx, await lockPayment(tx, attachedTo), { at, reorged: true });
}

async function withPayment(
  tx: Tx,
  fact: TransferFact,
  context: PaymentsContext,
  work: (address: DepositAddress, at: Date) => Promise<void>,
): Promise<void> {
  const address = await findDepositAddress(tx, { chainId: fact.chainId, address: fact.to });
  if (!address) return;
  const at = context.clock.now();
  const payment = await lockPayment(tx, address.paymentId);
  await work(address, at);
  await refreshDeposits(tx, payment, { at });
}

async function lockPayment(tx: Tx, id: Payment["id"]): Promise<Payment> {
  const payment = await findPayment(tx, id, "update");
  if (!payment) throw new Error(`${id} has a deposit address`);
  return payment;
}

/** Brings a locked payment up to what came to its address, and books what it lets the payer owe. */
export async function refreshDeposits(
  tx: Tx,
  before: Payment,
  change: Parameters<typeof refreshPayment>[2],
): Promise<Payment> {
  const after = await refreshPayment(tx, before, change);
  const [booked, units] = [acceptedShortfall(before), acceptedShortfall(after)];
  if (booked === units) return after;
  const { id, merchantId, livemode, asset } = after;
  if (booked > 0n) await reverseEntries(tx, id, change.at);
  if (units > 0n) {
    await postEntry(tx, {
      kind: "UNDERPAYMENT_ACCEPTED",
      sourceId: id,
      merchantId,
      livemode,
      postedAt: change.at,
      lines: [
        debit(toleranceAccount(merchantId, "accepted"), { asset, units }),
        credit(toleranceAccount(merchantId, "due"), { asset, units }),
      ],
    });
  }
  return after;
}
