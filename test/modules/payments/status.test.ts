import { expect } from "chai";
import { type StatusInput, statusOf } from "../../../src/modules/payments/payment.ts";

const NOTHING = {
  authorized: 0n,
  captured: 0n,
  voided: 0n,
  reclaimed: 0n,
  refunded: 0n,
  fee: 0n,
  capturePending: 0n,
  refundPending: 0n,
};
const NEW: StatusInput = {
  amounts: NOTHING,
  now: new Date("2026-01-01T00:00:00Z"),
  expiresAt: new Date("2026-01-01T00:15:00Z"),
  authorizing: false,
  unfinalFacts: 0,
  waitingFacts: 0,
};

describe("a payment's status", () => {
  const held = { ...NOTHING, authorized: 10n };
  const sold = { ...held, captured: 10n };
  for (const [what, change, status, reasons] of [
    ["nothing has happened", {}, "REQUIRES_PAYMENT", []],
    ["its time is over", { now: NEW.expiresAt }, "EXPIRED", []],
    ["the payer signed", { authorizing: true, now: NEW.expiresAt }, "CONFIRMING", []],
    ["a hold waits", { amounts: held, unfinalFacts: 1, waitingFacts: 1 }, "CONFIRMING", []],
    ["a hold that counts is not final", { amounts: held, unfinalFacts: 1 }, "REQUIRES_CAPTURE", []],
    ["a hold is final", { amounts: held }, "REQUIRES_CAPTURE", []],
    ["a charge waits", { amounts: sold, unfinalFacts: 1, waitingFacts: 1 }, "CONFIRMING", []],
    ["a charge that counts is not final", { amounts: sold, unfinalFacts: 1 }, "REQUIRES_CAPTURE", []],
    ["all is captured and final", { amounts: sold }, "SUCCEEDED", []],
    [
      "a hold was given back while it waited",
      { amounts: { ...held, voided: 10n }, unfinalFacts: 2, waitingFacts: 1 },
      "CONFIRMING",
      [],
    ],
    ["a hold was given back", { amounts: { ...held, voided: 10n } }, "CANCELED", ["VOIDED"]],
    ["a hold was reclaimed", { amounts: { ...held, reclaimed: 10n } }, "CANCELED", ["AUTHORIZATION_EXPIRED"]],
  ] as const) {
    it(`is ${status} when ${what}`, () => {
      expect(statusOf({ ...NEW, ...change })).to.deep.equal({ status, reasons });
    });
  }
});
