import { expect } from "chai";
import fc from "fast-check";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import type { Break } from "../../fixtures/breakingDatabase.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { Coverage } from "../coverage.ts";
import type { Machine } from "../edges.ts";
import { runsOf } from "../runs.ts";
import { times } from "../step.ts";
import { mine, reorg } from "./chainSteps.ts";
import { EXAMPLES, killedAt } from "./examples.ts";
import { expectInvariants } from "./invariants.ts";
import { MoneyModel } from "./moneyModel.ts";
import { MoneyWorld } from "./moneyWorld.ts";
import * as payment from "./paymentSteps.ts";
import * as payout from "./payoutSteps.ts";
import { beginnings, beginWith, progress } from "./progress.ts";
import { type Command, commandsOf } from "./step.ts";
import * as worker from "./workerSteps.ts";

const COMMANDS: fc.Arbitrary<Command>[] = [
  ...times(2, commandsOf(payment.createPayment)),
  ...times(1, commandsOf(payment.preparePayment)),
  ...times(3, commandsOf(payment.submitAuthorization)),
  ...times(3, commandsOf(payment.capturePayment)),
  ...times(2, commandsOf(payment.voidPayment)),
  ...times(2, commandsOf(payment.createRefund)),
  ...times(2, commandsOf(payout.createPayout)),
  ...times(2, commandsOf(payout.createBatch)),
  ...times(1, commandsOf(payout.cancelPayout)),
  ...times(1, commandsOf(payout.cancelBatch)),
  ...times(1, commandsOf(payout.createRecipient)),
  ...times(3, commandsOf(worker.submitOperations)),
  ...times(2, commandsOf(worker.submitPayouts)),
  ...times(1, commandsOf(worker.submitRecipients)),
  ...times(3, commandsOf(worker.sign)),
  ...times(2, commandsOf(worker.die)),
  ...times(1, commandsOf(worker.expirePayments)),
  ...times(1, commandsOf(worker.advance)),
  ...times(1, commandsOf(worker.repeat)),
  ...times(5, commandsOf(mine)),
  ...times(3, commandsOf(reorg)),
  ...times(4, commandsOf(progress)),
];

/** More than any command of a merchant needs. */
const MOST_STATEMENTS = 18;

const MACHINES_OF_MONEY = [
  "payment",
  "capture",
  "void",
  "refund",
  "payout",
  "payoutBatch",
  "recipient",
] as const satisfies Machine[];

describe(`the model of money on ${databaseKind}`, function () {
  this.timeout(0);
  const coverage = new Coverage();
  let world: MoneyWorld;

  before(async () => {
    world = await MoneyWorld.open();
  });
  after(async () => {
    if (process.env.MODEL_REPORT) console.log(coverage.report());
    await world?.close();
  });

  async function begin(counting = coverage): Promise<MoneyModel> {
    await world.forget();
    const payer = parseAddress(world.payer.address);
    return new MoneyModel({ coverage: counting, account: world.account, payer, now: world.now });
  }

  describe("takes every edge of every machine", () => {
    const examples = new Coverage();
    for (const [name, happenings] of Object.entries(EXAMPLES)) {
      it(name, async () => {
        const model = await begin(examples);
        for (const happening of happenings) await happening(model, world);
        await expectInvariants(model, world);
      });
    }
    after(() => expect(examples.missing(MACHINES_OF_MONEY)).to.deep.equal([]));
  });

  describe("does everything once, wherever it is killed", () => {
    const places: Break[] = [{ at: "before commit" }, { at: "after commit" }];
    // Every second one: random histories meet the others.
    for (let number = 2; number <= MOST_STATEMENTS; number += 2) places.push({ at: "statement", number });
    for (const place of places) {
      it("number" in place ? `before statement ${place.number}` : place.at, async () => {
        const model = await begin();
        for (const happening of killedAt(place)) await happening(model, world);
        await expectInvariants(model, world);
      });
    }
  });

  describe("is where the specification says after every command", () => {
    it("whatever is interleaved", async () => {
      const { parameters, ...replay } = runsOf(12);
      const property = fc.asyncProperty(
        beginnings,
        fc.commands(COMMANDS, { maxCommands: 100, size: "max", ...replay }),
        async (beginning, commands) => {
          const model = await begin();
          await beginWith(model, world, beginning);
          await fc.asyncModelRun(() => ({ model, real: world }), commands);
          await expectInvariants(model, world);
        },
      );
      await fc.assert(property, parameters);
    });
  });
});
