import { getBytes, keccak256 } from "ethers";
import { LRUCache } from "lru-cache";
import type { Address, Bytes32, Hex } from "../../kernel/ids/chainIds.ts";

/**
 * A question to blooms of blocks: whether a block may contain a log of a contract or with a topic; false is certain on
 * chains that fill in blooms.
 * @see Ethereum yellow paper, section 4.3.1: three 11-bit indexes from the first six bytes of the hash
 */
export function bloomOf(bloom: Hex): (item: Address | Bytes32) => boolean {
  const bits = getBytes(bloom);
  return (item) => BITS.memo(item).every((bit) => ((bits[255 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0);
}

/** The same contracts and addresses are looked for in every block. */
const BITS = new LRUCache<string, readonly number[]>({ max: 20_000, memoMethod: bitsOf });

function bitsOf(item: string): readonly number[] {
  const hash = getBytes(keccak256(item));
  return [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047);
}
