import type { Tx } from "../../db/withTx.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { continueTraces, isTracing } from "../../kernel/trace/trace.ts";
import type { Segment } from "./fetchSegment.ts";
import { type FactsPlace, listBecomingFinal, readTraces } from "./traces.store.ts";

/**
 * Finds the traces that a segment is about to go on with, before it is taken in: of transactions whose facts it brings,
 * and of those whose facts it makes final. Returns how to tell them, each by a step of its own, once that is committed.
 */
export async function traceSegment(
  tx: Tx,
  order: { chainId: ChainId; segment: Segment; finalizedNumber: number },
): Promise<() => Promise<void>> {
  if (!isTracing()) return async () => undefined;
  const { chainId, segment, finalizedNumber } = order;
  const since = new Date();
  const taken = placesOf(segment);
  const final = [
    ...(await listBecomingFinal(tx, chainId, finalizedNumber)),
    ...taken.filter(({ blockNumber }) => blockNumber <= finalizedNumber),
  ];
  const traces = await readTraces(tx, [...new Set([...taken, ...final].map(({ txHash }) => txHash))]);
  const tell = async (name: string, { txHash, blockNumber }: FactsPlace) => {
    const found = traces.get(txHash);
    if (!found) return; // it is not ours, or nobody traced it
    const attributes = {
      "tallystick.chain.id": chainId,
      "tallystick.block.number": blockNumber,
      "tallystick.transaction.hash": txHash,
      "tallystick.transaction.id": found.id,
    };
    await continueTraces([found.traceparent], { name, attributes, since }, async () => undefined);
  };
  return async () => {
    for (const place of taken) await tell("facts take in", place);
    for (const place of final) await tell("facts finalize", place);
  };
}

function placesOf({ facts }: Segment): FactsPlace[] {
  const places = facts.map(({ place: { txHash, blockNumber } }) => ({ txHash, blockNumber }));
  return [...new Map(places.map((place) => [place.txHash, place])).values()];
}
