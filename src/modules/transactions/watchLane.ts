import { annotate, markFailed } from "../../kernel/trace/trace.ts";
import { listAttempts } from "./attempts.store.ts";
import { traceStep } from "./traceStep.ts";
import { type BlockPlace, type ChainTransaction, isDead, type SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import type { Receipt } from "./transactions.ports.ts";
import { changeTransaction, listAssigned, type TransactionChange } from "./transactions.store.ts";

/** What the chain shows of a signed transaction at one head. */
type Sighting =
  | {
      readonly kind: "MINED";
      readonly hash: NonNullable<ChainTransaction["hash"]>;
      readonly receipt: Receipt;
    }
  /** The nonce is used, and by none of our versions. */
  | { readonly kind: "FOREIGN" }
  | { readonly kind: "UNUSED" };

/**
 * Compares every signed transaction of a lane with the chain and moves it on: MINED and back, FINAL, REVERTED, and
 * DROPPED once a final block proves that its nonce was used by something else.
 * Returns whether any of them moved.
 */
export async function watchLane(
  context: SendingContext,
  { signer }: SigningLane,
  head: BlockPlace,
): Promise<boolean> {
  const { gateway, inTx } = context;
  const { open, attempts } = await inTx(async (tx) => {
    const assigned = await listAssigned(tx, { chainId: gateway.chainId, signer });
    const signed = assigned.filter(({ status }) => status !== "PLANNED");
    return {
      open: signed,
      attempts: await listAttempts(
        tx,
        signed.map(({ id }) => id),
      ),
    };
  });
  if (open.length === 0) return false;
  const used = await gateway.nonceAt(signer, head);
  const finalNumber = await gateway.finalNumber(head);
  let moved = false;
  for (const transaction of open) {
    const hashes = (attempts.get(transaction.id) ?? []).map(({ hash }) => hash);
    const sighting =
      (transaction.nonce ?? 0) < used ? await look(context, hashes) : { kind: "UNUSED" as const };
    const changes = await changesAfter(context, { transaction, sighting, head, finalNumber });
    if (changes.length === 0) continue;
    const recorded = await traceStep(transaction, "watch", () => record(context, transaction, changes));
    moved = recorded || moved;
  }
  return moved;
}

async function look(
  { gateway }: SendingContext,
  hashes: readonly NonNullable<ChainTransaction["hash"]>[],
): Promise<Sighting> {
  for (const hash of hashes) {
    const receipt = await gateway.receipt(hash);
    if (receipt) return { kind: "MINED", hash, receipt };
  }
  return { kind: "FOREIGN" };
}

interface Seen {
  readonly transaction: ChainTransaction;
  readonly sighting: Sighting;
  readonly head: BlockPlace;
  /** Height of the last final block at that head. */
  readonly finalNumber: number;
}

/** The steps that follow from a sighting, in order; none when nothing new was seen. */
async function changesAfter(context: SendingContext, seen: Seen): Promise<TransactionChange[]> {
  switch (seen.sighting.kind) {
    case "MINED":
      return afterMined(context, seen, seen.sighting);
    case "FOREIGN":
      return afterForeign(context, seen);
    case "UNUSED":
      return afterUnused(context, seen);
  }
}

async function afterMined(
  { gateway, clock }: SendingContext,
  { transaction, finalNumber }: Seen,
  { hash, receipt }: Extract<Sighting, { kind: "MINED" }>,
): Promise<TransactionChange[]> {
  const at = clock.now();
  const known = transaction.status === "MINED" && transaction.minedIn?.hash === receipt.block.hash;
  const mined: TransactionChange[] = known
    ? []
    : [{ status: "MINED", at, hash, minedIn: receipt.block, consumedAt: null }];
  if (receipt.block.number > finalNumber) return mined;
  // A receipt may come from another node behind the same address than the head: the height must show the same block.
  if ((await gateway.blockHashAt(receipt.block.number)) !== receipt.block.hash) return mined;
  return receipt.succeeded
    ? [...mined, { status: "FINAL", at }]
    : [...mined, { status: "REVERTED", at, failure: "REVERTED" }];
}

async function afterForeign(
  { gateway, clock, finalFactsThrough }: SendingContext,
  { transaction, head, finalNumber }: Seen,
): Promise<TransactionChange[]> {
  const at = clock.now();
  const since = transaction.consumedAt;
  const back: TransactionChange[] =
    transaction.status === "MINED" ? [{ status: "BROADCAST", at, minedIn: null, broadcastAt: null }] : [];
  const status = transaction.status === "MINED" ? "BROADCAST" : transaction.status;
  if (since === null) return [...back, { status, at, consumedAt: head }];
  if (since.number > finalNumber) return back;
  // One that we do not know may have done the same, and its facts say so: they come before the verdict.
  if (((await finalFactsThrough()) ?? -1) < since.number) return back;
  // Used at a block that is final now, and still none of ours: proven.
  const proven = (await gateway.blockHashAt(since.number)) === since.hash;
  return [...back, proven ? { status: "DROPPED", at } : { status, at, consumedAt: head }];
}

async function afterUnused(
  { clock }: SendingContext,
  { transaction, head }: Seen,
): Promise<TransactionChange[]> {
  const at = clock.now();
  if (transaction.minedIn && head.number >= transaction.minedIn.number) {
    return [{ status: "BROADCAST", at, minedIn: null, consumedAt: null, broadcastAt: null }];
  }
  return transaction.consumedAt ? [{ status: transaction.status, at, consumedAt: null }] : [];
}

/** All steps in one transaction; a death is told in the same one. */
async function record(
  context: SendingContext,
  transaction: ChainTransaction,
  changes: readonly TransactionChange[],
): Promise<boolean> {
  const after = await context.inTx(async (tx) => {
    let current: ChainTransaction | undefined = transaction;
    for (const change of changes) {
      current = await changeTransaction(tx, current, change);
      if (!current) return undefined; // another process saw the same before us
    }
    if (isDead(current)) await context.transactionDied(tx, current);
    return current;
  });
  if (!after) return false;
  const { id, status } = after;
  annotate({
    "tallystick.transaction.status": status,
    ...(after.hash && { "tallystick.transaction.hash": after.hash }),
    ...(after.minedIn && { "tallystick.block.number": after.minedIn.number }),
  });
  if (isDead(after)) markFailed(status);
  if (status === "MINED" || status === "FINAL") context.notice({ kind: status, id });
  else if (isDead(after))
    context.notice({ kind: after.status, id, reason: after.failure ?? "its nonce was used" });
  else if (transaction.status === "MINED") context.notice({ kind: "REORGED", id });
  return after.status !== transaction.status;
}
