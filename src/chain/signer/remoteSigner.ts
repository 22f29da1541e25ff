import { Transaction } from "ethers";
import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, Hex } from "../../kernel/ids/chainIds.ts";
import { toQuantity } from "../rpc/quantity.ts";
import { RpcRefused } from "../rpc/rpc.errors.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { SignerMismatch, SignerRefused } from "./signer.errors.ts";
import type { Signer, TypedDataSigner, UnsignedTransaction } from "./signer.ts";

/**
 * A key that lives elsewhere, behind `eth_signTransaction` over JSON-RPC: Web3Signer, a node's account, or a service of
 * one's own with a policy. What comes back is read and compared with what was asked before anyone stores it.
 * Asking again is safe: the nonce is ours, so of several signatures at most one is ever mined.
 * @see https://docs.web3signer.consensys.io/reference/api/json-rpc#eth_signtransaction
 */
export class RemoteSigner implements Signer, TypedDataSigner {
  readonly address: Address;
  readonly #rpc: Rpc;

  constructor(address: Address, rpc: Rpc) {
    this.address = address;
    this.#rpc = rpc;
  }

  /**
   * @throws SignerRefused when it would not sign; RpcUnreachable when nobody knows whether it did; SignerMismatch when
   *   it signed something else
   */
  async signTransaction(unsigned: UnsignedTransaction): Promise<Hex> {
    const request = {
      from: this.address,
      to: unsigned.to,
      gas: toQuantity(unsigned.gasLimit),
      maxFeePerGas: toQuantity(unsigned.maxFeePerGas),
      maxPriorityFeePerGas: toQuantity(unsigned.maxPriorityFeePerGas),
      value: "0x0",
      nonce: toQuantity(unsigned.nonce),
      data: unsigned.data,
      chainId: toQuantity(unsigned.chainNumber),
    };
    const answer = await this.#ask("eth_signTransaction", [request]);
    return verified(this.address, unsigned, rawOf(answer));
  }

  /** By `eth_signTypedData`. @throws SignerRefused, RpcUnreachable */
  async signTypedData(typedData: TypedData): Promise<Hex> {
    const { domain, types, primaryType, message } = typedData;
    const { chainId, name, version, verifyingContract } = domain;
    const EIP712Domain = [
      { name: "name", type: "string" },
      ...(version === undefined ? [] : [{ name: "version", type: "string" }]),
      { name: "chainId", type: "uint256" },
      ...(verifyingContract === undefined ? [] : [{ name: "verifyingContract", type: "address" }]),
    ];
    const asked = {
      domain: {
        name,
        ...(version !== undefined && { version }),
        chainId,
        ...(verifyingContract && { verifyingContract }),
      },
      types: { ...types, EIP712Domain },
      primaryType,
      message,
    };
    const answer = await this.#ask("eth_signTypedData", [this.address, asked]);
    if (typeof answer !== "string" || !/^0x[0-9a-fA-F]+$/.test(answer))
      throw new SignerRefused(this.address, "the answer is no signature");
    return answer as Hex; // checked above
  }

  /** Whether the service has this signer's key, as far as it tells. @throws RpcUnreachable, SignerRefused */
  async hasKey(): Promise<boolean> {
    const accounts = await this.#ask("eth_accounts", []);
    const own = this.address.toLowerCase();
    return Array.isArray(accounts) && accounts.some((account) => String(account).toLowerCase() === own);
  }

  async #ask(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      return await this.#rpc.request(method, params);
    } catch (error) {
      if (error instanceof RpcRefused) throw new SignerRefused(this.address, error.message);
      throw error;
    }
  }
}

/** Web3Signer answers with the bytes, nodes with the bytes and a description of them. */
function rawOf(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null ? (answer as { raw?: unknown }).raw : answer;
}

function verified(signer: Address, asked: UnsignedTransaction, raw: unknown): Hex {
  const signed = parse(signer, raw);
  const differences = Object.entries({
    type: [signed.type, 2],
    chainId: [signed.chainId, asked.chainNumber],
    nonce: [signed.nonce, asked.nonce],
    to: [signed.to, asked.to],
    data: [signed.data, asked.data],
    value: [signed.value, 0n],
    gas: [signed.gasLimit, asked.gasLimit],
    maxFeePerGas: [signed.maxFeePerGas, asked.maxFeePerGas],
    maxPriorityFeePerGas: [signed.maxPriorityFeePerGas, asked.maxPriorityFeePerGas],
    accessList: [signed.accessList?.length ?? 0, 0],
    sender: [signed.from, signer],
  }).filter(([, [got, wanted]]) => got !== wanted);
  if (differences.length > 0) throw new SignerMismatch(signer, differences.map(([name]) => name).join(", "));
  return signed.serialized as Hex; // hexadecimal by ethers
}

function parse(signer: Address, raw: unknown): Transaction {
  try {
    return Transaction.from(String(raw));
  } catch {
    throw new SignerMismatch(signer, "no transaction at all");
  }
}
