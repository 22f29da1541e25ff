import type { Machine } from "../edges.ts";
import type { Fact } from "./chain.ts";
import { feeOf } from "./contracts.ts";
import type { Ground, ModelTransaction } from "./ground.ts";
import {
  isOpen,
  type Kind,
  type ModelOperation,
  type OperationStatus,
  PaymentState,
  type PaymentStatus,
  type PaymentTerms,
} from "./paymentState.ts";

const MACHINE_OF: Partial<Record<Kind, Machine>> = { CAPTURE: "capture", VOID: "void", REFUND: "refund" };

const TOLD: Partial<Record<PaymentStatus, string>> = {
  CONFIRMING: "payment.confirming",
  REQUIRES_CAPTURE: "payment.authorized",
  SUCCEEDED: "payment.succeeded",
  CANCELED: "payment.canceled",
  EXPIRED: "payment.expired",
};

/** One payment as the specification's table moves it. */
export class ModelPayment extends PaymentState {
  constructor(ground: Ground, terms: PaymentTerms) {
    super(ground, terms);
    ground.tell("payment.created", this.id);
    this.#to("REQUIRES_PAYMENT");
  }

  // ── Commands that were allowed ────────────────────────────────────────────

  /** The payer agreed, by a signature or on the chain. */
  authorize(preApproved: boolean): void {
    this.#ask("AUTHORIZE", this.terms.amount, preApproved);
    this.#to("CONFIRMING");
  }

  capture(amount: bigint): ModelOperation {
    this.ground.tell("payment.capture_requested", this.id);
    return this.#ask("CAPTURE", amount);
  }

  void(): ModelOperation {
    return this.#ask("VOID", this.held);
  }

  refund(amount: bigint): ModelOperation {
    const refund = this.#ask("REFUND", amount);
    this.ground.books.post(refund, "REFUND_REQUESTED", { available: amount, reserved: -amount });
    return refund;
  }

  /** Its time to pay is over and nobody paid. */
  expire(): void {
    this.#to("EXPIRED");
  }

