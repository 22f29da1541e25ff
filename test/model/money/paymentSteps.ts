import fc from "fast-check";
import type { ErrorCode } from "../../../src/kernel/errors/errorCodes.ts";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import type { PaymentId } from "../../../src/kernel/ids/ids.ts";
import type { Break } from "../../fixtures/breakingDatabase.ts";
import { ASSET, CHAIN, signTypedData } from "../../fixtures/shop.ts";
import { crashes, pick, picks } from "../step.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";
import { ModelPayment } from "./paymentModel.ts";
import { isOpen } from "./paymentState.ts";
import { ask, decimal, type Step } from "./step.ts";

const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000);
const hasPayments = ({ payments }: MoneyModel) => payments.length > 0;

export const createPayment: Step<{
  amount: bigint;
  captureMethod: "AUTOMATIC" | "MANUAL";
  crash: Break | null;
}> = {
  name: "create payment",
  args: fc.record({
    amount: fc.constantFrom(100_000_000n, 60_000_000n, 30_000_000n, 199n),
    captureMethod: fc.constantFrom("AUTOMATIC", "MANUAL", "MANUAL"),
    crash: crashes,
  }),
  isPossible: ({ payments }) => payments.length < 5,
  async run(model, world, { amount, captureMethod, crash }) {
    const times = { expiresInSeconds: 600, authorizationSeconds: 7_200, refundSeconds: 86_400 };
    const order = { assetId: ASSET, amount: decimal(amount), captureMethod, ...times };
    const command = { ...order, idempotencyKey: world.newKey() };
    const work = () => world.services.payments.createPayment(world.caller, command);
    const made = await ask(world, { refusal: null, crash, work });
    if (!made) throw new Error("nothing was refused");
    const { payment, clientSecret } = made.result;
    const payer = parseAddress(world.payer.address);
    const hash = world.contexts.payments.escrow.paymentHash(CHAIN, { ...payment.terms, payer });
    world.remember(hash, { clientSecret, terms: { ...payment.terms, payer } });
    const terms = { id: payment.id, hash, amount, captureMethod };
    const ends = {
      expiresAt: model.now + 600,
      authorizationExpiresAt: secondsOf(payment.authorizationExpiresAt),
      refundExpiresAt: secondsOf(payment.refundExpiresAt),
    };
    model.payments.push(new ModelPayment(model, { ...terms, ...ends }));
    world.history.push(work);
  },
};

/** What the payer may meet before it has signed. */
function refusalToPayer(model: MoneyModel, payment: ModelPayment): ErrorCode | null {
  if (payment.status === "EXPIRED" || model.now >= payment.terms.expiresAt) return "PAYMENT_EXPIRED";
  return payment.status === "REQUIRES_PAYMENT" ? null : "INVALID_STATE";
}

export const preparePayment: Step<{ payment: number; crash: Break | null }> = {
  name: "prepare",
  args: fc.record({ payment: picks, crash: crashes }),
  isPossible: hasPayments,
  async run(model, world, args) {
    const payment = pick(model.payments, args.payment);
    const { clientSecret } = world.recall(payment.hash);
    const command = { clientSecret, payer: parseAddress(world.payer.address) };
    const work = () => world.services.checkout.preparePayment(command);
    const prepared = await ask(world, { refusal: refusalToPayer(model, payment), crash: args.crash, work });
    if (prepared && prepared.onchainId !== payment.hash) throw new Error("another payment was prepared");
    if (prepared) payment.isPrepared = true;
  },
};

export const submitAuthorization: Step<{ payment: number; crash: Break | null }> = {
  name: "submit authorization",
  args: fc.record({ payment: picks, crash: crashes }),
  isPossible: hasPayments,
  async run(model, world, args) {
    const payment = pick(model.payments, args.payment);
    const work = await signing(world, payment);
    const last = payment.operations.findLast(({ kind, preApproved }) => kind === "AUTHORIZE" && !preApproved);
    const isUsed = last !== undefined && last.status !== "FAILED";
    if (isUsed && payment.status === "CONFIRMING") {
      await ask(world, { refusal: null, crash: args.crash, work }); // the same again changes nothing
      return;
    }
    const refusal = isUsed ? "SIGNATURE_REPLAYED" : refusalToPayer(model, payment);
    const accepted = await ask(world, { refusal, crash: args.crash, work });
    if (!accepted) return;
    payment.isPrepared = true;
    payment.authorize(false);
  },
};

/** The payer's one signature over this payment, and how it is handed in. */
async function signing(world: MoneyWorld, payment: ModelPayment) {
  const { clientSecret, terms } = world.recall(payment.hash);
  const token = { name: "Test Dollar", version: "1" };
  const { escrow } = world.contexts.payments;
  const typedData = escrow.receiveAuthorization({ chainId: CHAIN, terms, token });
  const signature = await signTypedData(world.payer, typedData);
  const times = { validAfter: new Date(0), validBefore: new Date(terms.preApprovalExpiry * 1000) };
  const signed = { clientSecret, payer: terms.payer, signature, permitSignature: null, ...times };
  return () => world.services.checkout.submitAuthorization({ ...signed, scheme: "EIP3009" });
}

