import type { Address } from "../../src/kernel/ids/chainIds.ts";
import { type ChainEvent, readChainEvents, readReserves } from "../e2e/support/chainTruth.ts";
import type { SimChain } from "./simChain.ts";

/** What the chain itself says of a payment, in smallest units. */
export interface PaymentTruth {
  /** Whose money it becomes, by the terms that the payer agreed to. */
  readonly receiver: string | null;
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly refunded: bigint;
  readonly fee: bigint;
  readonly captures: readonly bigint[];
  readonly refunds: readonly bigint[];
}

/** What the chain itself says at the end. */
export interface ChainTruth {
  readonly payments: ReadonlyMap<string, PaymentTruth>;
  /** Amounts of payouts by account. */
  readonly payouts: ReadonlyMap<string, readonly bigint[]>;
  readonly reserves: Awaited<ReturnType<typeof readReserves>>;
  /** Test dollars in the wallets of the accounts. */
  readonly wallets: readonly bigint[];
}

const BPS = 10_000n;

export async function readTruth(sim: SimChain, accounts: readonly Address[]): Promise<ChainTruth> {
  const { chain } = sim;
  const events = await readChainEvents(chain);
  const wallets = [];
  for (const account of accounts) wallets.push(await chain.dollarsOf(account));
  return {
    payments: new Map(
      [...Map.groupBy(events.filter(isOfPayment), ({ args }) => String(args.paymentInfoHash))].map(
        ([hash, own]) => [hash, truthOf(own)],
      ),
    ),
    payouts: new Map(
      [...Map.groupBy(named(events, "PayoutSent"), ({ args }) => String(args.account))].map(
        ([account, own]) => [account, own.map(amountOf)],
      ),
    ),
    reserves: await readReserves(chain, accounts),
    wallets,
  };
}

function isOfPayment({ name, args }: ChainEvent): boolean {
  return name.startsWith("Payment") && args.paymentInfoHash !== undefined;
}

function truthOf(events: readonly ChainEvent[]): PaymentTruth {
  const captured = named(events, "PaymentCaptured");
  const refunded = named(events, "PaymentRefunded");
  const [terms] = named(events, "PaymentAuthorized").map(
    ({ args }) => args.paymentInfo as { receiver: string },
  );
  return {
    receiver: terms?.receiver ?? null,
    authorized: sum(named(events, "PaymentAuthorized").map(amountOf)),
    captured: sum(captured.map(amountOf)),
    voided: sum(named(events, "PaymentVoided").map(amountOf)),
    refunded: sum(refunded.map(amountOf)),
    // Each capture's fee is rounded down by the contract.
    fee: sum(captured.map(({ args }) => (BigInt(String(args.amount)) * BigInt(String(args.feeBps))) / BPS)),
    captures: captured.map(amountOf),
    refunds: refunded.map(amountOf),
  };
}

export const NOTHING: PaymentTruth = truthOf([]);

function named(events: readonly ChainEvent[], name: string): ChainEvent[] {
  return events.filter((event) => event.name === name);
}

function amountOf({ args }: ChainEvent): bigint {
  return BigInt(String(args.amount));
}

export function sum(units: readonly bigint[]): bigint {
  return units.reduce((total, each) => total + each, 0n);
}
