import type { DomainEvent, EventType } from "../../kernel/events/domainEvent.ts";
import type { Address, AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId, Id, MerchantId } from "../../kernel/ids/ids.ts";

export const SWEEP_STATUSES = {
  PLANNED: "Worth its gas; no transaction carries it yet.",
  SUBMITTED: "A transaction carries it; its outcome is unknown.",
  CONFIRMING: "It is on chain; the block is not final.",
  SWEPT: "The money is in Settlement, finally.",
  FAILED: "It did not happen; the money is where it was, and is tried again.",
} as const;
export type SweepStatus = keyof typeof SWEEP_STATUSES;

/** Bringing one token from one deposit address to Settlement. */
export interface Sweep {
  readonly id: Id<"Sweep">;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly chainId: ChainId;
  readonly address: Address;
  readonly asset: AssetId;
  readonly status: SweepStatus;
  /** HELD by the gate, SWEEP_FAILED by the token, NOTHING_SWEPT, or why its transaction died. */
  readonly failure: string | null;
  /** What Settlement received, in smallest units; null before. */
  readonly amount: bigint | null;
  /** Null: somebody else's transaction did it, or none yet. */
  readonly transactionId: ChainTransactionId | null;
  readonly factId: string | null;
  readonly retryAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
}

/** When it is worth to pay for the gas. */
export interface SweepPolicy {
  /** What waits at an address is swept once it is this many times the asset's minimum. */
  readonly leastMinimums: bigint;
  /** Or once the oldest of it waits for so long, whatever it is worth and whatever gas costs. */
  readonly greatestAgeSeconds: number;
  /** Wei: above it only what is so old is swept. */
  readonly greatestFeePerGas: bigint;
}

/** The next state of a sweep. */
export function moved(sweep: Sweep, change: Partial<Sweep> & { readonly updatedAt: Date }): Sweep {
  return { ...sweep, ...change, version: sweep.version + 1 };
}

/** Amounts are strings of the asset's smallest units. */
export function sweepEvent(type: Extract<EventType, `sweep.${string}`>, sweep: Sweep): DomainEvent {
  return {
    type,
    merchantId: sweep.merchantId,
    livemode: sweep.livemode,
    objectId: sweep.id,
    snapshot: {
      id: sweep.id,
      object: "sweep",
      status: sweep.status,
      failure: sweep.failure,
      assetId: sweep.asset,
      depositAddress: sweep.address,
      amount: sweep.amount?.toString() ?? null,
      createdAt: sweep.createdAt.toISOString(),
      version: sweep.version,
    },
  };
}
