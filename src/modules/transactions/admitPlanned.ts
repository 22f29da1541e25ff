import { takeNonce } from "./lanes.store.ts";
import { type ChainTransaction, isDead, type Lane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { changeTransaction, listAssigned, listUnassigned } from "./transactions.store.ts";

/** Gas that no transaction may exceed. @see EIP-7825 */
const GAS_CAP = 16_777_216n;

/**
 * Gives nonces to planned transactions, oldest first, while the lane has room. Each is simulated before: what the
 * contract refuses never takes a nonce, so that a nonce never lacks a transaction. A node that cannot be asked
 * ends the step and refuses nothing.
 * Returns whether any of them moved.
 */
export async function admitPlanned(context: SendingContext, lane: Lane): Promise<boolean> {
  const { gateway, inTx, policy } = context;
  const { unmined, waiting } = await inTx(async (tx) => {
    const assigned = await listAssigned(tx, { chainId: gateway.chainId, lane });
    const limit = 2 * policy.maxInFlight; // some more than there is room for: a few may be refused
    return {
      unmined: assigned.filter(({ status }) => status !== "MINED").length,
      waiting: await listUnassigned(tx, { chainId: gateway.chainId, lane, limit }),
    };
  });
  let room = policy.maxInFlight - unmined;
  let moved = false;
  for (const transaction of waiting) {
    if (room <= 0) break;
    const simulation = await gateway.simulate(lane, transaction.call);
    if (simulation.outcome === "SUCCEEDS") {
      if (await assign(context, transaction, simulation.gas)) room -= 1;
      moved = true;
    } else if (isPastGrace(context, transaction)) {
      await refuse(context, transaction, simulation.reason);
      moved = true;
    }
  }
  return moved;
}

/** Younger ones wait: the node may not have seen yet what made us plan them. */
function isPastGrace({ clock, policy }: SendingContext, transaction: ChainTransaction): boolean {
  return clock.now().getTime() - transaction.createdAt.getTime() >= policy.refusalGraceMs;
}

async function assign(
  context: SendingContext,
  { id, lane }: ChainTransaction,
  gas: bigint,
): Promise<boolean> {
  const { gateway, policy, clock } = context;
  const withMargin = gas + (gas * BigInt(policy.gasMarginBps)) / 10_000n;
  const gasLimit = withMargin < GAS_CAP ? withMargin : GAS_CAP;
  const { chainId } = gateway;
  const order = { chainId, lane, id, signer: gateway.signerOf(lane), gasLimit, at: clock.now() };
  const taken = await context.inTx((tx) => takeNonce(tx, order));
  if (taken) context.notice({ kind: "NONCE_TAKEN", id });
  return taken;
}

async function refuse(context: SendingContext, { id }: ChainTransaction, reason: string): Promise<void> {
  const refused = await context.inTx(async (tx) => {
    const change = { status: "REFUSED" as const, at: context.clock.now(), failure: reason };
    const dead = await changeTransaction(tx, { id, status: "PLANNED" }, change);
    if (dead && isDead(dead)) await context.transactionDied(tx, dead);
    return dead;
  });
  if (refused) context.notice({ kind: "REFUSED", id, reason });
}
