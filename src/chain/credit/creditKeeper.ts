import type { ContractCall, CreditContracts } from "../../kernel/facts/contractCall.ts";
import {
  type Address,
  type Bytes32,
  type ChainId,
  type Hex,
  ZERO_ADDRESS,
} from "../../kernel/ids/chainIds.ts";
import { ChainReader } from "../rpc/chainReader.ts";
import { toQuantity } from "../rpc/quantity.ts";
import { RpcRefused } from "../rpc/rpc.errors.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { ICreditLine__factory } from "../typechain/factories/contracts/interfaces/ICreditLine__factory.ts";
import { ICreditPoolVault__factory } from "../typechain/factories/contracts/interfaces/ICreditPoolVault__factory.ts";
import { IPaymentEscrow__factory } from "../typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { IPledgeBook__factory } from "../typechain/factories/contracts/interfaces/IPledgeBook__factory.ts";

interface KeptLine {
  readonly contract: Address;
  readonly onchainId: Bytes32;
}

interface Duty {
  readonly purpose: string;
  readonly call: ContractCall;
}

const lineAbi = ICreditLine__factory.createInterface();
const poolAbi = ICreditPoolVault__factory.createInterface();
const bookAbi = IPledgeBook__factory.createInterface();
const escrowAbi = IPaymentEscrow__factory.createInterface();

/** Numbers of CreditStatus in contracts/types/Credit.sol. */
const LATE = 3n;

/** Finds what anybody may do for the credit lines of one chain, by asking the contracts. Sends nothing. */
export class CreditKeeper {
  readonly #chainId: ChainId;
  readonly #rpc: Rpc;
  readonly #escrow: Address;

  constructor(chainId: ChainId, rpc: Rpc, escrow: Address) {
    this.#chainId = chainId;
    this.#rpc = rpc;
    this.#escrow = escrow;
  }

  /** What is due of a line whose grace is over: the first of its steps that the contract would take. */
  async dutyOf(line: KeptLine): Promise<Duty | null> {
    for (const purpose of ["declareDefault", "markLate"] as const) {
      const call = this.#call(
        line.contract,
        lineAbi.encodeFunctionData(purpose as "markLate", [line.onchainId]),
      );
      if (await this.#isTaken(call)) return { purpose, call };
    }
    return this.#accrual(line);
  }

  /** What borrowers paid and the pool has not fetched. */
  async collection({ creditLine, creditPool }: CreditContracts): Promise<Duty | null> {
    const [waiting] = await this.#ask(creditLine, lineAbi.encodeFunctionData("uncollected"), (answer) =>
      lineAbi.decodeFunctionResult("uncollected", answer),
    );
    if (waiting === 0n) return null;
    return { purpose: "collect", call: this.#call(creditPool, poolAbi.encodeFunctionData("collect")) };
  }

  /** Pledges of a line that count for more than their holds still have. */
  async stalePledges(
    { pledgeBook }: CreditContracts,
    line: KeptLine,
    payments: readonly Bytes32[],
  ): Promise<Duty | null> {
    const { timestamp } = await new ChainReader(this.#chainId, this.#rpc).head();
    const stale: Bytes32[] = [];
    for (const payment of payments) {
      const [pledge] = await this.#ask(
        pledgeBook,
        bookAbi.encodeFunctionData("pledgeOf", [payment]),
        (answer) => bookAbi.decodeFunctionResult("pledgeOf", answer),
      );
      const { amount, expiry } = pledge as { amount: bigint; expiry: bigint };
      if (amount === 0n) continue;
      const state = await this.#ask(
        this.#escrow,
        escrowAbi.encodeFunctionData("paymentState", [payment]),
        (answer) => escrowAbi.decodeFunctionResult("paymentState", answer),
      );
      const live = BigInt(timestamp) < expiry ? (state[1] as bigint) : 0n; // capturable
      if (live < amount) stale.push(payment);
    }
    if (stale.length === 0) return null;
    const data = bookAbi.encodeFunctionData("syncPledges", [line.onchainId, stale]);
    return { purpose: "syncPledges", call: this.#call(pledgeBook, data) };
  }

  /** The pool counts the late rate from the first accrual after the grace on; marking a line late is one. */
  async #accrual(line: KeptLine): Promise<Duty | null> {
    const [found] = await this.#ask(
      line.contract,
      lineAbi.encodeFunctionData("creditOf", [line.onchainId]),
      (answer) => lineAbi.decodeFunctionResult("creditOf", answer),
    );
    const { status, dueAt, gracePeriod, lastAccrual } = found as Record<
      "status" | "dueAt" | "gracePeriod" | "lastAccrual",
      bigint
    >;
    const lateFrom = dueAt + gracePeriod;
    const { timestamp } = await new ChainReader(this.#chainId, this.#rpc).head();
    if (status !== LATE || dueAt === 0n || lastAccrual >= lateFrom || BigInt(timestamp) < lateFrom)
      return null;
    const call = this.#call(line.contract, lineAbi.encodeFunctionData("accrue", [line.onchainId]));
    return { purpose: "accrue", call };
  }

  async #isTaken(call: ContractCall): Promise<boolean> {
    try {
      const request = { from: ZERO_ADDRESS, to: call.to, data: call.data, gas: toQuantity(1_000_000) };
      await this.#rpc.request("eth_call", [request, "latest"]);
      return true;
    } catch (error) {
      if (error instanceof RpcRefused) return false;
      throw error;
    }
  }

  async #ask<T>(to: Address, data: string, decode: (answer: string) => T): Promise<T> {
    return decode(String(await this.#rpc.request("eth_call", [{ to, data }, "latest"])));
  }

  #call(to: Address, data: string): ContractCall {
    return { chainId: this.#chainId, to, data: data as Hex }; // hexadecimal by ethers
  }
}
