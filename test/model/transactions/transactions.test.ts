import { expect } from "chai";
import fc from "fast-check";
import { databaseKind } from "../../fixtures/database.ts";
import { Coverage } from "../coverage.ts";
import { runsOf } from "../runs.ts";
import type { StepOf } from "../step.ts";
import { SendingModel } from "./sendingModel.ts";
import { advance, behave, COMMANDS, mine, pass, plan, reorg, settle } from "./sendingSteps.ts";
import { SendingWorld } from "./sendingWorld.ts";

type Happening = (model: SendingModel, world: SendingWorld) => Promise<void>;
const happen =
  <Args>(step: StepOf<SendingModel, SendingWorld, Args>, args: Args): Happening =>
  (model, world) =>
    step.run(model, world, args);

const planned = happen(plan, { fate: "succeeds" });
const passes = happen(pass, { killing: null });
const block = happen(mine, { most: 9, version: 0, foreign: false });
const empty = happen(mine, { most: 0, version: 0, foreign: false });
const foreign = happen(mine, { most: 1, version: 0, foreign: true });
const back = (depth: number) => happen(reorg, { depth, again: [] });
const node = (manner: "takes" | "refuses" | "takes and says no") =>
  happen(behave, { manner, forgets: false });
const later = happen(advance, { seconds: 40 });

/** Histories that together take every edge. */
const EXAMPLES: Readonly<Record<string, readonly Happening[]>> = {
  "mined, taken back above and below finality, and mined again": [
    ...[planned, passes, block, passes, back(1), empty, passes, block, block, block, passes],
    ...[back(3), later, passes, passes],
  ],
  "reverted, and taken back below finality": [
    ...[happen(plan, { fate: "reverts" }), passes, block, passes, block, block, passes],
    ...[back(3), later, passes, passes],
  ],
  "refused by the contract": [happen(plan, { fate: "is refused" }), passes, later, passes],
  "mined though the node had said no": [node("takes and says no"), planned, passes, block, passes],
  "its nonce goes to another": [planned, passes, foreign, passes, passes, block, passes, block, passes],
  "its nonce goes to another before the node takes it": [
    ...[node("refuses"), planned, passes, foreign, passes, block, block, passes],
  ],
  "others send what we do not know of": [
    planned,
    passes,
    block,
    passes,
    foreign,
    planned,
    passes,
    block,
    block,
    passes,
  ],
};

describe(`the model of transactions on ${databaseKind}`, function () {
  this.timeout(0);
  const coverage = new Coverage();
  let world: SendingWorld;

  before(async () => {
    world = await SendingWorld.open();
  });
  after(async () => {
    if (process.env.MODEL_REPORT) console.log(coverage.report());
    await world?.close();
  });
  beforeEach(() => world.begin());

  describe("takes every edge", () => {
    const edges = new Coverage();
    for (const [name, happenings] of Object.entries(EXAMPLES)) {
      it(name, async () => {
        const model = new SendingModel(edges);
        for (const happening of happenings) await happening(model, world);
        await settle(model, world);
      });
    }
    after(() => expect(edges.missing(["transaction"])).to.deep.equal([]));
  });

  it("claims nothing that the chain does not show, and comes to the end that it shows", async () => {
    const { parameters, ...replay } = runsOf(15);
    const property = fc.asyncProperty(
      fc.commands(COMMANDS, { maxCommands: 50, size: "max", ...replay }),
      async (commands) => {
        await world.begin();
        const model = new SendingModel(coverage);
        await fc.asyncModelRun(() => ({ model, real: world }), commands);
        await settle(model, world);
      },
    );
    await fc.assert(property, parameters);
  });
});
