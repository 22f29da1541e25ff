import type { Address, Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import type { Coverage } from "../coverage.ts";
import { Books } from "./books.ts";
import { type Block, Chain, type Fact } from "./chain.ts";
import type { Ground, ModelTransaction } from "./ground.ts";
import type { ModelPayment } from "./paymentModel.ts";
import type { Kind, ModelOperation } from "./paymentState.ts";
import { PayoutModel } from "./payoutModel.ts";

/** Everything that the system should know, as the specification says it follows from what happened. */
export class MoneyModel implements Ground {
  readonly books = new Books();
  readonly transactions: ModelTransaction[] = [];
  readonly told: { readonly type: string; readonly about: string | object }[] = [];
  readonly payments: ModelPayment[] = [];
  readonly coverage: Coverage;
  readonly chain: Chain;
  readonly payouts: PayoutModel;
  readonly payer: Address;
  /** Height of the last final block. */
  finalized = 0;
  now: number;
  #hashes = 0;

  constructor(start: { coverage: Coverage; account: Address; payer: Address; now: number }) {
    this.coverage = start.coverage;
    this.now = start.now;
    this.payer = start.payer;
    this.chain = new Chain(start.account);
    this.payouts = new PayoutModel(this, start.account);
  }

  tell(type: string, about: string | object): void {
    this.told.push({ type, about });
  }

  // ── Our transactions ──────────────────────────────────────────────────────

  /** What a worker's pass should put into transactions: of each payment one operation of the kind at a time. */
  due(kind: Kind): { payment: ModelPayment; operation: ModelOperation }[] {
    return this.payments.flatMap((payment) => {
      const ofKind = payment.operations.filter((operation) => operation.kind === kind);
      const operation = ofKind.find(({ status }) => status === "PENDING");
      if (!operation || ofKind.some(({ status }) => status === "SUBMITTED")) return [];
      const isOfHold = kind === "CAPTURE" || kind === "VOID";
      const waits = isOfHold && (payment.status === "CONFIRMING" || payment.held < operation.amount);
      return waits ? [] : [{ payment, operation }];
    });
  }

  /** A hash for a transaction that is signed now. */
  newHash(): Bytes32 {
    this.#hashes += 1;
    return `0x${"ee".repeat(16)}${this.#hashes.toString(16).padStart(32, "0")}` as Bytes32;
  }

  die(transaction: ModelTransaction, death: NonNullable<ModelTransaction["death"]>): void {
    transaction.death = death;
    for (const payment of this.payments) payment.die(transaction);
    this.payouts.die(transaction);
  }

  /** Signed, alive and not on the chain. */
  get inPool(): (ModelTransaction & { readonly hash: Bytes32 })[] {
    return this.transactions.filter(
      (each): each is ModelTransaction & { readonly hash: Bytes32 } =>
        each.hash !== null && each.death === null && !this.chain.has({ hash: each.hash }),
    );
  }

  /** Those whose reverting is final. */
  get provenReverted(): ModelTransaction[] {
    const reverted = this.chain.blocks
      .filter(({ number }) => number <= this.finalized)
      .flatMap((block) => block.reverted);
    return this.transactions.filter(
      ({ hash, death }) => death === null && hash !== null && reverted.includes(hash),
    );
  }

  // ── Blocks ────────────────────────────────────────────────────────────────

  /** A block that continues the chain was taken in, and with it the word of how far the chain is final. */
  take(block: Block, finalizedNumber: number): void {
    const before = this.finalized;
    this.finalized = Math.max(before, Math.min(block.number, finalizedNumber));
    this.#confirm(block.number);
    for (const fact of this.#factsOf((number) => number > before && number <= this.finalized)) {
      if (fact.block !== block) this.#finalize(fact);
    }
    for (const fact of block.facts) this.#see(fact, block.number <= this.finalized);
    this.#confirm(block.number);
  }

  /** Blocks were taken back, given last first. */
  undo(blocks: readonly Block[]): void {
    this.finalized = Math.min(this.finalized, this.chain.head.number);
    for (const fact of blocks.flatMap(({ facts }) => [...facts].reverse())) {
      this.#paymentOf(fact)?.undo(fact);
      if (isOfPayouts(fact)) this.payouts.undo(fact);
    }
  }

  #factsOf(isWanted: (number: number) => boolean): Fact[] {
    return this.chain.blocks.filter(({ number }) => isWanted(number)).flatMap(({ facts }) => facts);
  }

  #confirm(head: number): void {
    const { finalized } = this;
    for (const payment of this.payments) {
      for (const { fact, isConfirmed } of [...payment.facts]) {
        const { number } = fact.block;
        if (!isConfirmed && (number + CONFIRMATIONS - 1 <= head || number <= finalized))
          payment.confirm(fact);
      }
    }
  }

  #see(fact: Fact, isFinal: boolean): void {
    this.#paymentOf(fact)?.see(fact, isFinal);
    if (isOfPayouts(fact)) this.payouts.see(fact, isFinal);
  }

  #finalize(fact: Fact): void {
    this.#paymentOf(fact)?.finalize(fact);
    if (isOfPayouts(fact)) this.payouts.finalize(fact);
  }

  #paymentOf({ body }: Fact): ModelPayment | undefined {
    return "paymentHash" in body ? this.payments.find(({ hash }) => hash === body.paymentHash) : undefined;
  }
}

/** Blocks that a payment of 50 and more needs, its own included. */
const CONFIRMATIONS = 3;

const isOfPayouts = ({ body }: Fact) => !("paymentHash" in body);
