import { Interface } from "ethers";
import type { BlockRef, PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { Finality } from "../../kernel/facts/finality.ts";
import type { Address, Bytes32, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { revertReason } from "../revertReason.ts";
import { type BlockHeader, ChainReader } from "../rpc/chainReader.ts";
import { finalHeight } from "../rpc/finalHeight.ts";
import { toNumber } from "../rpc/quantity.ts";
import { RpcRefused } from "../rpc/rpc.errors.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { ICreditLine__factory } from "../typechain/factories/contracts/interfaces/ICreditLine__factory.ts";

interface Place {
  readonly rpc: Rpc;
  readonly finality: Finality;
}

/** Where a line is; by shape credit's LinePlace. */
interface LinePlace {
  readonly chainId: ChainId;
  readonly contract: Address;
  readonly onchainId: Bytes32;
  readonly account: Address;
}

const abi = ICreditLine__factory.createInterface();
const erc20Abi = new Interface(["function approve(address spender, uint256 amount) returns (bool)"]);

/** Asks credit lines what a borrower owes and may draw, and writes the calls that only the borrower may send. */
export class CreditClient {
  readonly #placeOf: (chainId: ChainId) => Place;
  readonly #known = new Set<ChainId>();

  constructor(placeOf: (chainId: ChainId) => Place) {
    this.#placeOf = placeOf;
  }

  /** All figures of one block. @throws RpcUnreachable, WrongChain, RpcRefused when the node lost the block meanwhile */
  async readPosition(line: LinePlace) {
    const { rpc, finality } = await this.#place(line.chainId);
    const reader = new ChainReader(line.chainId, rpc);
    const block = await reader.head();
    const ask = async (name: "debtOf" | "dueOf" | "available" | "borrowingBase" | "creditOf") => {
      const data = abi.encodeFunctionData(name as "debtOf", [line.onchainId]);
      const answer = await rpc.request("eth_call", [{ to: line.contract, data }, at(block)]);
      return abi.decodeFunctionResult(name as "creditOf", String(answer));
    };
    const [debt, due, available, base, credit, final] = await Promise.all([
      ask("debtOf"),
      ask("dueOf"),
      ask("available"),
      ask("borrowingBase"),
      ask("creditOf"),
      finalHeight(reader, finality, block.number),
    ]);
    const { status, dueAt, gracePeriod } = credit[0] as unknown as Record<string, bigint>; // Credit, by the ABI
    const asOf: BlockRef = {
      chainId: line.chainId,
      number: block.number,
      hash: block.hash,
      finalizedNumber: Math.max(final, -1),
    };
    return {
      asOf,
      payoff: debt[0] as unknown as bigint, // uint256
      due: due[0] as unknown as bigint,
      dueAt: (Number(due[1]) || null) as UnixSeconds | null,
      available: available[0] as unknown as bigint,
      borrowingBase: base[0] as unknown as bigint,
      isActive: status === 1n,
      isPastDue:
        dueAt !== undefined && dueAt !== 0n && BigInt(block.timestamp) >= dueAt + (gracePeriod ?? 0n),
    };
  }

  /** The name of the error with which the contract would refuse the borrower's call now; null when it would not.
   *  @throws RpcUnreachable, WrongChain */
  async refusalOf(account: Address, call: ContractCall): Promise<string | null> {
    const { rpc } = await this.#place(call.chainId);
    try {
      await rpc.request("eth_call", [{ from: account, to: call.to, data: call.data }, "latest"]);
      return null;
    } catch (error) {
      if (error instanceof RpcRefused && typeof error.data === "string") return revertReason(error.data);
      throw error;
    }
  }

  /** The number that the account's next transaction has. @throws RpcUnreachable, WrongChain */
  async nonceOf(chainId: ChainId, account: Address): Promise<number> {
    const { rpc } = await this.#place(chainId);
    return toNumber(await rpc.request("eth_getTransactionCount", [account, "latest"]));
  }

  /** @param against holds to pledge; empty for a line that needs none */
  drawCall(line: LinePlace, amount: bigint, against: readonly PaymentTerms[]): ContractCall {
    const data =
      against.length === 0
        ? abi.encodeFunctionData("draw", [line.onchainId, amount])
        : abi.encodeFunctionData("drawAgainst", [line.onchainId, [...against], amount]);
    return this.#call(line, data);
  }

  /** Accepts signed terms: the borrower alone may. */
  openCall(
    order: { chainId: ChainId; contract: Address },
    terms: CreditTerms,
    signed: { underwriter: Address; signature: Hex },
  ): ContractCall {
    const data = abi.encodeFunctionData("open", [terms, [signed], "0x"]);
    return { chainId: order.chainId, to: order.contract, data: data as Hex }; // hexadecimal by ethers
  }

  /** The highest limit that terms with one signature may have. @throws RpcUnreachable, WrongChain */
  async ceilingOf(chainId: ChainId, creditLine: Address): Promise<bigint> {
    const { rpc } = await this.#place(chainId);
    const request = { to: creditLine, data: abi.encodeFunctionData("limits") };
    const answer = String(await rpc.request("eth_call", [request, "latest"]));
    const { lineLimit, secondSignatureAbove } = abi.decodeFunctionResult("limits", answer)[0];
    return lineLimit < secondSignatureAbove ? lineLimit : secondSignatureAbove;
  }

  repayFromBalanceCall(line: LinePlace, amount: bigint): ContractCall {
    return this.#call(line, abi.encodeFunctionData("repayFromBalance", [line.onchainId, amount]));
  }

  /** From the wallet: lets the credit line take the amount, then pays. */
  repayCalls(line: LinePlace, token: Address, amount: bigint): readonly ContractCall[] {
    const approve = erc20Abi.encodeFunctionData("approve", [line.contract, amount]) as Hex; // hexadecimal by ethers
    return [
      { chainId: line.chainId, to: token, data: approve },
      this.#call(line, abi.encodeFunctionData("repay", [line.onchainId, amount])),
    ];
  }

  #call({ chainId, contract }: LinePlace, data: string): ContractCall {
    return { chainId, to: contract, data: data as Hex }; // hexadecimal by ethers
  }

  /** A process that only serves doors meets its nodes here first: it makes sure that they are the right ones. */
  async #place(chainId: ChainId): Promise<Place> {
    const place = this.#placeOf(chainId);
    if (!this.#known.has(chainId)) await new ChainReader(chainId, place.rpc).requireChain();
    this.#known.add(chainId);
    return place;
  }
}

/** Of exactly this block (EIP-1898). */
function at({ hash }: BlockHeader) {
  return { blockHash: hash };
}
