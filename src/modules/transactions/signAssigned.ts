import { annotate, markFailed } from "../../kernel/trace/trace.ts";
import { insertAttempt } from "./attempts.store.ts";
import { firstFees } from "./fees.ts";
import { giveNonceBack } from "./lanes.store.ts";
import { traceStep } from "./traceStep.ts";
import type { Attempt, ChainTransaction, Fees, SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, findTransactions, listAssigned } from "./transactions.store.ts";

/**
 * Signs what has a nonce but no signature, lowest nonce first, and stores each signed version before anyone may send
 * it. After a crash in between the same nonce is signed again: what was not stored was not sent.
 * Returns what still has a nonce and no signature, because the signer refused it: nothing above it can be mined.
 */
export async function signAssigned(
  context: SendingContext,
  lane: SigningLane,
  quote: () => Promise<Fees>,
): Promise<ChainTransaction | undefined> {
  const { gateway, inTx, policy } = context;
  const assigned = await inTx((tx) => listAssigned(tx, { chainId: gateway.chainId, signer: lane.signer }));
  for (const transaction of assigned) {
    if (transaction.status !== "PLANNED") continue;
    if (isRefusalRecent(context, transaction)) return transaction;
    const signed = await signVersion(context, transaction, firstFees(await quote(), policy));
    if (signed === "REFUSED" && !(await isFreed(context, transaction))) return transaction;
  }
  return undefined;
}

/** Whether the signer was asked so shortly before that it would say the same. */
export function isRefusalRecent({ clock, policy }: SendingContext, { refusal }: ChainTransaction): boolean {
  return refusal !== null && clock.now().getTime() - refusal.at.getTime() < policy.refusalRetryMs;
}

async function isFreed({ inTx }: SendingContext, { id, nonce }: ChainTransaction): Promise<boolean> {
  const [now] = await inTx((tx) => findTransactions(tx, [id]));
  return now?.nonce !== nonce || now.status !== "PLANNED";
}

/**
 * Signs one version with these fees and stores it.
 * Returns it; MOVED when another process moved the transaction meanwhile, and then the version is forgotten unsent;
 * REFUSED when the signer would not sign: noted on the transaction, which gives its nonce back if none follows.
 */
export async function signVersion(
  context: SendingContext,
  transaction: ChainTransaction,
  fees: Fees,
): Promise<SignedVersion | "MOVED" | "REFUSED"> {
  return traceStep(transaction, "sign", async () => {
    const signed = await signAndStore(context, transaction, fees);
    if (typeof signed === "string") markFailed(signed);
    else annotate({ "tallystick.transaction.hash": signed.attempt.hash });
    return signed;
  });
}

interface SignedVersion {
  readonly transaction: ChainTransaction;
  readonly attempt: Attempt;
}

async function signAndStore(
  context: SendingContext,
  transaction: ChainTransaction,
  fees: Fees,
): Promise<SignedVersion | "MOVED" | "REFUSED"> {
  const { gateway, inTx, clock } = context;
  const { id, call, signer, nonce, gasLimit } = transaction;
  if (signer === null || nonce === null || gasLimit === null) throw new Error(`${id} has no nonce yet`);
  const signed = await gateway.sign(signer, { call, nonce, gasLimit, fees });
  if (signed.outcome === "REFUSED") {
    await noteRefusal(context, { transaction, signer, nonce, reason: signed.reason });
    return "REFUSED";
  }
  const at = clock.now();
  const status = transaction.status === "PLANNED" ? "SIGNED" : transaction.status;
  const { hash, raw } = signed;
  return inTx(async (tx) => {
    const changed = await changeTransaction(tx, transaction, { status, at, hash, refusal: null });
    if (!changed) return "MOVED";
    const attempt = { hash, raw, fees, signedAt: at };
    await insertAttempt(tx, id, attempt);
    return { transaction: changed, attempt };
  });
}

async function noteRefusal(
  { gateway, inTx, clock, notice }: SendingContext,
  refused: {
    transaction: ChainTransaction;
    signer: NonNullable<ChainTransaction["signer"]>;
    nonce: number;
    reason: string;
  },
): Promise<void> {
  const { transaction, signer, nonce, reason } = refused;
  const { id, status } = transaction;
  const at = clock.now();
  const noted = await inTx(async (tx) => {
    const order = { chainId: gateway.chainId, signer, id, nonce };
    const isFree = status === "PLANNED" && (await giveNonceBack(tx, order));
    const from = { id, status, nonce: isFree ? null : nonce };
    return changeTransaction(tx, from, { status, at, refusal: { reason, at } });
  });
  if (noted && transaction.refusal?.reason !== reason) notice({ kind: "SIGNER_REFUSED", id, reason });
}
