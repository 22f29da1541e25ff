import { keccak256 } from "ethers";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import {
  type Address,
  type Bytes32,
  type ChainId,
  eip155Reference,
  type Hex,
  parseBytes32,
  type TxHash,
} from "../../kernel/ids/chainIds.ts";
import { revertReason } from "../revertReason.ts";
import type { ChainReader } from "../rpc/chainReader.ts";
import { toBigInt, toNumber, toQuantity } from "../rpc/quantity.ts";
import { RpcRefused } from "../rpc/rpc.errors.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { type BroadcastAnswer, readBroadcastRefusal } from "./broadcastAnswer.ts";
import { SignerRefused } from "./signer.errors.ts";
import type { Signer } from "./signer.ts";

/** One or more signers of each lane, the present one first. */
export type LaneSigners<Lane extends string> = Readonly<Record<Lane, readonly Signer[]>>;

interface Block {
  readonly number: number;
  readonly hash: Bytes32;
}

interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** Gas that no transaction may exceed. @see EIP-7825 */
const GAS_CAP = 16_777_216n;

/** What nodes answer when a call reverts; `data` is the revert data (geth and those that follow it). */
const REVERTED = 3;

/** Simulates, signs and sends calls on one chain, with signers for each lane. */
export class TransactionSender<Lane extends string> {
  readonly chainId: ChainId;
  readonly #rpc: Rpc;
  readonly #reader: ChainReader;
  readonly #signers: LaneSigners<Lane>;
  readonly #finalNumberAt: (head: number) => Promise<number>;

  /** `finalNumberAt` says how far the chain with a head of this height is final. */
  constructor(
    reader: ChainReader,
    rpc: Rpc,
    signers: LaneSigners<Lane>,
    finalNumberAt: (head: number) => Promise<number>,
  ) {
    this.chainId = reader.chainId;
    this.#finalNumberAt = finalNumberAt;
    this.#rpc = rpc;
    this.#reader = reader;
    this.#signers = signers;
  }

  signersOf(lane: Lane): readonly Address[] {
    return this.#signers[lane].map(({ address }) => address);
  }

  /** @throws RpcUnreachable, or RpcRefused when the node could not tell what the call would do */
  async simulate(
    from: Address,
    call: ContractCall,
  ): Promise<{ outcome: "SUCCEEDS"; gas: bigint } | { outcome: "REVERTS"; reason: string }> {
    const request = { from, to: call.to, data: call.data, gas: toQuantity(GAS_CAP) };
    try {
      const gas = toBigInt(await this.#rpc.request("eth_estimateGas", [request]));
      return { outcome: "SUCCEEDS", gas };
    } catch (error) {
      const reason = error instanceof RpcRefused ? refusalOf(error) : undefined;
      if (reason === undefined) throw error;
      return { outcome: "REVERTS", reason };
    }
  }

  /** Twice the base fee, so that six full blocks in a row do not price us out (EIP-1559: 12.5 % each), and the tip. */
  async fees(): Promise<Fees> {
    const [block, tip] = await Promise.all([
      this.#rpc.request("eth_getBlockByNumber", ["latest", false]),
      this.#rpc.request("eth_maxPriorityFeePerGas"),
    ]);
    const baseFee = toBigInt((block as { baseFeePerGas?: unknown }).baseFeePerGas);
    const maxPriorityFeePerGas = toBigInt(tip);
    return { maxFeePerGas: 2n * baseFee + maxPriorityFeePerGas, maxPriorityFeePerGas };
  }

  async sign(
    from: Address,
    order: { call: ContractCall; nonce: number; gasLimit: bigint; fees: Fees },
  ): Promise<{ outcome: "SIGNED"; hash: TxHash; raw: Hex } | { outcome: "REFUSED"; reason: string }> {
    const { call, nonce, gasLimit, fees } = order;
    const { to, data } = call;
    const chainNumber = eip155Reference(this.chainId);
    const unsigned = { chainNumber, nonce, to, data, gasLimit, ...fees };
    try {
      const raw = await this.#signer(from).signTransaction(unsigned);
      return { outcome: "SIGNED", raw, hash: keccak256(raw) as TxHash };
    } catch (error) {
      if (error instanceof SignerRefused) return { outcome: "REFUSED", reason: error.message };
      throw error;
    }
  }

  /** @throws RpcUnreachable: nobody knows whether the node took it */
  async broadcast(raw: Hex): Promise<BroadcastAnswer> {
    try {
      await this.#rpc.request("eth_sendRawTransaction", [raw]);
      return { outcome: "TAKEN" };
    } catch (error) {
      if (error instanceof RpcRefused) return readBroadcastRefusal(error);
      throw error;
    }
  }

  async receipt(hash: TxHash): Promise<{ block: Block; succeeded: boolean } | undefined> {
    const answer = await this.#rpc.request("eth_getTransactionReceipt", [hash]);
    if (answer === null) return undefined;
    const { blockNumber, blockHash, status } = answer as Record<string, string>; // decoder
    if (blockHash === undefined || blockHash === null) return undefined; // some nodes answer for pending ones
    return {
      block: { number: toNumber(blockNumber), hash: parseBytes32(blockHash) },
      succeeded: toNumber(status) === 1,
    };
  }

  async head(): Promise<Block> {
    const { number, hash } = await this.#reader.head();
    return { number, hash };
  }

  async finalNumber(head: Block): Promise<number> {
    return this.#finalNumberAt(head.number);
  }

  async blockHashAt(number: number): Promise<Bytes32 | undefined> {
    return (await this.#reader.headerAt(number))?.hash;
  }

  /** By hash (EIP-1898): a node that does not have this very block refuses instead of guessing. */
  async nonceAt(account: Address, block: Block): Promise<number> {
    return toNumber(await this.#rpc.request("eth_getTransactionCount", [account, { blockHash: block.hash }]));
  }

  async pooledNonce(account: Address): Promise<number> {
    return toNumber(await this.#rpc.request("eth_getTransactionCount", [account, "pending"]));
  }

  /** Wei that pay for gas. */
  async balanceOf(account: Address): Promise<bigint> {
    return toBigInt(await this.#rpc.request("eth_getBalance", [account, "latest"]));
  }

  #signer(address: Address): Signer {
    const held = Object.values<readonly Signer[]>(this.#signers).flat();
    const signer = held.find((candidate) => candidate.address === address);
    if (!signer) throw new Error(`no key of ${address} is held`);
    return signer;
  }
}

/** The contract's reason; undefined when the node refused for a reason of its own, which says nothing about the call. */
function refusalOf(error: RpcRefused): string | undefined {
  const data =
    typeof error.data === "string" ? error.data : (error.data as { data?: unknown } | undefined)?.data;
  if (error.code === REVERTED || /\brevert/i.test(error.message)) {
    return revertReason(typeof data === "string" ? data : "0x");
  }
  const needsMoreGas = /out of gas|gas required exceeds allowance|exceeds (the )?gas (cap|limit)/i;
  return needsMoreGas.test(error.message) ? "OUT_OF_GAS" : undefined;
}
