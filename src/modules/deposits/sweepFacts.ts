import type { Tx } from "../../db/withTx.ts";
import { assetIdOf } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { findAssetWithMode } from "../assets/index.ts";
import { findDead } from "../transactions/index.ts";
import { bookSweep, unbookSweep } from "./bookSweep.ts";
import type { DepositAddress } from "./deposit.ts";
import type { DepositsContext } from "./deposits.context.ts";
import { findDepositAddress } from "./deposits.store.ts";
import { failSweep, transactionDied } from "./endSweep.ts";
import type { SweepFact } from "./facts.ts";
import { moved, type Sweep, sweepEvent } from "./sweep.ts";
import { lockOpenSweep, lockSweepOfFact, type SweepPlace, saveSweep } from "./sweeps.store.ts";

/** What the gate or the token refused may be allowed an hour later. */
const REFUSED_RETRY_SECONDS = 3_600;

/** Takes in what the factory said of a sweep, whoever asked for it; a final fact to the end. */
export async function applySweep(
  tx: Tx,
  { fact, isFinal }: { fact: SweepFact; isFinal: boolean },
  context: DepositsContext,
): Promise<void> {
  if (isFinal) return finalizeSweep(tx, fact, context);
  const found = await placeOf(tx, fact);
  const sweep = found && (await lockOpenSweep(tx, found.place));
  if (!sweep || isRefusal(fact)) return; // a refusal counts when it is final
  await saveSweep(
    tx,
    moved(sweep, { status: "CONFIRMING", factId: fact.id, updatedAt: context.clock.now() }),
  );
}

/** Takes note that a sweep is final: only now its money is available. */
export async function finalizeSweep(tx: Tx, fact: SweepFact, { clock }: DepositsContext): Promise<void> {
  const found = await placeOf(tx, fact);
  if (!found) return;
  const { place, address } = found;
  const at = clock.now();
  const sweep = (await lockSweepOfFact(tx, fact.id)) ?? (await lockOpenSweep(tx, place));
  if (isRefusal(fact)) {
    const failure = fact.name === "SweepFailed" ? "SWEEP_FAILED" : "HELD";
    if (sweep) await failSweep(tx, sweep, { failure, retrySeconds: REFUSED_RETRY_SECONDS, at });
    return;
  }
  if (fact.name !== "DepositSwept") return;
  await bookSweep(tx, { fact, place, address, at });
  const end = { status: "SWEPT", amount: fact.amount, factId: fact.id, updatedAt: at } as const;
  const swept = sweep ? moved(sweep, end) : { ...foreignSweep(place, address, at), ...end };
  await saveSweep(tx, swept, [sweepEvent("sweep.succeeded", swept)]);
}

/** Takes back what a reorganisation removed; its transaction is under way again, unless it is dead already. */
export async function undoSweep(tx: Tx, fact: SweepFact, context: DepositsContext): Promise<void> {
  const at = context.clock.now();
  await unbookSweep(tx, fact.id, at);
  const sweep = await lockSweepOfFact(tx, fact.id);
  if (!sweep) return;
  const other = sweep.status === "SWEPT" ? await lockOpenSweep(tx, sweep) : undefined;
  if (other) {
    const ended = { ...sweep, factId: null, amount: null };
    return failSweep(tx, ended, { failure: "REORGED", retrySeconds: 0, at });
  }
  const status = sweep.transactionId === null ? "PLANNED" : "SUBMITTED";
  await saveSweep(tx, moved(sweep, { status, factId: null, amount: null, updatedAt: at }));
  const dead = sweep.transactionId && (await findDead(tx, sweep.transactionId));
  if (dead) await transactionDied(tx, dead, context);
}

function isRefusal(fact: SweepFact): boolean {
  return fact.name === "SweepFailed" || fact.held;
}

async function placeOf(
  tx: Tx,
  fact: SweepFact,
): Promise<{ place: SweepPlace; address: DepositAddress } | undefined> {
  const { chainId } = fact;
  const address = await findDepositAddress(tx, { chainId, address: fact.depositAddress });
  const asset = assetIdOf(chainId, fact.token);
  if (!address || !(await findAssetWithMode(tx, asset))) return undefined;
  return { place: { chainId, address: address.address, asset }, address };
}

/** Anybody may sweep, and it counts just as well. */
function foreignSweep(place: SweepPlace, { merchantId, livemode }: DepositAddress, at: Date): Sweep {
  return {
    id: newId("Sweep"),
    ...place,
    merchantId,
    livemode,
    status: "SWEPT",
    failure: null,
    amount: null,
    transactionId: null,
    factId: null,
    retryAt: null,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
}
