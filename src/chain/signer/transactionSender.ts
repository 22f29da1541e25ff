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
import type { Signer } from "./signer.ts";

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

/** Simulates, signs and sends calls on one chain, with a signer per lane. */
export class TransactionSender<Lane extends string> {
  readonly chainId: ChainId;
  readonly #rpc: Rpc;
  readonly #reader: ChainReader;
  readonly #signers: Readonly<Record<Lane, Signer>>;

  constructor(reader: ChainReader, rpc: Rpc, signers: Readonly<Record<Lane, Signer>>) {
    this.chainId = reader.chainId;
    this.#rpc = rpc;
    this.#reader = reader;
    this.#signers = signers;
  }

  signerOf(lane: Lane): Address {
    return this.#signers[lane].address;
  }

  /** @throws RpcUnreachable, or RpcRefused when the node could not tell what the call would do */
  async simulate(
    lane: Lane,
    call: ContractCall,
  ): Promise<{ outcome: "SUCCEEDS"; gas: bigint } | { outcome: "REVERTS"; reason: string }> {
    const request = { from: this.signerOf(lane), to: call.to, data: call.data, gas: toQuantity(GAS_CAP) };
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
    lane: Lane,
    order: { call: ContractCall; nonce: number; gasLimit: bigint; fees: Fees },
  ): Promise<{ hash: TxHash; raw: Hex }> {
    const { call, nonce, gasLimit, fees } = order;
    const raw = await this.#signers[lane].signTransaction({
      chainNumber: eip155Reference(this.chainId),
      nonce,
      to: call.to,
      data: call.data,
      gasLimit,
      ...fees,
    });
    return { raw, hash: keccak256(raw) as TxHash };
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

  async blockHashAt(number: number): Promise<Bytes32 | undefined> {
    return (await this.#reader.headerAt(number))?.hash;
  }

  /** By hash (EIP-1898): a node that does not have this very block refuses instead of guessing. */
  async nonceAt(account: Address, block: Block): Promise<number> {
    return toNumber(await this.#rpc.request("eth_getTransactionCount", [account, { blockHash: block.hash }]));
  }

  /** Wei that pay for the lane's gas. */
  async balanceOf(lane: Lane): Promise<bigint> {
    return toBigInt(await this.#rpc.request("eth_getBalance", [this.signerOf(lane), "latest"]));
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
