import { listAttempts } from "./attempts.store.ts";
import { broadcastVersion } from "./broadcastSigned.ts";
import { bumpedFees } from "./fees.ts";
import { signVersion } from "./signAssigned.ts";
import type { ChainTransaction, SigningLane } from "./transaction.ts";
import type { SendingContext } from "./transactions.context.ts";
import { listAssigned } from "./transactions.store.ts";

/**
 * Offers more for the lowest unmined nonce of a lane, once it has waited long enough or the node called it too cheap:
 * every nonce above waits for it. The new version is stored before it is sent; either may be mined, never both.
 */
export async function bumpLowest(
  context: SendingContext,
  { signer }: SigningLane,
  underpriced: readonly ChainTransaction[],
): Promise<void> {
  const { gateway, inTx, clock, policy } = context;
  const { lowest, latest } = await inTx(async (tx) => {
    const assigned = await listAssigned(tx, { chainId: gateway.chainId, signer });
    const candidate = assigned.find(({ status }) => status === "SIGNED" || status === "BROADCAST");
    const attempts = await listAttempts(tx, candidate ? [candidate.id] : []);
    return { lowest: candidate, latest: candidate && attempts.get(candidate.id)?.[0] };
  });
  if (!lowest || !latest || lowest.consumedAt !== null) return;
  const waitedMs = clock.now().getTime() - latest.signedAt.getTime();
  const isStuck = lowest.status === "BROADCAST" && waitedMs >= policy.bumpAfterMs;
  if (!isStuck && !underpriced.some(({ id }) => id === lowest.id)) return;

  const fees = bumpedFees(latest.fees, await gateway.fees(), policy);
  if (!fees) {
    const { maxFeePerGas } = latest.fees;
    return context.notice({ kind: "FEE_CAP_REACHED", id: lowest.id, maxFeePerGas });
  }
  const signed = await signVersion(context, lowest, fees);
  if (signed === "MOVED" || signed === "REFUSED") return; // what was sent before stays as it is
  context.notice({ kind: "BUMPED", id: lowest.id, maxFeePerGas: fees.maxFeePerGas });
  await broadcastVersion(context, signed.transaction, signed.attempt);
}
