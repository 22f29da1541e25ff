import { hashMessage, Interface } from "ethers";
import type { ChainContracts, TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import { callAnswer } from "../rpc/callAnswer.ts";
import { ChainReader } from "../rpc/chainReader.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { isHashSignedBy, typedDataHash } from "../signatures/isSignedBy.ts";
import { probeSchemes, type TokenScheme } from "../tokens/probeSchemes.ts";

/** What a wallet is and has allowed; by shape payments' PayerReading. */
interface PayerReading {
  readonly isContract: boolean;
  readonly walletSchemes: readonly TokenScheme[];
  readonly permitNonce: bigint;
  readonly collectorAllowance: bigint;
  readonly permit2Allowance: bigint;
}

interface Place {
  readonly rpc: Rpc;
  readonly contracts: ChainContracts;
}

const abi = new Interface([
  "function allowance(address owner, address spender) view returns (uint256)",
  "function nonces(address owner) view returns (uint256)",
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
]);
/** What ERC-1271 wallets answer to a signature of theirs: the function's own selector, in the first four bytes. */
const CONFIRMED = "0x1626ba7e";

/** Asks the chain about wallets, as of its latest block: payers, and those that sign in. */
export class PayerReader {
  readonly #placeOf: (chainId: ChainId) => Place;
  readonly #known = new Set<ChainId>();

  constructor(placeOf: (chainId: ChainId) => Place) {
    this.#placeOf = placeOf;
  }

  /** @throws RpcUnreachable, WrongChain */
  async readPayer(order: {
    chainId: ChainId;
    payer: Address;
    token: { address: Address; name: string; version: string | null };
  }): Promise<PayerReading> {
    const { chainId, payer, token } = order;
    const { contracts, rpc } = await this.#place(chainId);
    const read = async (name: string, args: readonly unknown[]) =>
      numberOf(await callAnswer(rpc, { to: token.address, data: abi.encodeFunctionData(name, args) }));
    const [code, permitNonce, collectorAllowance, permit2Allowance] = await Promise.all([
      rpc.request("eth_getCode", [payer, "latest"]),
      read("nonces", [payer]),
      read("allowance", [payer, contracts.paymentCollector]),
      read("allowance", [payer, contracts.permit2]),
    ]);
    const isContract = code !== "0x";
    const { version } = token;
    const walletSchemes =
      isContract && version !== null ? await probeSchemes({ ...token, chainId, version }, "wallet", rpc) : [];
    return { isContract, walletSchemes, permitNonce, collectorAllowance, permit2Allowance };
  }

  /** Whether the contract at `wallet` takes the signature for its own (ERC-1271). @throws RpcUnreachable, WrongChain */
  async isConfirmedBy(order: {
    chainId: ChainId;
    wallet: Address;
    typedData: TypedData;
    signature: Hex;
  }): Promise<boolean> {
    return this.#isHashConfirmedBy({ ...order, hash: typedDataHash(order.typedData) });
  }

  /** Whether a text was signed (ERC-191) by the wallet's own key, which needs no node, or in a way that the contract
   *  there takes for its own (ERC-1271). @throws RpcUnreachable, WrongChain */
  async isTextSignedBy(order: {
    chainId: ChainId;
    wallet: Address;
    text: string;
    signature: Hex;
  }): Promise<boolean> {
    const hash = hashMessage(order.text);
    return isHashSignedBy(order.wallet, hash, order.signature) || this.#isHashConfirmedBy({ ...order, hash });
  }

  async #isHashConfirmedBy(order: {
    chainId: ChainId;
    wallet: Address;
    hash: string;
    signature: Hex;
  }): Promise<boolean> {
    const { rpc } = await this.#place(order.chainId);
    const data = abi.encodeFunctionData("isValidSignature", [order.hash, order.signature]);
    const answer = await callAnswer(rpc, { to: order.wallet, data });
    return answer !== undefined && answer.length === 66 && answer.startsWith(CONFIRMED);
  }

  /** A process that only serves doors meets its nodes here first: it makes sure that they are the right ones. */
  async #place(chainId: ChainId): Promise<Place> {
    const place = this.#placeOf(chainId);
    if (!this.#known.has(chainId)) await new ChainReader(chainId, place.rpc).requireChain();
    this.#known.add(chainId);
    return place;
  }
}

/** A word; zero where the contract has no such function. */
const numberOf = (answer: string | undefined): bigint =>
  answer !== undefined && answer.length === 66 ? BigInt(answer) : 0n;
