import type { Fees } from "./transaction.ts";

export interface FeePolicy {
  /** How much a replacement raises both fees, in basis points; nodes ask for 1,000 (geth's price bump). */
  readonly bumpBps: number;
  /** A replacement never offers more than this many times what the chain asks for now. */
  readonly maxFeeMultiple: number;
  /** Wei per gas that are never exceeded. */
  readonly maxFeePerGasCap: bigint;
}

/** Geth, Nethermind and Erigon take a replacement from 10 % on. */
const LEAST_BUMP_BPS = 1_000;

/** Fees of a first version: what the chain asks for, never above the cap. */
export function firstFees(quote: Fees, policy: FeePolicy): Fees {
  return capped(quote, policy.maxFeePerGasCap);
}

/**
 * Fees of the version that replaces `previous`; undefined when the cap leaves no bump that nodes would take.
 * Wei per gas, rounded up: a bump of a hair less than 10 % is refused.
 */
export function bumpedFees(previous: Fees, quote: Fees, policy: FeePolicy): Fees | undefined {
  const market = quote.maxFeePerGas * BigInt(policy.maxFeeMultiple);
  const cap = market < policy.maxFeePerGasCap ? market : policy.maxFeePerGasCap;
  const wanted = capped(
    {
      maxFeePerGas: larger(quote.maxFeePerGas, raisedUp(previous.maxFeePerGas, policy.bumpBps)),
      maxPriorityFeePerGas: larger(
        quote.maxPriorityFeePerGas,
        raisedUp(previous.maxPriorityFeePerGas, policy.bumpBps),
      ),
    },
    cap,
  );
  const taken =
    wanted.maxFeePerGas >= raisedUp(previous.maxFeePerGas, LEAST_BUMP_BPS) &&
    wanted.maxPriorityFeePerGas >= raisedUp(previous.maxPriorityFeePerGas, LEAST_BUMP_BPS);
  return taken ? wanted : undefined;
}

function raisedUp(fee: bigint, bps: number): bigint {
  return (fee * BigInt(10_000 + bps) + 9_999n) / 10_000n;
}

function capped(fees: Fees, cap: bigint): Fees {
  const maxFeePerGas = fees.maxFeePerGas < cap ? fees.maxFeePerGas : cap;
  const tip = fees.maxPriorityFeePerGas;
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas };
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
