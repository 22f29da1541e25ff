import type { FactBody, PaymentTerms } from "../../../src/kernel/facts/chainFact.ts";
import { type Address, type Bytes32, type Hex, ZERO_ADDRESS } from "../../../src/kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../../src/kernel/time/clock.ts";
import { CONTRACTS, TOKEN } from "../../fixtures/shop.ts";

/** A call of the contracts, by us or by somebody else. */
export type Call =
  | {
      readonly kind: "AUTHORIZE";
      readonly hash: Bytes32;
      readonly terms: PaymentTerms;
      readonly amount: bigint;
      readonly preApproved: boolean;
    }
  | { readonly kind: "CAPTURE"; readonly items: readonly CaptureOfBatch[] }
  | { readonly kind: "VOID"; readonly hash: Bytes32 }
  | { readonly kind: "REFUND"; readonly items: readonly RefundOfBatch[] }
  | { readonly kind: "PAYOUT"; readonly batchId: Bytes32; readonly items: readonly PayoutOfBatch[] }
  | { readonly kind: "RECIPIENT"; readonly recipient: Address; readonly allowed: boolean }
  | { readonly kind: "PREAPPROVE"; readonly hash: Bytes32; readonly payer: Address }
  | { readonly kind: "RECLAIM"; readonly hash: Bytes32 }
  | { readonly kind: "DEPOSIT" | "WITHDRAW"; readonly amount: bigint };

interface CaptureOfBatch {
  readonly hash: Bytes32;
  readonly amount: bigint;
  readonly expectedCapturable: bigint;
}

interface RefundOfBatch {
  readonly hash: Bytes32;
  readonly amount: bigint;
  readonly expectedRefundable: bigint;
}

interface PayoutOfBatch {
  readonly to: Address;
  readonly amount: bigint;
}

interface Hold {
  readonly terms: PaymentTerms;
  readonly held: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
}

export const FEE_BPS = 100n;
/** How long the contract lets a new recipient wait. */
export const RECIPIENT_DELAY = 3_600;

export const feeOf = (amount: bigint) => (amount * FEE_BPS) / 10_000n;

/** What the contracts hold, as what they said so far adds up; for one merchant's settlement account. */
export class Contracts {
  readonly holds = new Map<Bytes32, Hold>();
  readonly #preApproved = new Set<Bytes32>();
  readonly #batches = new Set<Bytes32>();
  readonly #recipients = new Map<Address, number>();
  readonly #account: Address;
  /** The merchant's balance in Settlement, what the escrow owes it included. */
  balance = 0n;
  fees = 0n;

  constructor(account: Address, said: readonly FactBody[]) {
    this.#account = account;
    for (const body of said) this.#fold(body);
  }

  get held(): bigint {
    return [...this.holds.values()].reduce((sum, { held }) => sum + held, 0n);
  }

  /** What the contracts say when the call is mined; undefined when it reverts. */
  execute(call: Call, timestamp: number): readonly FactBody[] | undefined {
    const said = this.#said(call, timestamp);
    return said.length > 0 ? said : undefined;
  }

