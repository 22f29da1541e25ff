import type { Tx } from "../../db/withTx.ts";
import { type AssetId, parseAssetId } from "../../kernel/ids/chainIds.ts";
import { listAssets, readTakenIn } from "../assets/index.ts";
import { listOpenBreaks, settleBreaks } from "./breaks.store.ts";
import { compareMoves } from "./compareMoves.ts";
import { compareCustody, unexplainedPositions } from "./comparePositions.ts";
import {
  type BookedPosition,
  readBookedMoves,
  readBookedPositions,
  readHoldingAddresses,
  readKnownAccounts,
  readPaymentAssets,
  readSubmitted,
  readUnfounded,
} from "./journal.store.ts";
import type { ReconciliationContext } from "./reconciliation.context.ts";
import type { ChainWitness, Custody } from "./reconciliation.ports.ts";
import type { ComparedBlock, FoundBreak, Position, ReconciliationRun } from "./reconciliation.ts";
import { completeRun, lastCleanBlock } from "./runs.store.ts";
import { findStatementBreaks } from "./statements.store.ts";

/**
 * Does a run that was requested: compares journal, chain and statements at the chain's last final block, and keeps what
 * it found. Movements are compared one by one from the first block that no run found clean; when whole accounts differ by
 * more than those explain, from the first block of all.
 * Shape: reads of the chain are outside transactions; what was found is written in one, unless another process was faster.
 * Returns false while the chain has no final block. @throws when a node does not answer: the run waits
 */
export async function runReconciliation(
  run: ReconciliationRun,
  context: ReconciliationContext,
): Promise<boolean> {
  const { inTx, clock } = context;
  const witness = context.witnessOf(run.chainId);
  const block = await witness.finalBlock();
  if (!block) return false;
  const takenIn = await inTx((tx) => readTakenIn(tx, run.chainId));
  const isBehind = takenIn < block.number;
  const books = await readBooks(context, witness, block);
  const seen = run.isFull ? undefined : await inTx((tx) => lastCleanBlock(tx, run.chainId));
  const openFrom = await inTx((tx) => earliestOpen(tx, run));
  const start = Math.min(
    seen === undefined ? witness.startBlock : seen + 1,
    openFrom ?? Infinity,
    block.number + 1,
  );
  let from = Math.max(start, witness.startBlock);
  const compareFrom = async (first: number) => {
    const range = { from: first, to: block.number };
    const scan = await compareBlocks(context, witness, { range, takenIn });
    const found = [...scan.breaks, ...books.unfounded];
    return { ...scan, rest: unexplainedPositions(books.positions, found, { isBehind }) };
  };
  let scan = await compareFrom(from);
  if (scan.rest.length > 0 && !isBehind && from > witness.startBlock) {
    from = witness.startBlock;
    scan = await compareFrom(from);
  }
  if (!(await witness.hasBlock(block))) throw new Error(`${run.chainId} replaced block ${block.number}`);
  const breaks = [...scan.breaks, ...books.unfounded, ...books.custody, ...books.statements, ...scan.rest];
  const result = { block, scannedFrom: from, entries: scan.entries, completedAt: clock.now() };
  await inTx(async (tx) => {
    if (!(await completeRun(tx, run, { result, positions: books.positions }))) return;
    await settleBreaks(tx, run, { breaks, at: result.completedAt });
  });
  return true;
}

/** The lowest block of an open break: it is looked at again. One of no block is of an account, and so always. */
async function earliestOpen(tx: Tx, { chainId }: ReconciliationRun): Promise<number | undefined> {
  const blocks = (await listOpenBreaks(tx, chainId)).flatMap(({ blockNumber }) => blockNumber ?? []);
  return blocks.length === 0 ? undefined : blocks.reduce((least, one) => Math.min(least, one));
}

interface Books {
  readonly positions: readonly Position[];
  readonly custody: readonly FoundBreak[];
  readonly unfounded: readonly FoundBreak[];
  readonly statements: readonly FoundBreak[];
}

