import type { Tx } from "../../db/withTx.ts";
import type { FactOf } from "../../kernel/facts/chainFact.ts";
import { assetIdOf } from "../../kernel/ids/chainIds.ts";
import {
  chainAccount,
  credit,
  debit,
  factSource,
  merchantAccount,
  PAYMENT_FEES,
  postEntry,
  reverseEntries,
} from "../ledger/index.ts";
import type { DepositAddress } from "./deposit.ts";
import { findAddressByRef } from "./deposits.store.ts";
import { postResolution, suspenseOf } from "./resolveUnmatched.ts";
import type { SweepPlace } from "./sweeps.store.ts";
import { findSweptIn, lockSwept, lockSweptBy, setSwept } from "./swept.store.ts";
import { saveUnmatched } from "./unmatched.store.ts";
import type { UnmatchedDeposit } from "./unmatched.ts";

interface SweptFact {
  readonly fact: FactOf<"DepositSwept">;
  readonly place: SweepPlace;
  readonly address: DepositAddress;
  readonly at: Date;
}

/**
 * Books what a final sweep brought to Settlement, as the contract measured it: what was pending is available. Where a
 * token kept a part of the transfer, unmatched deposits bear their share of it, rounded against them, and the merchant
 * the rest. What came in ways that nobody saw, such as native coin, is the merchant's.
 */
export async function bookSweep(tx: Tx, { fact, place, address, at }: SweptFact): Promise<void> {
  const { merchantId, livemode } = address;
  const { asset, chainId } = place;
  const taken = await lockSwept(tx, place, fact);
  const left = sumOf(taken.map(({ deposit }) => deposit.amount));
  const open = taken.flatMap(({ unmatched }) => (unmatched && isInSuspense(unmatched) ? unmatched : []));
  const shares = open.map((unmatched) => ({
    unmatched,
    swept: fact.amount >= left ? unmatched.amount : (unmatched.amount * fact.amount) / left,
  }));
  const pending = left - sumOf(open.map(({ amount }) => amount));
  const suspended = sumOf(shares.map(({ swept }) => swept));
  await postEntry(tx, {
    kind: "DEPOSIT_SWEPT",
    sourceId: factSource(fact.id),
    merchantId,
    livemode,
    postedAt: at,
    lines: [
      debit(chainAccount(chainId, "settlement"), { asset, units: fact.amount }),
      debit(merchantAccount(merchantId, "pending"), { asset, units: pending }),
      ...shares.map(({ unmatched, swept }) =>
        debit(suspenseOf(unmatched), { asset, units: unmatched.amount - swept }),
      ),
      credit(chainAccount(chainId, "forwarder"), { asset, units: left }),
      credit(merchantAccount(merchantId, "available"), { asset, units: fact.amount - suspended }),
    ],
  });
  for (const { unmatched, swept } of shares) {
    await change(tx, unmatched, { swept }, at);
    // Its payout was paid before a reorganisation below finality took the first sweep back.
    if (unmatched.status === "REFUNDED") await postResolution(tx, { ...unmatched, swept }, at);
  }
  await setSwept(
    tx,
    taken.map(({ deposit }) => deposit.id),
    fact.id,
  );
}

/** Takes back what a sweep did. What the merchant made of unmatched deposits since stays, as if they still waited. */
export async function unbookSweep(tx: Tx, factId: string, at: Date): Promise<void> {
  const taken = await lockSweptBy(tx, factId);
  const resolved = taken.flatMap(({ unmatched }) => unmatched ?? []).filter(({ swept }) => swept !== null);
  for (const { id, status } of resolved) if (status !== "OPEN") await reverseEntries(tx, id, at);
  await reverseEntries(tx, factSource(factId), at);
  for (const unmatched of resolved) {
    await change(tx, unmatched, { swept: null }, at);
    if (unmatched.status === "ATTACHED" || unmatched.status === "WRITTEN_OFF")
      await postResolution(tx, { ...unmatched, swept: null }, at);
  }
  await setSwept(
    tx,
    taken.map(({ deposit }) => deposit.id),
    null,
  );
}

/** Whether its units stand in suspense while it is not swept. */
function isInSuspense({ status, swept }: UnmatchedDeposit): boolean {
  return status === "OPEN" || (status === "REFUNDED" && swept === null);
}

/**
 * Books what the contract took of a swept deposit for the platform, once that is final: it stands behind the sweep in
 * the same transaction. Unmatched deposits bear their share, rounded up, and the merchant the rest.
 */
export async function bookSweepFee(tx: Tx, fact: FactOf<"BalanceUpdated">, at: Date): Promise<void> {
  const address = await findAddressByRef(tx, fact);
  const swept = address && (await findSweptIn(tx, { ...fact, address: address.address }));
  if (!swept) return;
  const asset = assetIdOf(fact.chainId, fact.token);
  const taken = await lockSweptBy(tx, swept.factId);
  const shares = taken.flatMap(({ unmatched }) => {
    if (unmatched?.status !== "OPEN" || unmatched.swept === null) return [];
    return { unmatched, fee: (fact.delta * unmatched.swept + swept.amount - 1n) / swept.amount };
  });
  const borne = sumOf(shares.map(({ fee }) => fee));
  const { merchantId, livemode } = address;
  await postEntry(tx, {
    kind: "SWEEP_FEE",
    sourceId: factSource(fact.id),
    merchantId,
    livemode,
    postedAt: at,
    lines: [
      ...shares.map(({ unmatched, fee }) => debit(suspenseOf(unmatched), { asset, units: fee })),
      debit(merchantAccount(merchantId, "available"), { asset, units: fact.delta - borne }),
      credit(PAYMENT_FEES, { asset, units: fact.delta }),
    ],
  });
  for (const { unmatched, fee } of shares) await change(tx, unmatched, { fee }, at);
}

/** Takes back a fee that a reorganisation removed. */
export async function undoSweepFee(tx: Tx, fact: FactOf<"BalanceUpdated">, at: Date): Promise<void> {
  const address = await findAddressByRef(tx, fact);
  const swept = address && (await findSweptIn(tx, { ...fact, address: address.address }));
  if (!swept) return;
  await reverseEntries(tx, factSource(fact.id), at);
  for (const { unmatched } of await lockSweptBy(tx, swept.factId)) {
    if (unmatched && unmatched.fee > 0n) await change(tx, unmatched, { fee: 0n }, at);
  }
}

async function change(
  tx: Tx,
  unmatched: UnmatchedDeposit,
  changed: Partial<UnmatchedDeposit>,
  at: Date,
): Promise<void> {
  await saveUnmatched(tx, { ...unmatched, ...changed, updatedAt: at, version: unmatched.version + 1 }, []);
}

function sumOf(units: readonly bigint[]): bigint {
  return units.reduce((sum, each) => sum + each, 0n);
}
