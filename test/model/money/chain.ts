import type { FactBody } from "../../../src/kernel/facts/chainFact.ts";
import type { Address, Bytes32, TxHash } from "../../../src/kernel/ids/chainIds.ts";
import { type Call, Contracts } from "./contracts.ts";

/** A transaction that the chain may take: signed by us, or by somebody else. */
export interface Signed {
  readonly hash: TxHash;
  readonly call: Call;
}

export interface Fact {
  /** Which block said it, and where in it. */
  readonly block: Block;
  readonly logIndex: number;
  readonly txHash: TxHash;
  readonly body: FactBody;
}

export interface Block {
  readonly number: number;
  readonly hash: Bytes32;
  readonly parentHash: Bytes32;
  readonly timestamp: number;
  readonly transactions: readonly Signed[];
  /** Those that did nothing. */
  readonly reverted: readonly TxHash[];
  readonly facts: readonly Fact[];
}

export const hex32 = (number: number) => `0x${number.toString(16).padStart(64, "0")}` as Bytes32;

/** The chain as everybody sees it: it goes forwards block by block, and back. */
export class Chain {
  readonly blocks: Block[] = [];
  readonly #account: Address;
  #made = 0;

  constructor(account: Address) {
    this.#account = account;
  }

  get head(): { number: number; hash: Bytes32 } {
    return this.blocks.at(-1) ?? { number: 0, hash: hex32(0) };
  }

  contracts(): Contracts {
    const said = this.blocks.flatMap(({ facts }) => facts.map(({ body }) => body));
    return new Contracts(this.#account, said);
  }

  has({ hash }: Pick<Signed, "hash">): boolean {
    return this.blocks.some(({ transactions }) => transactions.some((each) => each.hash === hash));
  }

  mine(transactions: readonly Signed[], timestamp: number): Block {
    const contracts = this.contracts();
    const reverted: TxHash[] = [];
    const facts: Omit<Fact, "block">[] = [];
    for (const { hash, call } of transactions) {
      const said = contracts.execute(call, timestamp);
      if (!said) reverted.push(hash);
      for (const body of said ?? []) facts.push({ logIndex: facts.length, txHash: hash, body });
    }
    this.#made += 1;
    const place = {
      number: this.head.number + 1,
      hash: hex32(1_000_000 + this.#made),
      parentHash: this.head.hash,
    };
    const block: Block = { ...place, timestamp, transactions, reverted, facts: [] };
    (block as { facts: readonly Fact[] }).facts = facts.map((fact) => ({ ...fact, block })); // each knows the other
    this.blocks.push(block);
    return block;
  }

  /** Takes blocks away from the end; the last one first. */
  drop(depth: number): Block[] {
    return this.blocks.splice(Math.max(0, this.blocks.length - depth)).reverse();
  }

  /** Puts a block back where it was. */
  restore(block: Block): void {
    if (block.parentHash !== this.head.hash) throw new Error("a block has one parent");
    this.blocks.push(block);
  }
}
