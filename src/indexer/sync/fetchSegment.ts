import { decodeLog, factSources } from "../../chain/decodeLog.ts";
import type { BlockHeader, BlockSource, ChainLog } from "../../chain/rpc/chainReader.ts";
import { bloomOf } from "../../chain/rpc/logsBloom.ts";
import { decodeTransfer } from "../../chain/tokens/transferEvents.ts";
import type { FactBody, FactPlace } from "../../kernel/facts/chainFact.ts";
import type { ChainContracts } from "../../kernel/facts/contractCall.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import { type DepositWatch, fetchTransfers, findHiddenTransfers } from "./depositWatch.ts";

/** Blocks that continue the chain we know, with everything our contracts said in them, and every deposit. */
export interface Segment {
  /** Headers to keep, in order; the last one is where the segment ends. */
  readonly headers: readonly BlockHeader[];
  readonly last: BlockHeader;
  readonly facts: readonly { readonly place: FactPlace; readonly body: FactBody }[];
}

export type Fetched =
  | { readonly outcome: "SEGMENT"; readonly segment: Segment }
  /** The node's chain does not go through the block we stand on. */
  | { readonly outcome: "REORG" }
  /** The chain changed between two requests, or two nodes answered them: ask again. */
  | { readonly outcome: "UNSTABLE"; readonly reason: string };

export interface SegmentOrder {
  readonly source: BlockSource;
  readonly contracts: ChainContracts;
  /** Asked once the last block is known: an address that was paid in it is there by then, since it was handed out before. */
  readonly deposits: DepositWatch;
  /** Hash of the block before `from`; null: whichever block that is. */
  readonly parentHash: Bytes32 | null;
  readonly from: number;
  readonly to: number;
}

/**
 * Fetches final blocks: one request for all logs, and headers only where a log needs its time.
 * A parent that is not ours still shows a reorg deeper than finality.
 */
export async function fetchFinalSegment(order: SegmentOrder): Promise<Fetched> {
  const { source, from, to } = order;
  const watch = await order.deposits.read();
  const [logs, { deposits }] = await Promise.all([ourLogs(order), fetchTransfers(order, watch)]);
  const heights = [...logs, ...deposits].map(({ blockNumber }) => blockNumber);
  const numbers = [...new Set([from, ...heights, to])].sort((a, b) => a - b);
  const headers = await headersAt(source, numbers);
  if (!headers) return { outcome: "UNSTABLE", reason: `a block from ${from} to ${to} is missing` };
  const last = headers.at(-1);
  if (!continues(order, headers)) return { outcome: "REORG" };
  return segmentOf(order, { headers, last, logs, deposits });
}

/**
 * Fetches blocks that a reorg may still replace: every header, linked by parent hashes, and logs that belong to these
 * very headers.
 */
export async function fetchRecentSegment(order: SegmentOrder): Promise<Fetched> {
  const { source, from, to } = order;
  const headers = await headersAt(
    source,
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
  );
  if (!headers) return { outcome: "UNSTABLE", reason: `a block from ${from} to ${to} is missing` };
  if (!continues(order, headers)) return { outcome: "REORG" };
  const broken = headers.find((header, index) => index > 0 && header.parentHash !== headers[index - 1]?.hash);
  if (broken) return { outcome: "UNSTABLE", reason: `block ${broken.number} continues another chain` };
  const watch = await order.deposits.read();
  const [logs, { answered, deposits }] = await Promise.all([ourLogs(order), fetchTransfers(order, watch)]);
  const hidden =
    (await findHiddenLogs(order, headers, logs)) ??
    (await findHiddenTransfers(source, watch, { headers, answered }));
  if (hidden) return { outcome: "UNSTABLE", reason: `logs of block ${hidden.number} were missing` };
  return segmentOf(order, { headers, last: headers.at(-1), logs, deposits });
}

/** The first block that has logs, although the answer for its range had none of it. */
async function findHiddenLogs(
  { source, contracts }: SegmentOrder,
  headers: readonly BlockHeader[],
  logs: readonly ChainLog[],
): Promise<BlockHeader | undefined> {
  const silent = headers.filter(
    (header) => mayHoldOurLogs(header, contracts) && !logs.some((log) => log.blockHash === header.hash),
  );
  // The bloom says perhaps: a node that had left this chain for a moment would have hidden its logs.
  for (const header of silent) {
    const missed = await source.logsOfBlock(header.hash, factSources(contracts));
    if (missed.length > 0) return header;
  }
  return undefined;
}

/** Requests that are under way at once. */
const AT_ONCE = 16;

/** Headers in the order asked for; undefined when the node lacks one of them. */
async function headersAt(
  source: BlockSource,
  numbers: readonly number[],
): Promise<BlockHeader[] | undefined> {
  const headers: BlockHeader[] = [];
  for (let start = 0; start < numbers.length; start += AT_ONCE) {
    const asked = numbers.slice(start, start + AT_ONCE).map((number) => source.headerAt(number));
    for (const header of await Promise.all(asked)) {
      if (!header) return undefined;
      headers.push(header);
    }
  }
  return headers;
}

function continues({ parentHash }: SegmentOrder, [first]: readonly BlockHeader[]): boolean {
  return parentHash === null || first?.parentHash === parentHash;
}

function ourLogs({ source, contracts, from, to }: SegmentOrder): Promise<ChainLog[]> {
  return source.logsBetween({ from, to, contracts: factSources(contracts) });
}

function mayHoldOurLogs(header: BlockHeader, contracts: ChainContracts): boolean {
  return factSources(contracts).some(bloomOf(header.logsBloom));
}

/** Puts logs and headers together; a log of a block that is not among the headers makes the fetch worthless. */
function segmentOf(
  order: SegmentOrder,
  fetched: {
    headers: readonly BlockHeader[];
    last: BlockHeader | undefined;
    logs: readonly ChainLog[];
    deposits: readonly ChainLog[];
  },
): Fetched {
  const { headers, last, logs, deposits } = fetched;
  if (!last) throw new Error("a segment has a block");
  const byHash = new Map(headers.map((header) => [header.hash, header]));
  const facts: Segment["facts"][number][] = [];
  const decoded = [
    ...logs.map((log) => ({ log, body: decodeLog(order.contracts, log) })),
    ...deposits.map((log) => ({ log, body: decodeTransfer(log) })),
  ];
  for (const { log, body } of decoded) {
    const header = byHash.get(log.blockHash);
    if (!header || header.number !== log.blockNumber) {
      return { outcome: "UNSTABLE", reason: `a log of block ${log.blockNumber} belongs to another block` };
    }
    if (body) facts.push({ body, place: placeOf(order.source.chainId, log, header) });
  }
  if (deposits.length > 0) facts.sort((a, b) => compareChainOrder(a.place, b.place));
  return { outcome: "SEGMENT", segment: { headers, last, facts } };
}

function compareChainOrder(a: FactPlace, b: FactPlace): number {
  return a.blockNumber - b.blockNumber || a.logIndex - b.logIndex;
}

function placeOf(chainId: ChainId, log: ChainLog, header: BlockHeader): FactPlace {
  const { blockNumber, blockHash, logIndex, txHash, contract } = log;
  return { chainId, blockNumber, blockHash, blockTimestamp: header.timestamp, logIndex, txHash, contract };
}
