import type { Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import type { Fact } from "./chain.ts";
import { feeOf } from "./contracts.ts";
import type { Ground, ModelTransaction } from "./ground.ts";

export type Kind = "AUTHORIZE" | "CAPTURE" | "VOID" | "REFUND";
export type OperationStatus = "PENDING" | "SUBMITTED" | "CONFIRMING" | "SUCCEEDED" | "FAILED";

export interface ModelOperation {
  readonly kind: Kind;
  readonly amount: bigint;
  readonly preApproved: boolean;
  /** As the system names it; unknown for those that no answer named. */
  id: string | null;
  status: OperationStatus | "NONE";
  transaction: ModelTransaction | null;
  fact: Fact | null;
}

export type PaymentStatus =
  | "NONE"
  | "REQUIRES_PAYMENT"
  | "CONFIRMING"
  | "REQUIRES_CAPTURE"
  | "SUCCEEDED"
  | "CANCELED"
  | "EXPIRED";

/** Times in Unix seconds. */
export interface PaymentTerms {
  readonly id: string;
  readonly hash: Bytes32;
  readonly amount: bigint;
  readonly captureMethod: "AUTOMATIC" | "MANUAL";
  readonly expiresAt: number;
  readonly authorizationExpiresAt: number;
  readonly refundExpiresAt: number;
}

/** What is known of a payment, and what the specification's formulas make of it. */
export class PaymentState {
  readonly terms: PaymentTerms;
  readonly ground: Ground;
  readonly operations: ModelOperation[] = [];
  /** What stands on the chain. */
  readonly facts: { fact: Fact; isFinal: boolean; isConfirmed: boolean }[] = [];
  status: PaymentStatus = "NONE";
  isReorged = false;
  /** A wallet's terms were fixed, so that the chain's word about them is known for this payment's. */
  isPrepared = false;

  constructor(ground: Ground, terms: PaymentTerms) {
    this.ground = ground;
    this.terms = terms;
  }

  get id(): string {
    return this.terms.id;
  }

  get hash(): Bytes32 {
    return this.terms.hash;
  }

  sum(name: string): bigint {
    return this.facts.reduce((sum, { fact: { body } }) => {
      return body.name === name && "amount" in body ? sum + body.amount : sum;
    }, 0n);
  }

  pending(kind: Kind): bigint {
    return this.operations
      .filter((operation) => operation.kind === kind && isOpen(operation))
      .reduce((sum, { amount }) => sum + amount, 0n);
  }

  get held(): bigint {
    const gone = ["PaymentCaptured", "PaymentVoided", "PaymentReclaimed"].map((name) => this.sum(name));
    return gone.reduce((left, units) => left - units, this.sum("PaymentAuthorized"));
  }

  get capturable(): bigint {
    return atLeastNothing(this.held - this.pending("CAPTURE"));
  }

  get refundable(): bigint {
    return atLeastNothing(this.sum("PaymentCaptured") - this.sum("PaymentRefunded") - this.pending("REFUND"));
  }

  get fee(): bigint {
    return this.facts.reduce((sum, { fact: { body } }) => {
      return body.name === "PaymentCaptured" ? sum + feeOf(body.amount) : sum;
    }, 0n);
  }

  /** Where the table leaves it. */
  get restingStatus(): PaymentStatus {
    const hold = this.facts.find(({ fact }) => fact.body.name === "PaymentAuthorized");
    if (!hold) {
      if (this.pending("AUTHORIZE") > 0n) return "CONFIRMING";
      return this.ground.now < this.terms.expiresAt ? "REQUIRES_PAYMENT" : "EXPIRED";
    }
    if (!hold.isConfirmed) return "CONFIRMING";
    const isFinal = this.facts.every((each) => each.isFinal || each.fact.body.name === "PaymentRefunded");
    if (this.held > 0n || !isFinal) return "REQUIRES_CAPTURE";
    return this.sum("PaymentCaptured") > 0n ? "SUCCEEDED" : "CANCELED";
  }

  get reasons(): string[] {
    const reasons: string[] = [];
    if (this.status === "CANCELED") {
      reasons.push(this.sum("PaymentReclaimed") > 0n ? "AUTHORIZATION_EXPIRED" : "VOIDED");
    }
    if (this.isReorged && this.sum("PaymentAuthorized") === 0n) reasons.push("REORGED");
    return reasons;
  }
}

export const isOpen = ({ status }: ModelOperation) => status === "PENDING" || status === "SUBMITTED";

/** A reorganisation may take away what captures and refunds wait for. */
const atLeastNothing = (units: bigint) => (units > 0n ? units : 0n);
