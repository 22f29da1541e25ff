import type { Address, Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import type { Coverage } from "../coverage.ts";
import type { Fact } from "./chain.ts";
import type { Ground, ModelTransaction } from "./ground.ts";

export type PayoutStatus = "NONE" | "READY" | "SUBMITTED" | "CONFIRMING" | "PAID" | "FAILED" | "CANCELED";

export interface ModelPayout {
  readonly id: string;
  readonly amount: bigint;
  readonly to: Address;
  readonly batch: ModelBatch | null;
  status: PayoutStatus;
  transaction: ModelTransaction | null;
  /** The contract's id of the batch that carries it. */
  batchId: Bytes32 | null;
  fact: Fact | null;
}

export interface ModelBatch {
  readonly id: string;
  readonly payouts: ModelPayout[];
  /** As it was when it was last looked at. */
  status: string;
}

export interface ModelRecipient {
  readonly id: string;
  readonly address: Address;
  status: "NONE" | "PENDING" | "ACTIVE" | "FAILED" | "REMOVED";
  /** Unix seconds. */
  usableFrom: number | null;
  transaction: ModelTransaction | null;
}

/** What the statuses of its payouts make of a batch. */
function batchStatusOf(payouts: readonly ModelPayout[]): string {
  const has = (...statuses: PayoutStatus[]) => payouts.some(({ status }) => statuses.includes(status));
  const isSent = has("SUBMITTED", "CONFIRMING");
  if (isSent || (has("READY") && has("PAID", "FAILED"))) return "PROCESSING";
  if (has("READY")) return "ACCEPTED";
  if (has("PAID")) return has("FAILED", "CANCELED") ? "PARTIALLY_PAID" : "PAID";
  return has("FAILED") ? "FAILED" : "CANCELED";
}

/** Payouts, their batches and recipients, as the specification moves them. */
export class PayoutModel {
  readonly payouts: ModelPayout[] = [];
  readonly batches: ModelBatch[] = [];
  readonly recipients: ModelRecipient[] = [];
  readonly #ground: Ground;
  readonly #account: Address;

  constructor(ground: Ground, account: Address) {
    this.#ground = ground;
    this.#account = account;
  }

  get #coverage(): Coverage {
    return this.#ground.coverage;
  }

  // ── Commands that were allowed ────────────────────────────────────────────

  create(order: Pick<ModelPayout, "id" | "amount" | "to">, batch: ModelBatch | null = null): void {
    const payout: ModelPayout = { ...order, batch, ...UNSENT };
    this.payouts.push(payout);
    this.payouts.sort((a, b) => (a.id < b.id ? -1 : 1));
    batch?.payouts.push(payout);
    this.#ground.books.post(payout, "PAYOUT_REQUESTED", { available: order.amount, reserved: -order.amount });
    this.#move(payout, "READY");
    this.#ground.tell("payout.created", payout.id);
  }

  createBatch(id: string, orders: readonly Pick<ModelPayout, "id" | "amount" | "to">[]): void {
    const batch: ModelBatch = { id, payouts: [], status: "NONE" };
    this.batches.push(batch);
    for (const order of orders) this.create(order, batch);
    this.#ground.tell("payout_batch.created", id);
    this.lookAtBatches();
  }

  cancel(payouts: readonly ModelPayout[]): void {
    for (const payout of payouts) this.#release(payout, "CANCELED");
    this.#endBatch(payouts[0]);
  }

  addRecipient(id: string, address: Address): void {
    const recipient: ModelRecipient = { id, address, status: "NONE", usableFrom: null, transaction: null };
    this.recipients.push(recipient);
    this.#moveRecipient(recipient, "PENDING");
  }

  get ready(): ModelPayout[] {
    return this.payouts.filter(({ status }) => status === "READY");
  }

  submit(payout: ModelPayout, transaction: ModelTransaction, batchId: Bytes32): void {
    Object.assign(payout, { transaction, batchId });
    this.#move(payout, "SUBMITTED");
    this.#ground.tell("payout.submitted", payout.id);
  }

  // ── What the chain says ───────────────────────────────────────────────────

  see(fact: Fact, isFinal: boolean): void {
    const { body } = fact;
    const { books } = this.#ground;
    if (body.name === "PayoutSent") {
      const payout = this.#payoutOf(fact);
      if (payout) {
        payout.fact = fact;
        this.#move(payout, "CONFIRMING");
      }
    }
    if (body.name === "RecipientSet") this.#setRecipient(body.recipient, body.effectiveAt);
    if (body.name === "BalanceUpdated" && body.kind === 3) this.#take(fact, -body.delta);
    if (body.name === "BalanceUpdated" && body.kind === 2) {
      books.post(fact, "SETTLEMENT_DEPOSITED", { settlement: body.delta, pending: -body.delta });
    }
    if (isFinal) this.finalize(fact);
  }

  finalize(fact: Fact): void {
    const { body } = fact;
    if (body.name === "PayoutSent") {
      const payout = this.payouts.find((each) => each.fact === fact) ?? this.#unsent(body);
      if (!payout) {
        this.#take(fact, body.amount);
        return;
      }
      if (payout.fact === null) Object.assign(payout, { fact, transaction: null, batchId: body.batchId });
      this.#ground.books.post(fact, "PAYOUT_FINAL", { reserved: body.amount, settlement: -body.amount });
      this.#move(payout, "PAID");
      this.#ground.tell("payout.paid", payout.id);
      this.#endBatch(payout);
    }
    if (body.name === "PayoutFailed") {
      const payout = this.#payoutOf(fact);
      if (payout) this.#fail(payout);
    }
    if (body.name === "BalanceUpdated" && body.kind === 2) {
      const { delta } = body;
      this.#ground.books.post(fact, "SETTLEMENT_DEPOSIT_FINAL", { pending: delta, available: -delta });
    }
  }

  undo(fact: Fact): void {
    const { body } = fact;
    this.#ground.books.reverse(fact);
    const payout = this.payouts.find((each) => each.fact === fact);
    if (payout) {
      payout.fact = null;
      this.#move(payout, "SUBMITTED");
      if (payout.transaction?.death) this.die(payout.transaction);
    }
    if (body.name === "RecipientSet" && body.effectiveAt > 0) {
      for (const recipient of this.recipients.filter(
        (each) => each.address === body.recipient && isLive(each),
      )) {
        recipient.usableFrom = null;
        if (recipient.status === "ACTIVE") this.#moveRecipient(recipient, "PENDING");
        if (recipient.transaction?.death) this.die(recipient.transaction);
      }
    }
  }

  /** Its payouts are proven not to have happened; those of one that was never signed take their place in another. */
  die(transaction: ModelTransaction): void {
    for (const payout of this.payouts) {
      if (payout.transaction !== transaction || payout.status !== "SUBMITTED") continue;
      if (transaction.death !== "WITHDRAWN") this.#fail(payout);
      else {
        Object.assign(payout, { transaction: null, batchId: null });
        this.#move(payout, "READY");
      }
    }
    for (const recipient of this.recipients) {
      if (recipient.transaction !== transaction || recipient.status !== "PENDING") continue;
      if (transaction.death === "WITHDRAWN") recipient.transaction = null;
      else this.#moveRecipient(recipient, "FAILED");
    }
  }

  // ── How it follows ────────────────────────────────────────────────────────

  /** Notes how the batches have moved. */
  lookAtBatches(): void {
    for (const batch of this.batches) {
      const status = batchStatusOf(batch.payouts);
      if (status !== batch.status) this.#coverage.move("payoutBatch", batch.status, status);
      batch.status = status;
    }
  }

  #move(payout: ModelPayout, to: PayoutStatus): void {
    this.#coverage.move("payout", payout.status, to);
    payout.status = to;
    if (payout.batch && payout.batch.status !== "NONE") this.lookAtBatches();
  }

  #moveRecipient(recipient: ModelRecipient, to: ModelRecipient["status"]): void {
    this.#coverage.move("recipient", recipient.status, to);
    recipient.status = to;
  }

  #payoutOf({ body }: Fact): ModelPayout | undefined {
    if (body.name !== "PayoutSent" && body.name !== "PayoutFailed") return undefined;
    return this.payouts.find(
      ({ status, batchId, to, amount }) =>
        status === "SUBMITTED" && batchId === body.batchId && to === body.to && amount === body.amount,
    );
  }

  /** A payout like this one that no transaction with a nonce carries. */
  #unsent({ to, amount }: { to: Address; amount: bigint }): ModelPayout | undefined {
    return this.payouts.find(({ status, transaction, ...payout }) => {
      const isUnsent = status === "READY" || (status === "SUBMITTED" && !transaction?.hash);
      return isUnsent && payout.to === to && payout.amount === amount;
    });
  }

  /** Money left by itself: payouts that wait for it end, newest first, and what is missing then is a debt. */
  #take(fact: Fact, units: bigint): void {
    const { books } = this.#ground;
    for (const payout of this.ready.reverse()) {
      if (books.owed("available") >= units) break;
      this.#fail(payout);
    }
    books.post(fact, "SETTLEMENT_WITHDRAWN", { ...books.taken(units), settlement: -units });
  }

  #fail(payout: ModelPayout): void {
    this.#release(payout, "FAILED");
    this.#endBatch(payout);
  }

  #release(payout: ModelPayout, to: "FAILED" | "CANCELED"): void {
    const { amount } = payout;
    this.#ground.books.post(payout, "PAYOUT_RELEASED", { reserved: amount, available: -amount });
    this.#move(payout, to);
    this.#ground.tell(to === "FAILED" ? "payout.failed" : "payout.canceled", payout.id);
  }

  #endBatch(payout: ModelPayout | undefined): void {
    const batch = payout?.batch;
    const isOpen = ({ status }: ModelPayout) => ["READY", "SUBMITTED", "CONFIRMING"].includes(status);
    if (batch && !batch.payouts.some(isOpen)) this.#ground.tell("payout_batch.completed", batch.id);
  }

  #setRecipient(address: Address, effectiveAt: number): void {
    for (const recipient of this.recipients.filter((each) => each.address === address && isLive(each))) {
      if (effectiveAt === 0) {
        if (recipient.status === "ACTIVE") this.#moveRecipient(recipient, "REMOVED");
        continue;
      }
      recipient.usableFrom = effectiveAt;
      this.#moveRecipient(recipient, "ACTIVE");
      this.#ground.tell("recipient.active", recipient.id);
    }
  }

  /** Whether the merchant may pay there now, and by which name. */
  isUsable({ status, usableFrom }: ModelRecipient): boolean {
    return status === "ACTIVE" && usableFrom !== null && usableFrom <= this.#ground.now;
  }

  get account(): Address {
    return this.#account;
  }
}

const UNSENT = { status: "NONE" as const, transaction: null, batchId: null, fact: null };

const isLive = ({ status }: ModelRecipient) => status === "PENDING" || status === "ACTIVE";