async function readBooks(
  { inTx }: ReconciliationContext,
  witness: ChainWitness,
  block: ComparedBlock,
): Promise<Books> {
  const { chainId } = witness;
  const own = await inTx(async (tx) => ({
    assets: (await listAssets(tx)).flatMap(({ assetId }) =>
      parseAssetId(assetId).chainId === chainId ? [assetId] : [],
    ),
    booked: await readBookedPositions(tx, chainId, block.number),
    submitted: await readSubmitted(tx, chainId),
    accounts: await readKnownAccounts(tx, chainId),
    holders: await readHoldingAddresses(tx, chainId, block.number),
    unfounded: await readUnfounded(tx, chainId),
    statements: await findStatementBreaks(tx, chainId),
  }));
  const positions: Position[] = [];
  const custody: FoundBreak[] = [];
  for (const asset of own.assets) {
    const shown = await readShown(witness, { ...own, asset, block });
    for (const one of shown.custody) {
      custody.push(...compareCustody(asset, `chain:${chainId}:${one.part}`, one));
    }
    positions.push(...positionsOf(asset, shown.units, own));
  }
  const unfounded = own.unfounded.map(({ sourceId, account, asset, units }): FoundBreak => {
    const subject = `source ${sourceId} ${account} ${asset}`;
    const nowhere = { onChain: 0n, blockNumber: null, txHash: null, address: null };
    return { kind: "MISSING_ON_CHAIN", subject, account, asset, inLedger: units, ...nowhere };
  });
  return { positions, custody, unfounded, statements: own.statements };
}

type Accounts = Awaited<ReturnType<typeof readKnownAccounts>>;
type Holders = Awaited<ReturnType<typeof readHoldingAddresses>>;

/** What the contracts show of one asset, by the ledger's account. */
async function readShown(
  witness: ChainWitness,
  order: { asset: AssetId; block: ComparedBlock; accounts: Accounts; holders: Holders },
): Promise<{ units: Map<string, bigint>; custody: readonly Custody[] }> {
  const { asset, block, accounts } = order;
  const holders = order.holders.flatMap((one) => (one.asset === asset ? [one.address] : []));
  const addresses = [witness.feeReceiver, ...accounts.map(({ account }) => account)];
  const [custody, settled, waiting] = await Promise.all([
    witness.custody(asset, block),
    witness.settledBalances(asset, addresses, block),
    witness.tokenBalances(asset, holders, block),
  ]);
  const units = new Map<string, bigint>();
  for (const { part, owes } of custody) {
    const account = `chain:${witness.chainId}:${part}`;
    units.set(account, (units.get(account) ?? 0n) + owes);
  }
  units.set(
    `chain:${witness.chainId}:forwarder`,
    waiting.reduce((sum, one) => sum + one, 0n),
  );
  for (const [index, balance] of settled.entries()) {
    const merchantId = accounts[index - 1]?.merchantId;
    const account = merchantId === undefined ? "revenue:fee:payment" : `merchant:${merchantId}`;
    units.set(account, (units.get(account) ?? 0n) + balance);
  }
  return { units, custody };
}

/** Accounts of the chain's contracts that nobody reads here belong to no figure of the chain and are left out. */
function positionsOf(
  asset: AssetId,
  shown: ReadonlyMap<string, bigint>,
  own: { booked: readonly BookedPosition[]; submitted: Awaited<ReturnType<typeof readSubmitted>> },
): Position[] {
  return [...shown].flatMap(([account, onChain]) => {
    const isIt = (one: { account: string; asset: AssetId }) => one.account === account && one.asset === asset;
    const booked = own.booked.find(isIt);
    const submitted = own.submitted.find(isIt)?.units ?? 0n;
    if (!booked && onChain === 0n) return [];
    const inLedger = booked?.units ?? 0n;
    return [{ account, asset, onChain, inLedger, inFlight: booked?.inFlight ?? 0n, submitted }];
  });
}

async function compareBlocks(
  { inTx }: ReconciliationContext,
  witness: ChainWitness,
  { range, takenIn }: { range: { from: number; to: number }; takenIn: number },
): Promise<{ breaks: FoundBreak[]; entries: number }> {
  const { chainId } = witness;
  const accounts = await inTx((tx) => readKnownAccounts(tx, chainId));
  const knownAddresses = new Set([witness.feeReceiver, ...accounts.map(({ account }) => account)]);
  const breaks: FoundBreak[] = [];
  let entries = 0;
  for await (const { from, through, moves, others } of witness.moves(range)) {
    const own = await inTx(async (tx) => ({
      booked: await readBookedMoves(tx, chainId, { from, to: through }),
      paymentAssets: await readPaymentAssets(tx, chainId, [...new Set(moves.map(({ subject }) => subject))]),
    }));
    const { paymentAssets, booked } = own;
    breaks.push(...compareMoves(moves, booked, { chainId, takenIn, knownAddresses, paymentAssets, others }));
    entries += moves.length;
  }
  return { breaks, entries };
}
