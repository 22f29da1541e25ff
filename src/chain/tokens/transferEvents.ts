import { id, zeroPadValue } from "ethers";
import { LRUCache } from "lru-cache";
import type { FactBody } from "../../kernel/facts/chainFact.ts";
import { type Address, type Bytes32, type Hex, parseAddress } from "../../kernel/ids/chainIds.ts";

/** The first topic of what an ERC-20 token says of every transfer. @see ERC-20, "Transfer" */
export const TRANSFER_TOPIC = id("Transfer(address,address,uint256)") as Bytes32; // a hash by ethers

/** An address as a topic has it. */
export function topicOf(address: Address): Bytes32 {
  return zeroPadValue(address, 32).toLowerCase() as Bytes32; // 12 bytes of zero before 20
}

/**
 * A transfer of an ERC-20 token; undefined for other logs, also those of NFTs, whose third argument is indexed, and for
 * transfers of nothing, which anybody can make in anybody's name.
 */
export function decodeTransfer({ topics, data }: { topics: readonly Bytes32[]; data: Hex }) {
  const [event, from, to, more] = topics;
  if (event !== TRANSFER_TOPIC || !from || !to || more || data.length !== 66) return undefined;
  const amount = BigInt(data);
  if (amount === 0n) return undefined;
  return { name: "Transfer", from: addressOf(from), to: addressOf(to), amount } satisfies FactBody;
}

function addressOf(topic: Bytes32): Address {
  return CHECKSUMMED.memo(`0x${topic.slice(26)}`);
}

/** A checksum is a hash, and the same few addresses come again and again. */
const CHECKSUMMED = new LRUCache<string, Address>({ max: 10_000, memoMethod: parseAddress });
