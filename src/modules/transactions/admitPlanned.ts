import { markFailed } from "../../kernel/trace/trace.ts";
import { takeNonce } from "./lanes.store.ts";
import { isRefusalRecent, signAssigned } from "./signAssigned.ts";
import { traceStep } from "./traceStep.ts";
import { type ChainTransaction, type Fees, isDead, type SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, listAssigned, listUnassigned } from "./transactions.store.ts";

/** Gas that no transaction may exceed. @see EIP-7825 */
const GAS_CAP = 16_777_216n;

/**
 * Gives nonces to planned transactions, oldest first, while the lane has room, and signs each before the next takes
 * one. Each is simulated before: what the contract refuses never takes a nonce, so that a nonce never lacks a
 * transaction. A node that cannot be asked ends the step and refuses nothing; a signer that refuses lets those behind
 * pass, unless it leaves a gap.
 * Returns whether any of them moved.
 */
export async function admitPlanned(context: SendingContext, lane: SigningLane): Promise<boolean> {
  const { gateway, inTx, policy } = context;
  const quote = once(() => gateway.fees());
  if (await signAssigned(context, lane, quote)) return false;
  const { unmined, waiting } = await inTx(async (tx) => {
    const { chainId } = gateway;
    const assigned = await listAssigned(tx, { chainId, signer: lane.signer });
    const limit = 2 * policy.maxInFlight; // some more than there is room for: a few may be refused
    return {
      unmined: assigned.filter(({ status }) => status !== "MINED").length,
      waiting: await listUnassigned(tx, { ...lane, chainId, limit }),
    };
  });
  let room = policy.maxInFlight - unmined;
  let moved = false;
  for (const transaction of waiting) {
    if (room <= 0) break;
    if (isRefusalRecent(context, transaction)) continue;
    const simulation = await gateway.simulate(lane.signer, transaction.call);
    if (simulation.outcome === "SUCCEEDS") {
      if (await assign(context, { transaction, lane, gas: simulation.gas })) room -= 1;
      moved = true;
      if (await signAssigned(context, lane, quote)) break;
    } else if (isPastGrace(context, transaction)) {
      await traceStep(transaction, "refuse", () => refuse(context, transaction, simulation.reason));
      moved = true;
    }
  }
  return moved;
}

function once(ask: () => Promise<Fees>): () => Promise<Fees> {
  let answer: Promise<Fees> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** Younger ones wait: the node may not have seen yet what made us plan them. */
function isPastGrace({ clock, policy }: SendingContext, transaction: ChainTransaction): boolean {
  return clock.now().getTime() - transaction.createdAt.getTime() >= policy.refusalGraceMs;
}

async function assign(
  context: SendingContext,
  order: { transaction: ChainTransaction; lane: SigningLane; gas: bigint },
): Promise<boolean> {
  const { gateway, policy, clock } = context;
  const { transaction, lane, gas } = order;
  const { id } = transaction;
  const withMargin = gas + (gas * BigInt(policy.gasMarginBps)) / 10_000n;
  const gasLimit = withMargin < GAS_CAP ? withMargin : GAS_CAP;
  const place = { chainId: gateway.chainId, signer: lane.signer };
  const nonce = await context.inTx((tx) => takeNonce(tx, { ...place, id, gasLimit, at: clock.now() }));
  if (nonce !== undefined) context.notice({ kind: "NONCE_TAKEN", id });
  return nonce !== undefined;
}

async function refuse(
  context: SendingContext,
  { id, nonce }: ChainTransaction,
  reason: string,
): Promise<void> {
  const refused = await context.inTx(async (tx) => {
    const change = { status: "REFUSED" as const, at: context.clock.now(), failure: reason };
    const dead = await changeTransaction(tx, { id, nonce, status: "PLANNED" }, change);
    if (dead && isDead(dead)) await context.transactionDied(tx, dead);
    return dead;
  });
  if (!refused) return;
  markFailed("REFUSED");
  context.notice({ kind: "REFUSED", id, reason });
}