  #ask(kind: Kind, amount: bigint, preApproved = false): ModelOperation {
    const rest = { id: null, status: "NONE" as const, transaction: null, fact: null };
    const operation: ModelOperation = { kind, amount, preApproved, ...rest };
    this.operations.push(operation);
    this.move(operation, "PENDING");
    return operation;
  }

  // ── What the chain says ───────────────────────────────────────────────────

  see(fact: Fact, isFinal: boolean): void {
    const { body } = fact;
    if (body.name === "PaymentPreApproved") {
      if (this.status === "REQUIRES_PAYMENT" && fact.block.timestamp < this.terms.expiresAt)
        this.authorize(true);
      return;
    }
    const operation = this.#doneBy(fact);
    if (body.name === "CaptureSkipped" || body.name === "RefundSkipped") {
      if (isFinal) this.#resume(body.name === "CaptureSkipped" ? "CAPTURE" : "REFUND", fact);
      this.rest();
      return;
    }
    this.facts.push({
      fact,
      isFinal: false,
      isConfirmed: body.name !== "PaymentAuthorized" || this.terms.amount < FAST,
    });
    this.#postSeen(fact);
    if (operation) {
      operation.fact = fact;
      this.move(operation, "CONFIRMING");
    }
    if (isFinal) this.#end(fact);
    if (body.name === "PaymentCaptured") this.ground.tell("payment.captured", this.id);
    this.rest();
    if (body.name === "PaymentAuthorized") this.#captureAutomatically();
  }

  /** The hold has the confirmations that its amount needs. */
  confirm(fact: Fact): void {
    const standing = this.facts.find((each) => each.fact === fact);
    if (!standing || standing.isConfirmed) return;
    standing.isConfirmed = true;
    this.rest();
    this.#captureAutomatically();
  }

  finalize(fact: Fact): void {
    const { name } = fact.body;
    if (name === "PaymentPreApproved") return;
    if (name === "CaptureSkipped" || name === "RefundSkipped") {
      this.#resume(name === "CaptureSkipped" ? "CAPTURE" : "REFUND", fact);
    } else {
      this.#end(fact);
    }
    this.rest();
  }

  /** A reorganisation took the fact away: what it did is under way again, by our own transaction if there is one. */
  undo(fact: Fact): void {
    if (fact.body.name === "PaymentPreApproved") return;
    const index = this.facts.findIndex((each) => each.fact === fact);
    if (index >= 0) this.facts.splice(index, 1);
    this.ground.books.reverse(fact);
    const operation = this.operations.find((each) => each.fact === fact);
    if (operation) {
      operation.fact = null;
      this.move(operation, operation.transaction ? "SUBMITTED" : "PENDING");
    }
    this.rest(true);
    const { transaction } = operation ?? {};
    if (transaction?.death) this.die(transaction);
  }

  /** Proven to have done nothing: what the contract refused has failed, anything else is asked for again. */
  die(transaction: ModelTransaction): void {
    for (const operation of this.operations) {
      if (operation.transaction !== transaction || operation.status !== "SUBMITTED") continue;
      if (transaction.death !== "REFUSED") {
        operation.transaction = null;
        this.move(operation, "PENDING");
      } else {
        this.#fail(operation);
        if (operation.kind === "AUTHORIZE") {
          for (const waiting of this.operations) {
            if (waiting.status === "PENDING" && waiting.kind !== "REFUND") this.#fail(waiting);
          }
        }
      }
      this.rest();
    }
  }

  // ── How it follows ────────────────────────────────────────────────────────

  move(operation: ModelOperation, to: OperationStatus): void {
    const machine = MACHINE_OF[operation.kind];
    if (machine) this.ground.coverage.move(machine, operation.status, to);
    operation.status = to;
  }

  #doneBy(fact: Fact): ModelOperation | undefined {
    const kind = DONE_BY[fact.body.name];
    const ofKind = this.operations.filter((operation) => operation.kind === kind);
    const ours = this.ground.transactions.find(({ hash }) => hash === fact.txHash);
    if (ours) return ofKind.find(({ transaction, status }) => transaction === ours && status !== "FAILED");
    const amount = "amount" in fact.body ? fact.body.amount : 0n;
    return ofKind.find(
      (operation) =>
        isOpen(operation) && (kind === "AUTHORIZE" || kind === "VOID" || operation.amount === amount),
    );
  }

  #postSeen(fact: Fact): void {
    const { books } = this.ground;
    const { body } = fact;
    if (body.name === "PaymentAuthorized") {
      books.post(fact, "PAYMENT_AUTHORIZED", { escrow: body.amount, escrowed: -body.amount });
    }
    if (body.name === "PaymentCaptured") {
      const fee = feeOf(body.amount);
      const released = { escrowed: body.amount, escrow: -body.amount };
      const earned = { settlement: body.amount, pending: fee - body.amount, fees: -fee };
      books.post(fact, "PAYMENT_CAPTURED", { ...released, ...earned });
    }
    if (body.name === "PaymentVoided" || body.name === "PaymentReclaimed") {
      const kind = body.name === "PaymentVoided" ? "PAYMENT_VOIDED" : "PAYMENT_RECLAIMED";
      books.post(fact, kind, { escrowed: body.amount, escrow: -body.amount });
    }
  }

  /** The fact is final: captured money is available, a refund has left. */
  #end(fact: Fact): void {
    const standing = this.facts.find((each) => each.fact === fact);
    if (standing) Object.assign(standing, { isFinal: true, isConfirmed: true });
    const { books } = this.ground;
    const { body } = fact;
    const operation = this.operations.find((each) => each.fact === fact);
    if (body.name === "PaymentCaptured") {
      const net = body.amount - feeOf(body.amount);
      books.post(fact, "CAPTURE_FINAL", { pending: net, available: -net });
    }
    if (body.name === "PaymentRefunded") {
      const debits = operation ? { reserved: body.amount } : books.taken(body.amount);
      books.post(fact, "REFUND_FINAL", { ...debits, settlement: -body.amount });
    }
    if (operation) {
      this.move(operation, "SUCCEEDED");
      this.#tellOf(operation, "succeeded");
    }
  }

  /** It was left out of a batch, finally: again, if the money is still there and the time not over. */
  #resume(kind: "CAPTURE" | "REFUND", fact: Fact): void {
    const operation = this.operations.find(
      (each) => each.kind === kind && each.transaction?.hash === fact.txHash && each.status === "SUBMITTED",
    );
    if (!operation) return;
    const isPossible =
      kind === "CAPTURE"
        ? this.held >= operation.amount && this.ground.now < this.terms.authorizationExpiresAt
        : this.sum("PaymentCaptured") - this.sum("PaymentRefunded") >= operation.amount &&
          this.ground.now < this.terms.refundExpiresAt;
    if (!isPossible) {
      this.#fail(operation);
      return;
    }
    operation.transaction = null;
    this.move(operation, "PENDING");
  }

  #fail(operation: ModelOperation): void {
    if (operation.kind === "REFUND") {
      const { amount } = operation;
      this.ground.books.post(operation, "REFUND_RELEASED", { reserved: amount, available: -amount });
    }
    this.move(operation, "FAILED");
    this.#tellOf(operation, "failed");
  }

  #tellOf(operation: ModelOperation, end: "succeeded" | "failed"): void {
    const what = { CAPTURE: "capture", REFUND: "refund" }[operation.kind as string];
    if (what) this.ground.tell(`${what}.${end}`, operation.id ?? operation);
  }

  #captureAutomatically(): void {
    if (this.terms.captureMethod !== "AUTOMATIC" || this.status !== "REQUIRES_CAPTURE") return;
    const isAsked = this.operations.some((operation) => operation.kind === "CAPTURE" && isOpen(operation));
    if (!isAsked && this.held > 0n) this.capture(this.held);
  }

  /** Where the table leaves the payment, with what stands on the chain and what is under way. */
  rest(isUndone = false): void {
    const from = this.status;
    const to = this.restingStatus;
    if (isUndone || from !== to) this.isReorged = isUndone;
    if (from !== to) this.#to(to, isUndone);
  }

  #to(status: PaymentStatus, isUndone = false): void {
    this.ground.coverage.move("payment", this.status, status);
    this.status = status;
    const told = isUndone ? "payment.reorged" : TOLD[status];
    if (told) this.ground.tell(told, this.id);
  }
}

/** Payments of less than this count in their first block, others with three. */
const FAST = 50_000_000n;

const DONE_BY: Record<string, Kind | undefined> = {
  PaymentAuthorized: "AUTHORIZE",
  PaymentCaptured: "CAPTURE",
  PaymentVoided: "VOID",
  PaymentRefunded: "REFUND",
};
