import type { ContractCall } from "../../../src/kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId, Hex, TxHash } from "../../../src/kernel/ids/chainIds.ts";
import type { TransactionGateway } from "../../../src/modules/transactions/index.ts";
import { hex32 } from "../money/chain.ts";

interface Sent {
  readonly hash: TxHash;
  readonly nonce: number;
  readonly succeeds: boolean;
}

export interface NodeBlock {
  readonly number: number;
  readonly hash: Bytes32;
  readonly transactions: readonly Sent[];
}

/** What the contract will make of a call: it is told by the call's last digit. */
export type Fate = "succeeds" | "reverts" | "is refused";
const FATES: readonly Fate[] = ["succeeds", "reverts", "is refused"];
export const callOf = (chainId: ChainId, to: Address, number: number, fate: Fate): ContractCall => ({
  chainId,
  to,
  data: `0x${number.toString(16).padStart(7, "0")}${FATES.indexOf(fate)}` as Hex,
});
const fateOf = ({ data }: Pick<ContractCall, "data">) => FATES[Number(data.at(-1))] ?? "succeeds";

/** How the node answers who sends it a transaction: it may take it and yet say that it did not. */
export type Manner = "takes" | "refuses" | "takes and says no";

export const FINALITY_DEPTH = 2;

/** A node with one account's transactions: everything that a sender can see of a chain. */
export class SimNode {
  readonly blocks: NodeBlock[] = [{ number: 0, hash: hex32(1), transactions: [] }];
  /** Every version that the node was given, by nonce. */
  readonly pool = new Map<number, Sent[]>();
  manner: Manner = "takes";
  /** The highest block that was ever called final. */
  everFinal = 0;
  #made = 1;
  readonly #signed = new Map<string, Sent>();

  get head(): NodeBlock {
    const head = this.blocks.at(-1);
    if (!head) throw new Error("there is a first block");
    return head;
  }

  get finalNumber(): number {
    return Math.max(0, this.head.number - FINALITY_DEPTH);
  }

  /** Nonces that are used up to a height. */
  usedAt(number: number): number {
    return this.blocks.filter((block) => block.number <= number).flatMap(({ transactions }) => transactions)
      .length;
  }

  blockOf(hash: string): NodeBlock | undefined {
    return this.blocks.find(({ transactions }) => transactions.some((sent) => sent.hash === hash));
  }

  /** A block with what the pool has for the next nonces, at most so many; of several versions this one. */
  mine({ most, version, foreign }: { most: number; version: number; foreign: boolean }): void {
    const transactions: Sent[] = [];
    let nonce = this.usedAt(this.head.number);
    if (foreign) transactions.push({ hash: hex32(900_000 + this.#made), nonce: nonce++, succeeds: true });
    for (; transactions.length < most; nonce += 1) {
      const versions = this.pool.get(nonce);
      const chosen = versions?.[version % versions.length];
      if (!chosen) break;
      transactions.push(chosen);
    }
    this.#made += 1;
    this.blocks.push({ number: this.head.number + 1, hash: hex32(this.#made), transactions });
    this.everFinal = Math.max(this.everFinal, this.finalNumber);
  }

  /** Takes blocks away; the first one stays. What was in them waits in the pool again. */
  drop(depth: number): NodeBlock[] {
    return this.blocks.splice(Math.max(1, this.blocks.length - depth));
  }

  gateway(chainId: ChainId, signer: Address): TransactionGateway {
    return {
      chainId,
      signersOf: (lane) => [
        lane === "capture" ? signer : (`0x${lane === "payout" ? "b" : "c"}${signer.slice(3)}` as Address),
      ],
      simulate: async (_from, call) =>
        fateOf(call) === "is refused"
          ? { outcome: "REVERTS", reason: "Refused" }
          : { outcome: "SUCCEEDS", gas: 50_000n },
      fees: async () => ({ maxFeePerGas: 100n, maxPriorityFeePerGas: 10n }),
      sign: async (_from, { call, nonce, fees }) => {
        const word = `${call.data.slice(2)}${nonce.toString(16).padStart(8, "0")}${fees.maxFeePerGas.toString(16).padStart(8, "0")}`;
        const hash = `0x${word.padStart(64, "f")}` as TxHash;
        this.#signed.set(hash, { hash, nonce, succeeds: fateOf(call) === "succeeds" });
        return { outcome: "SIGNED", hash, raw: hash as string as Hex };
      },
      broadcast: async (raw) => {
        if (this.manner === "refuses") return { outcome: "NOT_TAKEN", reason: "no" };
        this.#take(raw);
        return this.manner === "takes"
          ? { outcome: "TAKEN" }
          : { outcome: "NOT_TAKEN", reason: "the answer was lost" };
      },
      receipt: async (hash) => {
        const block = this.blockOf(hash);
        const sent = block?.transactions.find((each) => each.hash === hash);
        return (
          block && sent && { block: { number: block.number, hash: block.hash }, succeeded: sent.succeeds }
        );
      },
      head: async () => ({ number: this.head.number, hash: this.head.hash }),
      finalNumber: async ({ number }) => Math.max(0, number - FINALITY_DEPTH),
      blockHashAt: async (number) => this.blocks.find((block) => block.number === number)?.hash,
      nonceAt: async (account, { number }) => (account === signer ? this.usedAt(number) : 0),
      pooledNonce: async () => this.usedAt(this.head.number),
    };
  }

  #take(raw: Hex): void {
    const sent = this.#signed.get(raw);
    if (!sent) throw new Error("only what was signed is sent");
    const versions = this.pool.get(sent.nonce) ?? [];
    if (!versions.some(({ hash }) => hash === sent.hash)) this.pool.set(sent.nonce, [...versions, sent]);
  }
}
