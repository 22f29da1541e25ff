import type { DoorCaller } from "../access/requireAccess.ts";
import { HIGHEST_COST } from "../documents/cost.ts";
import { TransportError } from "../errors/transportError.ts";
import { type BucketLimit, Buckets, type Charge, chargeOf, type Points } from "./buckets.ts";
import { countObjects } from "./countObjects.ts";

export interface CostLimits {
  /** Per key of a merchant or operator. */
  readonly perKey: BucketLimit;
  /** Per address and client secret or signed-in wallet. */
  readonly perPayer: BucketLimit;
  /** Per address without a key, however many client secrets and wallets it comes with. */
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

export interface RequestCost {
  /** The most that the answer can hold; what it does not is given back. */
  readonly asked: number;
  /** The part of it that is not given back. */
  readonly kept: number;
  /** What the variables list, which is work whatever the answer holds. */
  readonly listed: number;
}

export interface Meter {
  /** @throws QUERY_TOO_COMPLEX, THROTTLED */
  charge(caller: DoorCaller, address: string, cost: RequestCost): Promise<Ticket>;
}

/** Opens the buckets of one kind; those of one process unless others share them. */
export type OpenPoints = (name: string, limit: BucketLimit) => Points;

export const ownPoints: OpenPoints = (_name, limit) => new Buckets(limit);

export function meter(limits: CostLimits, open: OpenPoints): Meter {
  const keys = open("key", limits.perKey);
  const payers = open("payer", limits.perPayer);
  const addresses = open("address", limits.perAddress);

  function bucketOf(
    caller: DoorCaller,
    address: string,
  ): { buckets: Points; key: string; limit: BucketLimit } {
    if (caller.kind === "merchant" || caller.kind === "operator")
      return { buckets: keys, key: caller.keyId, limit: limits.perKey };
    return { buckets: payers, key: `${address} ${payerOf(caller)}`, limit: limits.perPayer };
  }

  return {
    async charge(caller, address, { asked, kept, listed }) {
      const points = asked + listed;
      if (points > HIGHEST_COST) {
        throw new TransportError(
          "QUERY_TOO_COMPLEX",
          `The query costs ${points} points; at most ${HIGHEST_COST} are allowed.`,
          {
            evidence: { cost: points, limit: HIGHEST_COST },
          },
        );
      }
      const { buckets, key, limit } = bucketOf(caller, address);
      const charge = await buckets.take(key, points);
      if (!charge.paid) throw throttled(points, charge);
      if (buckets === payers) {
        const shared = await addresses.take(address, points);
        if (!shared.paid) throw throttled(points, shared);
      }
      return {
        settle(data) {
          const actual = Math.min(points, Math.max(1, kept, countObjects(data, asked)) + listed);
          if (points > actual) buckets.giveBack(key, points - actual);
          const left = Math.min(limit.capacity, charge.remaining + points - actual);
          const { remaining, resetAt } = chargeOf(limit, left, 0);
          return { requested: points, actual, remaining, resetAt: resetAt.toISOString() };
        },
      };
    },
  };
}

function payerOf(caller: Exclude<DoorCaller, { kind: "merchant" | "operator" }>): string {
  switch (caller.kind) {
    case "anonymous":
      return "";
    case "payer":
      return caller.clientSecret;
    case "wallet":
      return caller.account;
  }
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
