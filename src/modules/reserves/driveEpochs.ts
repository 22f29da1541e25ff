import type { Tx } from "../../db/withTx.ts";
import { type AssetId, type ChainId, parseAssetId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { listAssets, readTakenIn } from "../assets/index.ts";
import { lastSeal } from "../ledger/index.ts";
import { planTransaction } from "../transactions/index.ts";
import { isSealedThrough, type Liability, liabilitiesAt } from "./liabilities.store.ts";
import type { ReservesContext, SumLeaf } from "./reserves.context.ts";
import { changeEpoch, insertEpoch, insertTree, newestEpoch, readTotals } from "./reserves.store.ts";
import type { ReserveEpoch, ReserveTotal } from "./reserves.ts";

/** Both are rare and wait for nobody; the lane's key has the role KEEPER. */
const LANE = "admin";

/**
 * Moves a chain's anchoring on by one step: begins an epoch that is due, or anchors one whose snapshot is final and
 * posted. What is under way on the chain comes back as facts; a step that was interrupted was not made.
 * Returns whether it did anything. @throws when a node does not answer
 */
export async function driveEpochs(chainId: ChainId, context: ReservesContext): Promise<boolean> {
  const newest = await context.inTx((tx) => newestEpoch(tx, chainId));
  if (newest?.status === "TAKEN") return prepare(newest, context);
  const isOver = newest === undefined || newest.status === "ANCHORED" || newest.status === "FAILED";
  const isDue =
    newest === undefined || addSeconds(newest.createdAt, context.epochSeconds) <= context.clock.now();
  return isOver && isDue ? begin(chainId, newest?.epoch ?? 0, context) : false;
}

/** The chain may know later epochs than a database that was restored. */
async function begin(chainId: ChainId, last: number, context: ReservesContext): Promise<boolean> {
  const { gateway, clock, inTx } = context;
  const epoch = Math.max(last, await gateway.lastEpoch(chainId)) + 1;
  return inTx(async (tx) => {
    const assets = (await listAssets(tx))
      .map(({ assetId }) => assetId)
      .filter((asset) => parseAssetId(asset).chainId === chainId);
    if (assets.length === 0) return false;
    const at = clock.now();
    const id = newId("ChainTransaction");
    const call = gateway.snapshotCall(chainId, epoch, assets);
    await planTransaction(tx, { id, chainId, lane: LANE, purpose: "snapshot", call, at });
    if (await insertEpoch(tx, { chainId, epoch, at, transactionId: id })) return true;
    throw new Error(`epoch ${epoch} of ${chainId} was begun by another process`); // and so no second snapshot is planned
  });
}

async function prepare(epoch: ReserveEpoch, context: ReservesContext): Promise<boolean> {
  const { chainId, block } = epoch;
  const { gateway, inTx } = context;
  if (!block) throw new Error(`epoch ${epoch.epoch} of ${chainId} was taken in a block`);
  const ready = await inTx(async (tx) => ({
    isPosted:
      (await readTakenIn(tx, chainId)) >= block.number && (await isSealedThrough(tx, chainId, block.number)),
    totals: await readTotals(tx, epoch),
  }));
  if (!ready.isPosted) return false;
  const assets = ready.totals.map(({ asset }) => asset);
  const solvency = await gateway.solvency(chainId, assets, block.number);
  await inTx(async (tx) => {
    const liabilities = await liabilitiesAt(tx, chainId, block.number);
    const failure = differenceOf(ready.totals, liabilities);
    if (failure !== null) {
      await changeEpoch(tx, epoch, { from: ["TAKEN"], change: { status: "FAILED", failure } });
      return;
    }
    const shown = solvency.map(({ has, owes, isKnown }) => (isKnown ? { has, owes } : null));
    await anchor(tx, { epoch, block, totals: ready.totals, liabilities, shown }, context);
  });
  return true;
}

/** Why the ledger cannot be anchored; null when its totals are the snapshot's and no part is below zero. */
function differenceOf(totals: readonly ReserveTotal[], liabilities: readonly Liability[]): string | null {
  for (const { asset, held, balances } of totals) {
    const own = partsOf(asset, liabilities);
    if (own.all.held !== held || own.all.balances !== balances) {
      return `TOTALS_DIFFER: ${asset} held ${own.all.held} in the ledger, ${held} on chain; balances ${own.all.balances}, ${balances}`;
    }
    const negative = own.leaves.find((leaf) => leaf.held < 0n || leaf.balances < 0n);
    if (negative) return `NEGATIVE_LIABILITY: ${negative.owner} ${asset}`;
  }
  return null;
}

/** Merchants' parts of an asset, and the rest: fees and what is of no merchant. */
function partsOf(asset: AssetId, liabilities: readonly Liability[]) {
  const own = liabilities.filter((one) => one.asset === asset);
  const merchants = own.flatMap(({ merchantId, held, balances }) =>
    merchantId === null ? [] : [{ owner: merchantId as string, held, balances }],
  );
  const { held, balances } = own.find(({ merchantId }) => merchantId === null) ?? { held: 0n, balances: 0n };
  const rest = {
    owner: "rest",
    held: merchants.reduce((left, one) => left - one.held, held),
    balances: merchants.reduce((left, one) => left - one.balances, balances),
  };
  return { all: { held, balances }, leaves: [...merchants, rest] };
}

interface Prepared {
  readonly epoch: ReserveEpoch;
  readonly block: { readonly number: number };
  readonly totals: readonly ReserveTotal[];
  readonly liabilities: readonly Liability[];
  readonly shown: readonly ({ readonly has: bigint; readonly owes: bigint } | null)[];
}

/** Tree, root and transaction are written together: an epoch is PREPARED with all of them or with none. */
async function anchor(
  tx: Tx,
  { epoch, block, totals, liabilities, shown }: Prepared,
  { gateway, clock, newSalt }: ReservesContext,
): Promise<void> {
  const { chainId } = epoch;
  const seal = await lastSeal(tx);
  const trees = totals.map(({ asset }) => {
    const leaves = partsOf(asset, liabilities).leaves.map((leaf): SumLeaf => ({ ...leaf, salt: newSalt() }));
    return { asset, ...gateway.treeOf(asset, leaves) };
  });
  const root = gateway.rootOf(chainId, {
    epoch: epoch.epoch,
    block: block.number,
    sealSequence: seal.sequence,
    sealHash: seal.hash,
    roots: trees,
  });
  const id = newId("ChainTransaction");
  const at = clock.now();
  const call = gateway.anchorCall(chainId, { epoch: epoch.epoch, root, totals });
  await planTransaction(tx, { id, chainId, lane: LANE, purpose: "anchor", call, at });
  const change = { status: "PREPARED", root, seal_seq: seal.sequence, seal_hash: seal.hash };
  const isOurs = await changeEpoch(tx, epoch, {
    from: ["TAKEN"],
    change: { ...change, anchor_transaction_id: id },
  });
  if (!isOurs) throw new Error(`epoch ${epoch.epoch} of ${chainId} was moved on by another process`);
  for (const [index, { asset, leaves, root: top }] of trees.entries()) {
    const { has = null, owes = null } = shown[index] ?? {};
    await insertTree(tx, epoch, { asset, leaves, treeHash: top.hash, assets: has, liabilities: owes });
  }
}
