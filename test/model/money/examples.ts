import type { Break } from "../../fixtures/breakingDatabase.ts";
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
const create = (captureMethod: "AUTOMATIC" | "MANUAL" = "MANUAL", amount = 30_000_000n) =>
  happen(payment.createPayment, { amount, captureMethod, crash });
const signed = (which = 0) => happen(payment.submitAuthorization, { payment: which, crash });
const prepare = happen(payment.preparePayment, { payment: 0, crash });
const capture = (part: "all" | "half" | "too much" | "nothing", which = 0) =>
  happen(payment.capturePayment, { payment: which, part, crash });
const refund = (part: "all" | "half" | "too much" | "nothing") =>
  happen(payment.createRefund, { payment: 0, part, crash });
const voided = (which = 0) => happen(payment.voidPayment, { payment: which, crash });
const submit = (...kinds: Parameters<typeof worker.submitOperations.run>[2]["kinds"][number][]) =>
  happen(worker.submitOperations, { kinds, crash });
const sign = happen(worker.sign, { most: 9 });
const block = (lag: number) => happen(mine, { ...USUAL, lag });
const deed = (what: NonNullable<Parameters<typeof mine.run>[2]["deed"]>["what"], lag: number, on = 0) =>
  happen(mine, { ...USUAL, deed: { what, on }, without: 7, lag });
const goes = (lag: number) => happen(progress, { lag });
const REORG = {
  depth: 1,
  returning: "nothing" as const,
  again: { ...USUAL, lag: 9 },
  dropped: 0,
  isToldBefore: false,
  crash,
};
/** Blocks are taken back, and what was in them waits; or the very same come again. */
const back = (depth = 1, returning: "nothing" | "same" = "nothing") =>
  happen(reorg, { ...REORG, depth, returning });
/** A block is taken back, and the sender has seen before that what was in it died. */
const diesFirst = happen(reorg, { ...REORG, returning: "other", dropped: 7, isToldBefore: true });
/** The first of those that can, in the first or second way in which it can. */
const dies = (way = 0) => happen(worker.die, { transaction: 0, way, crash });
const REFUSED = 0;
const WITHDRAWN = 1;
const pass = (to: number, which = 0) => happen(worker.advance, { payment: which, to });
const payOut = (to: number | null = null) => happen(payout.createPayout, { size: "5", to, crash });
const batch = (...sizes: ("5" | "20")[]) => happen(payout.createBatch, { sizes, to: null, crash });
const cancel = happen(payout.cancelPayout, { payout: 0, crash });
const cancelBatch = happen(payout.cancelBatch, { batch: 0, crash });
const sendPayouts = happen(worker.submitPayouts, { crash });
const friend = happen(payout.createRecipient, { friend: 0, crash });
const sendFriends = happen(worker.submitRecipients, { crash });

