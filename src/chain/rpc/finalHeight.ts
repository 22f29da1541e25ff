import type { Finality } from "../../kernel/facts/finality.ts";
import type { BlockSource } from "./chainReader.ts";

/**
 * Height of the last final block of the chain with this head, below 0 when none is. Whatever depends on finality asks
 * here, so that all of it goes by the same word.
 * @throws RpcUnreachable when the nodes decide and cannot be asked
 */
export async function finalHeight(
  source: Pick<BlockSource, "finalizedNumber">,
  finality: Finality,
  head: number,
): Promise<number> {
  switch (finality.kind) {
    case "DEPTH":
      return head - finality.depth;
    case "TAG":
      // It may be above a head that was asked for before, or of a provider that is behind.
      return Math.min(head, (await source.finalizedNumber()) ?? -1);
  }
}
