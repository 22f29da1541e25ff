import type { Reader } from "../../db/read.ts";
import type { PayoutLimit, PayoutUsage } from "./payoutLimit.ts";
import { readPayoutLimits, readPayoutUsage } from "./payoutLimits.store.ts";
import type { Owner, PayoutsContext } from "./payouts.context.ts";

/** What the owner may pay out, with what the last 24 hours have used of it; ordered by asset.
 *  Shape: reads only, a statement for each limit. */
export async function listPayoutLimits(
  db: Reader,
  owner: Owner,
  { clock }: Pick<PayoutsContext, "clock">,
): Promise<(PayoutLimit & { readonly usage: PayoutUsage })[]> {
  const at = clock.now();
  const listed: (PayoutLimit & { readonly usage: PayoutUsage })[] = [];
  for (const limit of await readPayoutLimits(db, owner)) {
    listed.push({ ...limit, usage: await readPayoutUsage(db, owner, { asset: limit.asset, at }) });
  }
  return listed;
}
