import {
  type Address,
  type Bytes32,
  type ChainId,
  chainIdOf,
  type Hex,
  parseAddress,
  parseBytes32,
} from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { TRANSFER_TOPIC, topicOf } from "../tokens/transferEvents.ts";
import { toBigInt, toNumber, toQuantity } from "./quantity.ts";
import { RpcRefused, WrongChain } from "./rpc.errors.ts";
import type { Rpc } from "./rpcClient.ts";

/** What we keep of a block's header. */
export interface BlockHeader {
  readonly number: number;
  readonly hash: Bytes32;
  readonly parentHash: Bytes32;
  readonly timestamp: UnixSeconds;
  readonly logsBloom: Hex;
}

/** One log as the node gave it; it belongs to the block with this hash and to no other. */
export interface ChainLog {
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly logIndex: number;
  readonly txHash: Bytes32;
  readonly contract: Address;
  readonly topics: readonly Bytes32[];
  readonly data: Hex;
}

/** What reading a chain comes down to. */
export interface BlockSource {
  readonly chainId: ChainId;
  /** @throws WrongChain when a node serves another EIP-155 chain */
  requireChain(): Promise<void>;
  head(): Promise<BlockHeader>;
  /** Height of the newest block that the node calls finalized; null while it calls none so. */
  finalizedNumber(): Promise<number | null>;
  /** The block at this height on the node's present chain, if it has one. */
  headerAt(number: number): Promise<BlockHeader | undefined>;
  logsBetween(range: { from: number; to: number; contracts: readonly Address[] }): Promise<ChainLog[]>;
  /** The logs of exactly this block. @throws RpcRefused when the node does not have it (EIP-234) */
  logsOfBlock(blockHash: Bytes32, contracts: readonly Address[]): Promise<ChainLog[]>;
  /** What tokens said of transfers, to these recipients or to all. */
  transfersBetween(range: TransferQuery & { from: number; to: number }): Promise<ChainLog[]>;
  /** The same of exactly this block. @throws RpcRefused when the node does not have it (EIP-234) */
  transfersOfBlock(blockHash: Bytes32, query: TransferQuery): Promise<ChainLog[]>;
}

/** Which transfers. */
export interface TransferQuery {
  readonly tokens: readonly Address[];
  /** Null: to anybody. Nodes take a thousand. @see go-ethereum, eth/filters/api.go, maxSubTopics */
  readonly recipients: readonly Address[] | null;
}

/** Reads blocks and logs of one chain from what one request reaches. */
export class ChainReader implements BlockSource {
  readonly chainId: ChainId;
  readonly #rpc: Rpc;

  constructor(chainId: ChainId, rpc: Rpc) {
    this.chainId = chainId;
    this.#rpc = rpc;
  }

  async requireChain(): Promise<void> {
    const actual = chainIdOf(toBigInt(await this.#rpc.request("eth_chainId")));
    if (actual !== this.chainId) throw new WrongChain(this.chainId, actual);
  }

  async head(): Promise<BlockHeader> {
    const header = headerOf(await this.#rpc.request("eth_getBlockByNumber", ["latest", false]));
    if (!header) throw new TypeError("the node has no latest block");
    return header;
  }

  async finalizedNumber(): Promise<number | null> {
    try {
      const block = await this.#rpc.request("eth_getBlockByNumber", ["finalized", false]);
      return headerOf(block)?.number ?? null;
    } catch (error) {
      if (error instanceof RpcRefused) return null; // geth, before its first; nodes that do not know the tag
      throw error;
    }
  }

  async headerAt(number: number): Promise<BlockHeader | undefined> {
    return headerOf(await this.#rpc.request("eth_getBlockByNumber", [toQuantity(number), false]));
  }

  async logsBetween(range: { from: number; to: number; contracts: readonly Address[] }): Promise<ChainLog[]> {
    const { from, to, contracts } = range;
    return this.#logs({ fromBlock: toQuantity(from), toBlock: toQuantity(to), address: contracts });
  }

  async logsOfBlock(blockHash: Bytes32, contracts: readonly Address[]): Promise<ChainLog[]> {
    return this.#logs({ blockHash, address: contracts });
  }

  async transfersBetween(range: TransferQuery & { from: number; to: number }): Promise<ChainLog[]> {
    const { from, to } = range;
    return this.#logs({ fromBlock: toQuantity(from), toBlock: toQuantity(to), ...transfersIn(range) });
  }

  async transfersOfBlock(blockHash: Bytes32, query: TransferQuery): Promise<ChainLog[]> {
    return this.#logs({ blockHash, ...transfersIn(query) });
  }

  async #logs(filter: LogFilter): Promise<ChainLog[]> {
    const logs = (await this.#rpc.request("eth_getLogs", [filter])) as RawLog[];
    const asked = new Map(filter.address.map((address) => [address.toLowerCase(), address]));
    return logs
      .filter((log) => log.removed !== true)
      .map((log) => logOf(log, asked))
      .sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
  }
}

function transfersIn({ tokens, recipients }: TransferQuery): Pick<LogFilter, "address" | "topics"> {
  const to = recipients && [null, recipients.map(topicOf)];
  return { address: tokens, topics: [TRANSFER_TOPIC, ...(to ?? [])] };
}

interface LogFilter {
  readonly address: readonly Address[];
  readonly topics?: readonly (Bytes32 | readonly Bytes32[] | null)[];
  readonly fromBlock?: string;
  readonly toBlock?: string;
  readonly blockHash?: Bytes32;
}

interface RawLog {
  readonly removed?: unknown;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly logIndex: string;
  readonly transactionHash: string;
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

function headerOf(block: unknown): BlockHeader | undefined {
  if (block === null) return undefined;
  const raw = block as Record<"number" | "hash" | "parentHash" | "timestamp" | "logsBloom", string>; // decoder
  return {
    number: toNumber(raw.number),
    hash: parseBytes32(raw.hash),
    parentHash: parseBytes32(raw.parentHash),
    timestamp: toNumber(raw.timestamp) as UnixSeconds,
    logsBloom: raw.logsBloom as Hex,
  };
}

/** @param asked the contracts that were asked for, by their addresses in lower case */
function logOf(raw: RawLog, asked: ReadonlyMap<string, Address>): ChainLog {
  const address = raw.address.toLowerCase();
  return {
    blockNumber: toNumber(raw.blockNumber),
    blockHash: parseBytes32(raw.blockHash),
    logIndex: toNumber(raw.logIndex),
    txHash: parseBytes32(raw.transactionHash),
    contract: asked.get(address) ?? parseAddress(address),
    topics: raw.topics.map(parseBytes32),
    data: raw.data.toLowerCase() as Hex,
  };
}
