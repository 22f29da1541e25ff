import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PaymentId, PayoutId } from "../../kernel/ids/ids.ts";
import {
  credit,
  debit,
  type LedgerAccount,
  merchantAccount,
  postEntry,
  suspenseAccount,
} from "../ledger/index.ts";
import { lockUnmatched, saveUnmatched } from "./unmatched.store.ts";
import { type UnmatchedDeposit, unitsLeft, unmatchedEvent } from "./unmatched.ts";

interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}

const KIND = {
  ATTACHED: "UNMATCHED_ATTACHED",
  REFUNDED: "UNMATCHED_REFUNDED",
  WRITTEN_OFF: "UNMATCHED_WRITTEN_OFF",
} as const;

/**
 * The owner's unmatched deposit, locked, if it still waits.
 * @throws NOT_FOUND, INVALID_STATE
 */
export async function lockOpenUnmatched(
  tx: Tx,
  owner: Owner,
  id: Id<"UnmatchedDeposit">,
): Promise<UnmatchedDeposit> {
  const unmatched = await lockUnmatched(tx, owner, id);
  if (!unmatched) throw new DomainError("NOT_FOUND", "There is no such unmatched deposit.");
  if (unmatched.status === "OPEN") return unmatched;
  throw new DomainError("INVALID_STATE", `The deposit is ${unmatched.status}.`, {
    evidence: { current: unmatched.status, allowed: ["OPEN"] },
  });
}

/** Gives a locked one to a payment, whose amounts the caller refreshes. @throws DEPOSIT_ASSET_MISMATCH */
export async function attachUnmatched(
  tx: Tx,
  unmatched: UnmatchedDeposit,
  { payment, at }: { payment: { readonly id: PaymentId; readonly asset: AssetId }; at: Date },
): Promise<UnmatchedDeposit> {
  if (payment.asset !== unmatched.asset) {
    throw new DomainError("DEPOSIT_ASSET_MISMATCH", "The payment is in another asset than the deposit.", {
      evidence: { assetId: unmatched.asset },
      path: ["input", "paymentId"],
    });
  }
  return resolve(tx, unmatched, { status: "ATTACHED", attachedPaymentId: payment.id }, at);
}

/** Lets the merchant keep a locked one. */
export function writeOffUnmatched(tx: Tx, unmatched: UnmatchedDeposit, at: Date): Promise<UnmatchedDeposit> {
  return resolve(tx, unmatched, { status: "WRITTEN_OFF" }, at);
}

/**
 * What a payout can give back of a locked one, in smallest units.
 * @throws DEPOSIT_NOT_SWEPT: what is not in Settlement cannot be paid out
 */
export function refundableUnits(unmatched: UnmatchedDeposit): bigint {
  if (unmatched.swept !== null) return unitsLeft(unmatched);
  throw new DomainError("DEPOSIT_NOT_SWEPT", "The money is not in the settlement account yet.", {
    retryable: true,
  });
}

/** Makes a locked one available, for the payout that the caller makes before this transaction ends; see markRefunded. */
export async function releaseUnmatched(tx: Tx, unmatched: UnmatchedDeposit, at: Date): Promise<void> {
  await postResolution(tx, { ...unmatched, status: "REFUNDED" }, at);
}

/** Notes which payout gives it back. */
export async function markRefunded(
  tx: Tx,
  unmatched: UnmatchedDeposit,
  { payoutId, at }: { payoutId: PayoutId; at: Date },
): Promise<UnmatchedDeposit> {
  return save(tx, { ...unmatched, status: "REFUNDED", payoutId }, at);
}

async function resolve(
  tx: Tx,
  unmatched: UnmatchedDeposit,
  change: { status: "ATTACHED" | "WRITTEN_OFF"; attachedPaymentId?: PaymentId },
  at: Date,
): Promise<UnmatchedDeposit> {
  await postResolution(tx, { ...unmatched, ...change }, at);
  return save(tx, { ...unmatched, ...change }, at);
}

async function save(tx: Tx, changed: UnmatchedDeposit, at: Date): Promise<UnmatchedDeposit> {
  const after = { ...changed, updatedAt: at, version: changed.version + 1 };
  await saveUnmatched(tx, after, [unmatchedEvent("deposit.resolved", after)]);
  return after;
}

/** Posts what its status means: from suspense to the merchant, pending until it is swept. */
export async function postResolution(tx: Tx, unmatched: UnmatchedDeposit, at: Date): Promise<void> {
  const { id, merchantId, livemode, asset, status, swept } = unmatched;
  if (status === "OPEN" || status === "ORPHANED") throw new Error(`${id} is ${status}`);
  const money = { asset, units: unitsLeft(unmatched) };
  await postEntry(tx, {
    kind: KIND[status],
    sourceId: id,
    merchantId,
    livemode,
    postedAt: at,
    lines: [
      debit(suspenseOf(unmatched), money),
      credit(merchantAccount(merchantId, swept === null ? "pending" : "available"), money),
    ],
  });
}

/** Where its units stand while it is open. */
export function suspenseOf({
  reason,
  merchantId,
  paymentId,
  id,
}: Pick<UnmatchedDeposit, "reason" | "merchantId" | "paymentId" | "id">): LedgerAccount {
  return suspenseAccount(merchantId, reason === "OVERPAID" ? { payment: paymentId } : { unmatched: id });
}
