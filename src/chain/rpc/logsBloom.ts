import { getBytes, keccak256 } from "ethers";
import type { Address, Hex } from "../../kernel/ids/chainIds.ts";

/**
 * Whether a block may contain a log of this contract; false is certain on chains that fill in blooms.
 * @see Ethereum yellow paper, section 4.3.1: three 11-bit indexes from the first six bytes of the hash
 */
export function mayContainLogsOf(bloom: Hex, contract: Address): boolean {
  const bits = getBytes(bloom);
  const hash = getBytes(keccak256(contract));
  return [0, 2, 4].every((at) => {
    const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047;
    return ((bits[255 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
  });
}
