import { mine, reorg } from "./chainSteps.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";
import * as payment from "./paymentSteps.ts";
import * as payout from "./payoutSteps.ts";
import { play, progress, USUAL } from "./progress.ts";
import type { Step } from "./step.ts";
import * as worker from "./workerSteps.ts";

type Happening = (model: MoneyModel, world: MoneyWorld) => Promise<void>;

function happen<Args>(step: Step<Args>, args: Args): Happening {
  return async (model, world) => {
    if (!step.isPossible(model, args)) throw new Error(`${step.name} is not possible here`);
    await play(model, world, step, args);
  };
}

const crash = null;
const create = (captureMethod: "AUTOMATIC" | "MANUAL" = "MANUAL") =>
  happen(payment.createPayment, { amount: 30_000_000n, captureMethod, crash });
const signed = (which = 0) => happen(payment.submitAuthorization, { payment: which, crash });
const capture = (part: "all" | "half", which = 0) =>
  happen(payment.capturePayment, { payment: which, part, crash });
const refund = (part: "all" | "half") => happen(payment.createRefund, { payment: 0, part, crash });
const voided = (which = 0) => happen(payment.voidPayment, { payment: which, crash });
const submit = (...kinds: Parameters<typeof worker.submitOperations.run>[2]["kinds"][number][]) =>
  happen(worker.submitOperations, { kinds, crash });
const sign = happen(worker.sign, { most: 9 });
const block = (lag: number) => happen(mine, { ...USUAL, lag });
const deed = (what: NonNullable<Parameters<typeof mine.run>[2]["deed"]>["what"], lag: number, on = 0) =>
  happen(mine, { ...USUAL, deed: { what, on }, without: 7, lag });
const goes = (lag: number) => happen(progress, { lag });
/** Blocks are taken back, and what was in them waits. */
const back = (depth = 1) =>
  happen(reorg, {
    depth,
    returning: "nothing",
    again: { ...USUAL, lag: 9 },
    dropped: 0,
    isToldBefore: false,
    crash,
  });
/** The first of those that can, in the first or second way in which it can. */
const dies = (way = 0) => happen(worker.die, { transaction: 0, way, crash });
const REFUSED = 0;
const WITHDRAWN = 1;
const pass = (to: number, which = 0) => happen(worker.advance, { payment: which, to });
const payOut = (to: number | null = null) => happen(payout.createPayout, { size: "5", to, crash });
const batch = (...sizes: ("5" | "20")[]) => happen(payout.createBatch, { sizes, to: null, crash });
const cancelBatch = happen(payout.cancelBatch, { batch: 0, crash });
const sendPayouts = happen(worker.submitPayouts, { crash });
const friend = happen(payout.createRecipient, { friend: 0, crash });
const sendFriends = happen(worker.submitRecipients, { crash });

const held = [create(), signed(), goes(1)];
const captured = [create("AUTOMATIC"), signed(), goes(1), goes(0)];
const money = [deed("deposit", 0, 9)];

/** Histories that together take every edge, so that the model cannot silently test nothing. */
export const EXAMPLES: Readonly<Record<string, readonly Happening[]>> = {
  "nobody pays": [create(), pass(2), happen(worker.expirePayments, { crash })],
  "a hold is given back, taken away by reorganisations, and given up": [
    ...[...held, voided(), submit("VOID"), sign, block(1)],
    ...[back(), block(0), back(), dies(), submit("VOID"), dies(REFUSED)],
  ],
  "a hold is lost with what waited for it": [
    ...[...held, capture("half"), back(), dies(), submit("AUTHORIZE"), dies(REFUSED)],
    ...[
      create(),
      signed(1),
      goes(9),
      voided(1),
      back(),
      dies(),
      submit("AUTHORIZE"),
      pass(2, 1),
      dies(REFUSED),
    ],
  ],
  "a hold runs out and goes back": [...held, pass(3), deed("reclaim", 0)],
  "a capture is taken back above and below finality": [
    ...[...held, capture("all"), submit("CAPTURE"), sign, block(1), back(), block(0), back()],
    ...[dies(), submit("CAPTURE"), dies(REFUSED)],
  ],
  "somebody else captures, and a reorganisation takes it back": [
    ...[...held, capture("half"), deed("capture", 1), back(), deed("capture", 0), back()],
    ...[submit("CAPTURE"), deed("capture", 1), back(), sign, block(0)],
  ],
  "a refund is taken back above and below finality": [
    ...[...captured, refund("half"), submit("REFUND"), sign, block(1), back(), block(0), back()],
    ...[dies(), submit("REFUND"), dies(REFUSED)],
  ],
  "somebody else refunds, and a reorganisation takes it back": [
    ...[...captured, refund("half"), deed("refund", 1), back(), deed("refund", 0), back()],
    ...[submit("REFUND"), deed("refund", 1), back(), sign, block(0)],
  ],
  "a refund that had finally failed happens after a reorganisation below finality": [
    ...[...captured, refund("half"), submit("REFUND"), sign, back()],
    ...[happen(mine, { ...USUAL, without: 1, lag: 0 }), back(), block(0)],
  ],
  "payouts of a batch are paid, and a reorganisation below finality reopens it": [
    ...[...money, batch("5", "20"), sendPayouts, dies(WITHDRAWN), sendPayouts, sign, block(1), back()],
    ...[block(0), back(), block(0)],
  ],
  "a batch is canceled": [...money, batch("5", "20"), cancelBatch],
  "a batch is partly canceled, and its rest paid": [
    ...[...money, batch("5", "20"), happen(payout.cancelPayout, { payout: 0, crash }), goes(0), back()],
  ],
  "a batch is refused": [...money, batch("5", "20"), sendPayouts, dies(REFUSED)],
  "a payout gives way to a withdrawal": [...money, batch("20"), deed("withdraw", 0, 0)],
  "payouts are made by somebody else before we send them": [
    ...[...money, batch("5"), deed("pay out", 0), payOut(), sendPayouts, deed("pay out", 0)],
  ],
  "recipients are told of, taken back, refused and removed": [
    ...[...money, friend, goes(1), back(), block(1), pass(0), deed("remove", 1)],
    ...[friend, sendFriends, dies(REFUSED)],
  ],
};