const held = [create(), signed(), goes(1)];
/** Commands that most statuses refuse. */
const tries = [prepare, capture("too much"), capture("nothing"), refund("too much"), refund("nothing")];
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
  "commands come too early": [
    create(),
    ...tries,
    capture("half"),
    voided(),
    refund("half"),
    signed(),
    ...tries,
  ],
  "commands come beside others": [
    ...[...held, signed(), ...tries, capture("half"), voided(), capture("all"), capture("all"), ...tries],
    ...[
      goes(1),
      refund("half"),
      goes(0),
      goes(0),
      refund("all"),
      refund("half"),
      ...tries,
      voided(),
      signed(),
    ],
  ],
  "commands come beside a void, and too late": [
    ...[...held, voided(), capture("half"), voided(), ...tries, goes(0), ...tries, capture("half"), voided()],
    ...[create(), pass(1, 1), pass(0), signed(1), happen(worker.expirePayments, { crash }), signed(1)],
  ],
  "the time to capture, and to refund, is over to the second": [
    ...[...captured, create(), signed(1), goes(1), pass(3, 1), capture("half", 1), voided(1)],
    ...[pass(4), refund("half")],
  ],
  "a hold runs out and goes back": [...held, pass(3), deed("reclaim", 0)],
  "an authorization comes too late for the contract": [
    ...[create(), signed(), submit("AUTHORIZE"), sign, pass(2), block(0), dies(), submit("AUTHORIZE")],
  ],
  "transactions die before the reorganisation that took them is seen": [
    ...[...held, capture("half"), submit("CAPTURE"), sign, block(9), diesFirst, submit("CAPTURE")],
    ...[...money, payOut(), sendPayouts, friend, sendFriends, sign, block(9), diesFirst],
  ],
  "a hold comes back to a capture that waits for it": [
    create("AUTOMATIC"),
    signed(),
    goes(1),
    back(),
    block(1),
  ],
  "a hold comes back, and its capture waits for three confirmations": [
    ...[create("AUTOMATIC", 100_000_000n), signed(), goes(9), block(9), block(9), back(3), block(9)],
    ...[submit("CAPTURE"), block(9), block(9), submit("CAPTURE")],
  ],
  "hold and capture are taken back together": [
    ...[create("AUTOMATIC", 199n), signed(), goes(9), goes(9), back(2), block(0)],
  ],
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
  "a batch is partly canceled, and its rest paid": [...[...money, batch("5", "20"), cancel, goes(0), back()]],
  "what was submitted is not canceled": [
    ...[...money, batch("5", "20"), sendPayouts, cancel, cancelBatch, sign, block(1), cancel, cancelBatch],
    ...[block(0), cancel, cancelBatch],
  ],
  "payouts ask for too much, and for nobody": [
    ...[...money, happen(payout.createPayout, { size: "too much", to: null, crash }), friend, payOut(0)],
    ...[goes(0), payOut(0), friend, pass(5), payOut(0), goes(0)],
  ],
  "a batch is refused": [...money, batch("5", "20"), sendPayouts, dies(REFUSED)],
  "a payout gives way to a withdrawal": [...money, batch("20"), deed("withdraw", 0, 0)],
  "only the newest payouts give way": [
    ...[
      ...money,
      happen(payout.createPayout, { size: "half", to: null, crash }),
      payOut(),
      deed("withdraw", 0, 1),
    ],
  ],
  "payouts are made by somebody else before we send them": [
    ...[...money, batch("5"), deed("pay out", 0), payOut(), sendPayouts, deed("pay out", 0)],
  ],
  "recipients are told of, taken back, refused and removed": [
    ...[...money, friend, goes(1), back(), block(1), pass(0), deed("remove", 1)],
    ...[friend, back(1, "same"), sendFriends, dies(REFUSED)],
  ],
};

/** Every command, worker and block, each killed there and done again. */
export function killedAt(where: Break): readonly Happening[] {
  const killed = { crash: where };
  const all = { kinds: ["AUTHORIZE", "CAPTURE", "VOID", "REFUND"] as const, ...killed };
  const submitted = happen(worker.submitOperations, all);
  const mined = (lag: number) => happen(mine, { ...USUAL, lag, ...killed });
  const undone = happen(reorg, { ...REORG, ...killed });
  return [
    ...[happen(payment.createPayment, { amount: 30_000_000n, captureMethod: "MANUAL", ...killed }), ...money],
    ...[happen(payment.preparePayment, { payment: 0, ...killed })],
    ...[happen(payment.submitAuthorization, { payment: 0, ...killed }), submitted, sign, mined(1)],
    ...[happen(payment.capturePayment, { payment: 0, part: "half", ...killed }), submitted, sign, mined(0)],
    ...[happen(payment.createRefund, { payment: 0, part: "half", ...killed }), submitted, sign, mined(1)],
    ...[undone, happen(payment.voidPayment, { payment: 0, ...killed }), submitted, sign, mined(0)],
    ...[happen(payout.createBatch, { sizes: ["5", "20"], to: null, ...killed })],
    ...[
      happen(payout.cancelPayout, { payout: 0, ...killed }),
      happen(payout.cancelBatch, { batch: 0, ...killed }),
    ],
    ...[happen(payout.createRecipient, { friend: 0, ...killed }), happen(worker.submitRecipients, killed)],
    ...[
      happen(payout.createPayout, { size: "5", to: null, ...killed }),
      happen(worker.submitPayouts, killed),
    ],
    ...[happen(worker.die, { transaction: 0, way: 0, ...killed }), sign, mined(1), undone, mined(0)],
    ...[create(), pass(2, 1), happen(worker.expirePayments, killed)],
  ];
}