/** How much of what there is: all without saying so, or by a figure. */
const parts = fc.constantFrom(
  "all" as const,
  "half" as const,
  "half" as const,
  "too much" as const,
  "nothing" as const,
);
type Part = "all" | "half" | "too much" | "nothing";

export function unitsOf(part: Part, left: bigint): bigint {
  switch (part) {
    case "all":
      return left;
    case "half":
      return left / 2n > 0n ? left / 2n : 1n;
    case "too much":
      return left > 0n ? left + 1n : 1n;
    case "nothing":
      return 0n;
  }
}

interface AmountArgs {
  readonly payment: number;
  readonly part: Part;
  readonly crash: Break | null;
}

const amountArgs = fc.record({ payment: picks, part: parts, crash: crashes });

export const capturePayment: Step<AmountArgs> = {
  name: "capture",
  args: amountArgs,
  isPossible: hasPayments,
  async run(model, world, { part, crash, ...args }) {
    const payment = pick(model.payments, args.payment);
    const units = unitsOf(part, payment.capturable);
    const isFigure = part !== "all";
    const command = {
      paymentId: payment.id as PaymentId,
      ...(isFigure && { amount: decimal(units) }),
      idempotencyKey: world.newKey(),
    };
    const work = () => world.services.payments.capturePayment(world.caller, command);
    const refusal = refusalToCapture(model, payment, { units, isFigure });
    model.coverage.add(`capture ${refusal ?? "accepted"}`);
    const accepted = await ask(world, { refusal, crash, work });
    if (!accepted) return;
    payment.capture(units).id = accepted.result.capture.id;
    world.history.push(work);
  },
};

function refusalToCapture(
  model: MoneyModel,
  payment: ModelPayment,
  { units, isFigure }: { units: bigint; isFigure: boolean },
): ErrorCode | null {
  if (payment.status !== "REQUIRES_CAPTURE") return "INVALID_STATE";
  if (model.now >= payment.terms.authorizationExpiresAt) return "PAYMENT_AUTHORIZATION_EXPIRED";
  if (payment.operations.some((each) => each.kind === "VOID" && isOpen(each)))
    return "PAYMENT_OPERATION_PENDING";
  if (isFigure && units === 0n) return "AMOUNT_NOT_POSITIVE";
  return units > payment.capturable || units === 0n ? "PAYMENT_CAPTURE_EXCEEDS_AUTHORIZATION" : null;
}

export const voidPayment: Step<{ payment: number; crash: Break | null }> = {
  name: "void",
  args: fc.record({ payment: picks, crash: crashes }),
  isPossible: hasPayments,
  async run(model, world, args) {
    const payment = pick(model.payments, args.payment);
    const command = { paymentId: payment.id as PaymentId, idempotencyKey: world.newKey() };
    const work = () => world.services.payments.voidPayment(world.caller, command);
    const refusal = refusalToVoid(payment);
    model.coverage.add(`void ${refusal ?? "accepted"}`);
    const accepted = await ask(world, { refusal, crash: args.crash, work });
    if (!accepted) return;
    payment.void();
    payment.rest();
    world.history.push(work);
  },
};

function refusalToVoid(payment: ModelPayment): ErrorCode | null {
  if (payment.held <= 0n) return "PAYMENT_NOTHING_TO_VOID";
  if (payment.status !== "REQUIRES_CAPTURE") return "INVALID_STATE";
  const isBusy = payment.operations.some((each) => each.kind !== "REFUND" && isOpen(each));
  return isBusy ? "PAYMENT_OPERATION_PENDING" : null;
}

export const createRefund: Step<AmountArgs> = {
  name: "refund",
  args: amountArgs,
  isPossible: hasPayments,
  async run(model, world, { part, crash, ...args }) {
    const payment = pick(model.payments, args.payment);
    const units = unitsOf(part, payment.refundable);
    const isFigure = part !== "all";
    const command = {
      paymentId: payment.id as PaymentId,
      ...(isFigure && { amount: decimal(units) }),
      idempotencyKey: world.newKey(),
    };
    const work = () => world.services.payments.createRefund(world.caller, command);
    const refusal = refusalToRefund(model, payment, { units, isFigure });
    model.coverage.add(`refund ${refusal ?? "accepted"}`);
    const accepted = await ask(world, { refusal, crash, work });
    if (!accepted) return;
    const refund = payment.refund(units);
    refund.id = accepted.result.refund.id;
    model.tell("refund.requested", accepted.result.refund.id);
    payment.rest();
    world.history.push(work);
  },
};

function refusalToRefund(
  model: MoneyModel,
  payment: ModelPayment,
  { units, isFigure }: { units: bigint; isFigure: boolean },
): ErrorCode | null {
  if (model.now >= payment.terms.refundExpiresAt) return "REFUND_EXPIRED";
  if (isFigure && units === 0n) return "AMOUNT_NOT_POSITIVE";
  if (units > payment.refundable || units === 0n) return "REFUND_EXCEEDS_CAPTURED";
  return units > model.books.owed("available") ? "INSUFFICIENT_BALANCE" : null;
}