  #say(body: FactBody): FactBody {
    this.#fold(body);
    return body;
  }

  #said(call: Call, at: number): FactBody[] {
    switch (call.kind) {
      case "AUTHORIZE":
        return this.#authorize(call, at);
      case "CAPTURE":
        return call.items.map((item) => this.#capture(item, at));
      case "REFUND":
        return call.items.map((item) => this.#refund(item, at));
      case "VOID": {
        const amount = this.holds.get(call.hash)?.held ?? 0n;
        return amount > 0n ? [this.#say({ name: "PaymentVoided", paymentHash: call.hash, amount })] : [];
      }
      case "RECLAIM": {
        const hold = this.holds.get(call.hash);
        if (!hold || hold.held === 0n || at < hold.terms.authorizationExpiry) return [];
        return [this.#say({ name: "PaymentReclaimed", paymentHash: call.hash, amount: hold.held })];
      }
      case "PREAPPROVE":
        return [this.#say({ name: "PaymentPreApproved", paymentHash: call.hash, payer: call.payer })];
      case "PAYOUT":
        if (this.#batches.has(call.batchId)) return [];
        return call.items.map((item) => this.#payout(call.batchId, item, at));
      case "RECIPIENT":
        return this.#setRecipient(call, at);
      case "DEPOSIT":
        return [this.#say(this.#moved(2, call.amount))];
      case "WITHDRAW":
        return call.amount <= this.balance && call.amount > 0n
          ? [this.#say(this.#moved(3, -call.amount))]
          : [];
    }
  }

  #authorize(call: Extract<Call, { kind: "AUTHORIZE" }>, at: number): FactBody[] {
    const { hash, terms, amount, preApproved } = call;
    const isUsed = this.holds.has(hash) || at >= terms.preApprovalExpiry;
    if (isUsed || (preApproved && !this.#preApproved.has(hash))) return [];
    return [this.#say({ name: "PaymentAuthorized", paymentHash: hash, terms, amount })];
  }

  #capture({ hash, amount, expectedCapturable }: CaptureOfBatch, at: number): FactBody {
    const hold = this.holds.get(hash);
    const isPossible =
      hold?.held === expectedCapturable && amount <= hold.held && at < hold.terms.authorizationExpiry;
    if (!isPossible) return { name: "CaptureSkipped", paymentHash: hash, reason: SKIPPED };
    const fee = { feeBps: Number(FEE_BPS), feeReceiver: CONTRACTS.feeReceiver };
    return this.#say({ name: "PaymentCaptured", paymentHash: hash, amount, ...fee });
  }

  #refund({ hash, amount, expectedRefundable }: RefundOfBatch, at: number): FactBody {
    const hold = this.holds.get(hash);
    const left = hold ? hold.captured - hold.refunded : 0n;
    const isPossible =
      hold !== undefined &&
      left === expectedRefundable &&
      amount <= left &&
      amount <= this.balance &&
      at < hold.terms.refundExpiry;
    if (!isPossible) return { name: "RefundSkipped", paymentHash: hash, reason: SKIPPED };
    return this.#say({ name: "PaymentRefunded", paymentHash: hash, amount, collector: ZERO_ADDRESS });
  }

  #payout(batchId: Bytes32, { to, amount }: PayoutOfBatch, at: number): FactBody {
    const item = { batchId, account: this.#account, token: TOKEN, to, amount };
    const isAllowed = to === this.#account || (this.#recipients.get(to) ?? Infinity) <= at;
    if (!isAllowed || amount > this.balance) {
      return this.#say({ name: "PayoutFailed", ...item, reason: SKIPPED });
    }
    return this.#say({ name: "PayoutSent", ...item });
  }

  #setRecipient({ recipient, allowed }: Extract<Call, { kind: "RECIPIENT" }>, at: number): FactBody[] {
    if (this.#recipients.has(recipient) === allowed) return [];
    const effectiveAt = (allowed ? at + RECIPIENT_DELAY : 0) as UnixSeconds;
    return [this.#say({ name: "RecipientSet", account: this.#account, recipient, effectiveAt })];
  }

  #moved(kind: 2 | 3, delta: bigint): FactBody {
    const state = { ref: `0x${"00".repeat(32)}` as Bytes32, available: 0n, reserved: 0n };
    return { name: "BalanceUpdated", account: this.#account, token: TOKEN, kind, delta, ...state };
  }

  #fold(body: FactBody): void {
    switch (body.name) {
      case "PaymentAuthorized": {
        const nothing = { captured: 0n, refunded: 0n };
        this.holds.set(body.paymentHash, { terms: body.terms, held: body.amount, ...nothing });
        return;
      }
      case "PaymentCaptured":
        this.#change(body.paymentHash, { held: -body.amount, captured: body.amount });
        this.balance += body.amount - feeOf(body.amount);
        this.fees += feeOf(body.amount);
        return;
      case "PaymentVoided":
      case "PaymentReclaimed":
        this.#change(body.paymentHash, { held: -body.amount });
        return;
      case "PaymentRefunded":
        this.#change(body.paymentHash, { refunded: body.amount });
        this.balance -= body.amount;
        return;
      case "PaymentPreApproved":
        this.#preApproved.add(body.paymentHash);
        return;
      case "BalanceUpdated":
        this.balance += body.delta;
        return;
      case "PayoutSent":
        this.balance -= body.amount;
        this.#batches.add(body.batchId);
        return;
      case "PayoutFailed":
        this.#batches.add(body.batchId);
        return;
      case "RecipientSet":
        if (body.effectiveAt === 0) this.#recipients.delete(body.recipient);
        else this.#recipients.set(body.recipient, body.effectiveAt);
        return;
      default:
        return;
    }
  }

  #change(hash: Bytes32, by: { held?: bigint; captured?: bigint; refunded?: bigint }): void {
    const hold = this.holds.get(hash);
    if (!hold) throw new Error("nothing happens to a payment without a hold");
    this.holds.set(hash, {
      terms: hold.terms,
      held: hold.held + (by.held ?? 0n),
      captured: hold.captured + (by.captured ?? 0n),
      refunded: hold.refunded + (by.refunded ?? 0n),
    });
  }
}

const SKIPPED = `0x12345678${"00".repeat(28)}` as Hex;
