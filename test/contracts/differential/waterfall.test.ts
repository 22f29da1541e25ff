import { expect } from "chai";
import fc from "fast-check";
import type { SwitchCreditLine } from "../../../src/chain/typechain/index.js";
import { authorized } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, DAY_SECONDS } from "../fixtures/paymentInfo.js";
import { creditLine, draw, hookMode } from "../fixtures/settlement.js";
import type { Suite } from "../fixtures/suite.js";
import * as model from "./waterfallModel.js";

/** How many sequences of calls are compared; the deep setting is a thousand and more. */
const SEQUENCES = Number(process.env.WATERFALL_SEQUENCES ?? 50);
const DELAY_HOURS = 24n;

const bps = fc.oneof(fc.bigInt({ min: 0n, max: 10_000n }), fc.constantFrom(0n, 1n, 10_000n));
const account = fc.constantFrom("first", "second");
const item = fc.record({
  account,
  amount: fc.oneof(fc.bigInt({ min: 1n, max: AMOUNT }), fc.constantFrom(1n, 2n, AMOUNT)),
  feeBps: fc.bigInt({ min: 0n, max: 1_000n }),
});
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ verb: fc.constant("capture" as const), item }) },
    {
      weight: 2,
      arbitrary: fc.record({
        verb: fc.constant("captureBatch" as const),
        items: fc.array(item, { minLength: 1, maxLength: 4 }),
      }),
    },
    fc.record({
      verb: fc.constant("draw" as const),
      account,
      bps: fc.bigInt({ min: 1n, max: 10_000n }),
      debt: fc.bigInt({ min: 1n, max: AMOUNT }),
    }),
    fc.record({ verb: fc.constant("setReserve" as const), account, bps }),
    fc.record({ verb: fc.constantFrom("break" as const, "heal" as const, "collect" as const) }),
    fc.record({ verb: fc.constant("release" as const), account, days: fc.integer({ min: 0, max: 3 }) }),
  ),
  { minLength: 1, maxLength: 10 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;
type Item = typeof item extends fc.Arbitrary<infer One> ? One : never;

interface Both {
  readonly suite: Suite;
  readonly line: SwitchCreditLine;
  readonly books: model.ModelBooks;
  readonly addresses: Readonly<Record<string, string>>;
  /** Payments whose net waits for the credit line. */
  readonly ids: Set<string>;
}

describe("the waterfall against its model", () => {
  it(`S2, S3, S5: ${SEQUENCES} sequences agree to the unit`, async function () {
    this.timeout(0);
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const both = await openBoth();
        for (const step of sequence) {
          await takeBoth(both, step);
          await compare(both);
        }
      }),
      { numRuns: SEQUENCES },
    );
  });
});

async function openBoth(): Promise<Both> {
  const suite = await loadSuite();
  const { merchant, feeReceiver, payer, token, others } = suite;
  const [second, pool] = [others[4]?.address ?? "", others[3]?.address ?? ""];
  await token.mint(payer.address, 1_000n * AMOUNT);
  const line = await creditLine(suite, pool);
  const addresses = { first: merchant.address, second, pool, fee: feeReceiver.address };
  return { suite, line, books: model.newBooks(), addresses, ids: new Set() };
}

async function takeBoth(both: Both, step: Step): Promise<void> {
  const { suite, line, books, addresses } = both;
  const { settlement, escrow, feeManager, operator, feeReceiver, token, connection } = suite;
  const asset = await token.getAddress();
  switch (step.verb) {
    case "capture": {
      const info = await held(both, step.item);
      const { amount, feeBps } = step.item;
      await escrow.connect(operator).capture(info, amount, feeBps, feeReceiver.address);
      return book(both, [{ ...step.item, id: await escrow.getHash(info) }]);
    }
    case "captureBatch": {
      const infos = [];
      for (const one of step.items) infos.push(await held(both, one));
      const captures = infos.map((info, i) => ({
        info,
        amount: step.items[i]?.amount ?? 0n,
        feeBps: step.items[i]?.feeBps ?? 0n,
        feeReceiver: feeReceiver.address,
        expectedCapturable: AMOUNT,
      }));
      await escrow.connect(operator).captureBatch(captures);
      const ids = await Promise.all(infos.map((info) => escrow.getHash(info)));
      return book(
        both,
        step.items.map((one, i) => ({ ...one, id: ids[i] ?? "" })),
      );
    }
    case "draw": {
      const name = step.account;
      await draw(suite, line, addresses[name] ?? "", step.debt, Number(step.bps));
      model.add(books.available, name, step.debt);
      books.liens.set(name, { bps: step.bps, debt: (books.liens.get(name)?.debt ?? 0n) + step.debt });
      return;
    }
    case "setReserve":
      await settlement.connect(feeManager).setMerchant(addresses[step.account] ?? "", step.bps, DELAY_HOURS);
      books.reserveBps.set(step.account, step.bps);
      return;
    case "break":
    case "heal":
      books.isLineDown = step.verb === "break";
      await line.setMode(books.isLineDown ? hookMode.Revert : hookMode.Honest);
      return;
    case "collect": {
      await settlement.collect([...both.ids]);
      const dueDay = await dueDayNow(both);
      for (const id of both.ids) model.collect(books, id, dueDay);
      return;
    }
    case "release": {
      await connection.networkHelpers.time.increase(step.days * DAY_SECONDS + 1);
      const today = BigInt(await connection.networkHelpers.time.latest()) / BigInt(DAY_SECONDS);
      const days = [today, today - 1n, today - 2n];
      await settlement.releaseReserve(addresses[step.account] ?? "", asset, days);
      for (const day of days) model.release(books, step.account, day);
      return;
    }
  }
}

async function held({ suite, addresses }: Both, { account: name }: Item) {
  const receiver = addresses[name] ?? "";
  return authorized(suite, { receiver, minFeeBps: 0n, maxFeeBps: 1_000n });
}

async function book(both: Both, items: readonly (Item & { id: string })[]): Promise<void> {
  const dueDay = await dueDayNow(both);
  for (const { id, account: name, amount, feeBps } of items) {
    model.capture(both.books, { id, account: name, gross: amount, feeBps, dueDay });
    both.ids.add(id);
  }
}

async function dueDayNow({ suite }: Both): Promise<bigint> {
  return model.dueDayOf(BigInt(await suite.connection.networkHelpers.time.latest()), DELAY_HOURS);
}

async function compare({ suite, books, addresses }: Both): Promise<void> {
  const { settlement, token } = suite;
  const asset = await token.getAddress();
  for (const [name, address] of Object.entries(addresses)) {
    expect([...(await settlement.balanceOf(address, asset))], name).to.deep.equal([
      books.available.get(name) ?? 0n,
      books.reserved.get(name) ?? 0n,
    ]);
  }
  expect(await settlement.totalLiabilities(asset), "S2").to.equal(model.sumOf(books));
}
