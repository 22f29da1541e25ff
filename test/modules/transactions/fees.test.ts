import { expect } from "chai";
import fc from "fast-check";
import { bumpedFees, type FeePolicy, firstFees } from "../../../src/modules/transactions/fees.ts";
import {
  requireEdge,
  TRANSACTION_EDGES,
  type TransactionStatus,
} from "../../../src/modules/transactions/transaction.ts";

const policy: FeePolicy = { bumpBps: 1_250, maxFeeMultiple: 5, maxFeePerGasCap: 1_000n };
const fees = (maxFeePerGas: bigint, maxPriorityFeePerGas: bigint) => ({ maxFeePerGas, maxPriorityFeePerGas });

describe("fees of a replacement", () => {
  it("rise by the bump, rounded up", () => {
    expect(bumpedFees(fees(100n, 9n), fees(80n, 5n), policy)).to.deep.equal(fees(113n, 11n));
  });

  it("follow the market where it has risen more", () => {
    expect(bumpedFees(fees(100n, 9n), fees(300n, 50n), policy)).to.deep.equal(fees(300n, 50n));
  });

  it("end at the cap and at a multiple of the market", () => {
    expect(bumpedFees(fees(950n, 9n), fees(900n, 5n), policy)).to.equal(undefined);
    expect(bumpedFees(fees(480n, 9n), fees(100n, 5n), policy)).to.equal(undefined);
    expect(firstFees(fees(5_000n, 2_000n), policy)).to.deep.equal(fees(1_000n, 1_000n));
  });

  it("are at least 10 % above both of the version before, and never above the cap", () => {
    const wei = fc.bigInt({ min: 1n, max: 10n ** 13n });
    const pair = fc.tuple(wei, wei).map(([a, b]) => (a > b ? fees(a, b) : fees(b, a)));
    const anyPolicy = fc.record({
      bumpBps: fc.integer({ min: 0, max: 5_000 }),
      maxFeeMultiple: fc.integer({ min: 1, max: 20 }),
      maxFeePerGasCap: wei,
    });
    fc.assert(
      fc.property(pair, pair, anyPolicy, (previous, quote, given) => {
        const bumped = bumpedFees(previous, quote, given);
        if (!bumped) return;
        expect(bumped.maxFeePerGas * 10n >= previous.maxFeePerGas * 11n).to.equal(true);
        expect(bumped.maxPriorityFeePerGas * 10n >= previous.maxPriorityFeePerGas * 11n).to.equal(true);
        expect(bumped.maxFeePerGas <= given.maxFeePerGasCap).to.equal(true);
        expect(bumped.maxFeePerGas <= quote.maxFeePerGas * BigInt(given.maxFeeMultiple)).to.equal(true);
        expect(bumped.maxPriorityFeePerGas <= bumped.maxFeePerGas).to.equal(true);
      }),
    );
  });
});

describe("a transaction's edges", () => {
  it("never lead back to before it was sent, nor away from an end that is proven for ever", () => {
    for (const end of ["DROPPED", "REFUSED"] as const) expect(TRANSACTION_EDGES[end]).to.deep.equal([]);
    for (const end of ["FINAL", "REVERTED"] as const)
      expect(TRANSACTION_EDGES[end]).to.deep.equal(["BROADCAST"]);
    const targets = Object.values(TRANSACTION_EDGES).flat();
    expect(targets).not.to.include("PLANNED");
    const sent: TransactionStatus[] = ["BROADCAST", "MINED"];
    for (const from of sent) expect(TRANSACTION_EDGES[from]).to.include.oneOf(["DROPPED", "REVERTED"]);
    expect(() => requireEdge("MINED", "SIGNED")).to.throw();
    expect(() => requireEdge("BROADCAST", "REFUSED")).to.throw();
  });
});
