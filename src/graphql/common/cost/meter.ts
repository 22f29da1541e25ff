import type { DoorCaller } from "../access/requireAccess.ts";
import { HIGHEST_COST } from "../documents/cost.ts";
import { TransportError } from "../errors/transportError.ts";
import { type BucketLimit, Buckets, type Charge } from "./buckets.ts";
import { countObjects } from "./countObjects.ts";

export interface CostLimits {
  /** Per key of a merchant or operator. */
  readonly perKey: BucketLimit;
  /** Per address and client secret. */
  readonly perPayer: BucketLimit;
  /** Per address without a key, however many client secrets it tries. */
  readonly perAddress: BucketLimit;
}

export const DEFAULT_COST_LIMITS: CostLimits = {
  perKey: { capacity: 20_000, refillPerSecond: 5_000 },
  perPayer: { capacity: 500, refillPerSecond: 50 },
  perAddress: { capacity: 10_000, refillPerSecond: 1_000 },
};

/** What an answer says in `extensions.cost`. */
export interface CostReport {
  readonly requested: number;
  readonly actual: number;
  readonly remaining: number;
  readonly resetAt: string;
}

/** A request that was paid for. */
export interface Ticket {
  /** Gives back what the answer did not need, and reports. */
  settle(data: unknown): CostReport;
}

export interface Meter {
  /** @throws QUERY_TOO_COMPLEX, THROTTLED */
  charge(caller: DoorCaller, address: string, points: number): Ticket;
}

export function meter(limits: CostLimits): Meter {
  const keys = new Buckets(limits.perKey);
  const payers = new Buckets(limits.perPayer);
  const addresses = new Buckets(limits.perAddress);

  function bucketOf(caller: DoorCaller, address: string): { buckets: Buckets; key: string } {
    if (caller.kind === "merchant" || caller.kind === "operator") return { buckets: keys, key: caller.keyId };
    const secret = caller.kind === "payer" ? caller.clientSecret : "";
    return { buckets: payers, key: `${address} ${secret}` };
  }

  return {
    charge(caller, address, points) {
      if (points > HIGHEST_COST) {
        throw new TransportError(
          "QUERY_TOO_COMPLEX",
          `The query costs ${points} points; at most ${HIGHEST_COST} are allowed.`,
          {
            evidence: { cost: points, limit: HIGHEST_COST },
          },
        );
      }
      const { buckets, key } = bucketOf(caller, address);
      const charge = buckets.take(key, points);
      if (!charge.paid) throw throttled(points, charge);
      if (buckets === payers) {
        const shared = addresses.take(address, points);
        if (!shared.paid) throw throttled(points, shared);
      }
      return {
        settle(data) {
          const actual = Math.min(points, Math.max(1, countObjects(data, points)));
          const { remaining, resetAt } = points === actual ? charge : buckets.giveBack(key, points - actual);
          return { requested: points, actual, remaining, resetAt: resetAt.toISOString() };
        },
      };
    },
  };
}

function throttled(points: number, charge: Charge): TransportError {
  return new TransportError(
    "THROTTLED",
    "Too many points were asked for at once; wait and send the request again.",
    {
      evidence: {
        retryAfterSeconds: charge.retryAfterSeconds,
        cost: { requested: points, remaining: charge.remaining, resetAt: charge.resetAt.toISOString() },
      },
    },
  );
}
