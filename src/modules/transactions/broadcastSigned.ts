import { annotate, markFailed } from "../../kernel/trace/trace.ts";
import { listAttempts } from "./attempts.store.ts";
import { traceStep } from "./traceStep.ts";
import type { Attempt, ChainTransaction, SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, listAssigned } from "./transactions.store.ts";

/**
 * Sends what is signed and not known to be in the pool, lowest nonce first: what was never sent, and what was sent
 * before this process started or long ago. Sending the same bytes again is harmless, and no answer to it is a
 * failure of the transaction.
 * Returns those that offer too little.
 */
export async function broadcastSigned(
  context: SendingContext,
  { signer }: SigningLane,
): Promise<ChainTransaction[]> {
  const { gateway, inTx } = context;
  const { due, attempts } = await inTx(async (tx) => {
    const assigned = await listAssigned(tx, { chainId: gateway.chainId, signer });
    const unsent = assigned.filter((transaction) => isDue(context, transaction));
    return {
      due: unsent,
      attempts: await listAttempts(
        tx,
        unsent.map(({ id }) => id),
      ),
    };
  });
  const underpriced: ChainTransaction[] = [];
  for (const transaction of due) {
    const latest = attempts.get(transaction.id)?.[0];
    if (!latest) throw new Error(`${transaction.id} is signed but has no signed version`);
    const outcome = await broadcastVersion(context, transaction, latest);
    if (outcome === "UNDERPRICED") underpriced.push(transaction);
    if (outcome === "NOT_TAKEN") break; // the nonces above it cannot be mined either
  }
  return underpriced;
}

/** Sends one stored version and notes when; what the node refuses stays as it was and is tried again. */
export async function broadcastVersion(
  context: SendingContext,
  transaction: ChainTransaction,
  attempt: Attempt,
): Promise<"TAKEN" | "UNDERPRICED" | "NOT_TAKEN"> {
  return traceStep(transaction, "broadcast", async () => {
    annotate({ "tallystick.transaction.hash": attempt.hash });
    const outcome = await broadcastAndNote(context, transaction, attempt);
    if (outcome !== "TAKEN") markFailed(outcome);
    return outcome;
  });
}

async function broadcastAndNote(
  context: SendingContext,
  transaction: ChainTransaction,
  attempt: Attempt,
): Promise<"TAKEN" | "UNDERPRICED" | "NOT_TAKEN"> {
  const result = await context.gateway.broadcast(attempt.raw);
  const { id } = transaction;
  if (result.outcome === "NOT_TAKEN") context.notice({ kind: "NOT_TAKEN", id, reason: result.reason });
  if (result.outcome !== "TAKEN") return result.outcome;
  const at = context.clock.now();
  const change = { status: "BROADCAST" as const, at, broadcastAt: at };
  const sent = await context.inTx((tx) => changeTransaction(tx, transaction, change));
  if (sent) context.notice({ kind: "BROADCAST", id });
  return "TAKEN";
}

function isDue(
  { clock, policy, startedAt }: SendingContext,
  { status, broadcastAt }: ChainTransaction,
): boolean {
  if (status === "SIGNED") return true;
  if (status !== "BROADCAST") return false;
  return (
    broadcastAt === null ||
    broadcastAt < startedAt ||
    clock.now().getTime() - broadcastAt.getTime() >= policy.rebroadcastAfterMs
  );
}
