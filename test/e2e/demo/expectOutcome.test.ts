import { expect } from "chai";
import { expectOutcome, expectTotals } from "../../../scripts/demo/expectOutcome.ts";
import type { Order } from "../../../scripts/demo/readOrders.ts";
import { formatAmount, parseAmount } from "../../../scripts/demo/tokenAmount.ts";

const FEE_BPS = 100n;

function order(change: Partial<Order>): Order {
  return {
    reference: "A-1",
    description: "",
    amount: 10_000_000n,
    capture: "now",
    captures: [],
    isVoided: false,
    authorizationSeconds: null,
    refunds: [],
    pay: "signature",
    ...change,
  };
}

describe("demo: expectOutcome", () => {
  it("captures everything now, less the fee", () => {
    expect(expectOutcome(order({ refunds: [1n, 2n] }), FEE_BPS)).to.deep.equal({
      status: "SUCCEEDED",
      reason: null,
      captured: 10_000_000n,
      refunded: 3n,
      voided: 0n,
      reclaimed: 0n,
      fee: 100_000n,
    });
  });

  it("rounds the fee of each capture down by itself", () => {
    const captures = [199n, 199n, 9_999_602n];
    expect(expectOutcome(order({ capture: "later", captures }), FEE_BPS).fee).to.equal(1n + 1n + 99_996n);
  });

  it("gives the rest back by void, or by expiry", () => {
    const captures = [4_000_000n];
    const voided = expectOutcome(order({ capture: "later", captures, isVoided: true }), FEE_BPS);
    expect([voided.status, voided.voided, voided.reclaimed]).to.deep.equal(["SUCCEEDED", 6_000_000n, 0n]);
    const expired = expectOutcome(order({ capture: "later", authorizationSeconds: 60 }), FEE_BPS);
    expect([expired.status, expired.reason, expired.reclaimed]).to.deep.equal([
      "CANCELED",
      "AUTHORIZATION_EXPIRED",
      10_000_000n,
    ]);
    const canceled = expectOutcome(order({ capture: "later", isVoided: true }), FEE_BPS);
    expect([canceled.status, canceled.reason]).to.deep.equal(["CANCELED", "VOIDED"]);
  });

  it("divides what is left: half, a quarter, and the rest stays", () => {
    const outcomes = [order({}), order({ refunds: [3n] })].map((one) => expectOutcome(one, FEE_BPS));
    expect(expectTotals(outcomes)).to.deep.equal({
      captured: 20_000_000n,
      refunded: 3n,
      fee: 200_000n,
      net: 19_799_997n,
      voided: 0n,
      reclaimed: 0n,
      toRecipient: 9_899_998n,
      toOwnAccount: 4_949_999n,
    });
  });
});

describe("demo: tokenAmount", () => {
  it("reads and writes decimals exactly", () => {
    for (const text of ["0", "1", "12.5", "0.000001", "123456789012345678901234567890.000001"]) {
      expect(formatAmount(parseAmount(text) ?? -1n)).to.equal(text);
    }
    expect(parseAmount("12.50")).to.equal(12_500_000n);
    expect(formatAmount(-1_500_000n)).to.equal("-1.5");
  });

  it("refuses what is no amount of the token", () => {
    for (const text of ["", "-1", "1.", ".5", "1e3", "1,5", "0.0000001", " 1", "1_000"]) {
      expect(parseAmount(text), text).to.equal(null);
    }
  });
});
