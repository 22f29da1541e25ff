import { Interface } from "ethers";
import type { ChainContracts } from "../../kernel/facts/contractCall.ts";
import type { Finality } from "../../kernel/facts/finality.ts";
import {
  type Address,
  type AssetId,
  type Bytes32,
  type ChainId,
  parseAssetId,
} from "../../kernel/ids/chainIds.ts";
import { factSources } from "../decodeLog.ts";
import type { BlockSource } from "../rpc/chainReader.ts";
import { finalHeight } from "../rpc/finalHeight.ts";
import { toQuantity } from "../rpc/quantity.ts";
import { RpcRefused } from "../rpc/rpc.errors.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { type Move, moveOf } from "./chainMoves.ts";

const views = new Interface([
  "function balanceOf(address holder) view returns (uint256)",
  "function balanceOf(address account, address token) view returns (uint128 available, uint128 reserved)",
  "function totals(address token) view returns (uint128 held, uint128 owed)",
  "function totalLiabilities(address token) view returns (uint256)",
]);

/** Requests that are on their way to a node at once. */
const AT_ONCE = 32;
/** How many blocks one request for logs spans at first and at most, and how many logs one page should hold. */
const FIRST_BLOCKS = 4;
const MOST_BLOCKS = 2_000;
const MOST_LOGS = 10_000;

interface Block {
  readonly number: number;
  readonly hash: Bytes32;
}

/** Reads what the contracts of one chain hold and owe at a block, and what their logs moved. Knows no database. */
export class ChainWitness {
  readonly chainId: ChainId;
  readonly startBlock: number;
  readonly feeReceiver: Address;
  readonly #given: { rpc: Rpc; source: BlockSource; contracts: ChainContracts; finality: Finality };

  constructor(given: {
    chainId: ChainId;
    startBlock: number;
    contracts: ChainContracts;
    finality: Finality;
    rpc: Rpc;
    source: BlockSource;
  }) {
    this.chainId = given.chainId;
    this.startBlock = given.startBlock;
    this.feeReceiver = given.contracts.feeReceiver;
    this.#given = given;
  }

  async finalBlock(): Promise<Block | undefined> {
    const { source, finality } = this.#given;
    const head = await source.head();
    const number = await finalHeight(source, finality, head.number);
    const header = number < this.startBlock ? undefined : await source.headerAt(number);
    return header && { number, hash: header.hash };
  }

  async hasBlock({ number, hash }: Block): Promise<boolean> {
    return (await this.#given.source.headerAt(number))?.hash === hash;
  }

  /** Several of one part add up. Escrow: what belongs to payers. Settlement: what it owes its accounts, and what the escrow owes it in tokens. */
  async custody(asset: AssetId, { number }: Block) {
    const { escrow, settlement } = this.#given.contracts;
    const { token } = parseAssetId(asset);
    const [totals, liabilities, inEscrow, inSettlement] = await Promise.all([
      this.#view(escrow, number, "totals", [token]),
      this.#view(settlement, number, "totalLiabilities", [token]),
      this.#view(token, number, "balanceOf(address)", [escrow]),
      this.#view(token, number, "balanceOf(address)", [settlement]),
    ]);
    const [held = 0n, owed = 0n] = totals;
    const others = await Promise.all(
      this.#holders().map(async ({ part, address }) => {
        const [units = 0n] = await this.#view(token, number, "balanceOf(address)", [address]);
        return { part, address, owes: units, has: units };
      }),
    );
    return [
      ...others,
      { part: "escrow", address: escrow, owes: held, has: (inEscrow[0] ?? 0n) - owed },
      {
        part: "settlement",
        address: settlement,
        owes: liabilities[0] ?? 0n,
        has: (inSettlement[0] ?? 0n) + owed,
      },
    ];
  }

  /** Contracts whose account in the journal is just what the token says that they have. */
  #holders(): readonly { readonly part: string; readonly address: Address }[] {
    return (this.#given.contracts.credit ?? []).flatMap(({ creditPool, creditLine }) => [
      { part: "credit-pool", address: creditPool },
      { part: "credit-line", address: creditLine },
    ]);
  }

  async settledBalances(
    asset: AssetId,
    accounts: readonly Address[],
    { number }: Block,
  ): Promise<readonly bigint[]> {
    const { settlement } = this.#given.contracts;
    const { token } = parseAssetId(asset);
    const balances = await paged(accounts, (account) =>
      this.#view(settlement, number, "balanceOf(address,address)", [account, token]),
    );
    return balances.map(([available = 0n, reserved = 0n]) => available + reserved);
  }

  async tokenBalances(
    asset: AssetId,
    holders: readonly Address[],
    { number }: Block,
  ): Promise<readonly bigint[]> {
    const { token } = parseAssetId(asset);
    const balances = await paged(holders, (holder) =>
      this.#view(token, number, "balanceOf(address)", [holder]),
    );
    return balances.map(([units = 0n]) => units);
  }

  /** A range that the provider refuses, or that holds much, is asked for in smaller ones. */
  async *moves({ from, to }: { from: number; to: number }) {
    const { source, contracts } = this.#given;
    const addresses = factSources(contracts);
    let span = FIRST_BLOCKS;
    for (let start = from; start <= to; ) {
      const through = Math.min(to, start + span - 1);
      const logs = await source
        .logsBetween({ from: start, to: through, contracts: addresses })
        .catch((error) => {
          if (error instanceof RpcRefused && span > 1) return undefined;
          throw error;
        });
      if (!logs) {
        span = Math.ceil(span / 2);
        continue;
      }
      const moves = logs.flatMap((log): Move[] => {
        const move = moveOf(this.chainId, contracts, log);
        return move ? [move] : [];
      });
      const moved = new Set(moves.map(({ blockHash, logIndex }) => `${blockHash} ${logIndex}`));
      const places = logs.map(({ blockHash, logIndex }) => `${blockHash} ${logIndex}`);
      yield { from: start, through, moves, others: new Set(places.filter((place) => !moved.has(place))) };
      const fitting = Math.max(1, Math.floor((span * MOST_LOGS) / Math.max(1, logs.length)));
      span = Math.min(fitting, span * 2, MOST_BLOCKS);
      start = through + 1;
    }
  }

  async #view(to: Address, block: number, name: string, args: readonly unknown[]): Promise<bigint[]> {
    const data = views.encodeFunctionData(name, args);
    const answer = await this.#given.rpc.request("eth_call", [{ to, data }, toQuantity(block)]);
    return views.decodeFunctionResult(name, String(answer)).toArray();
  }
}

/** Asks about each, so many at a time. */
async function paged<T>(addresses: readonly Address[], ask: (address: Address) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let start = 0; start < addresses.length; start += AT_ONCE) {
    found.push(...(await Promise.all(addresses.slice(start, start + AT_ONCE).map(ask))));
  }
  return found;
}
