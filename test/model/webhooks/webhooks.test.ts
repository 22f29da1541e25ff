import { expect } from "chai";
import fc from "fast-check";
import { databaseKind } from "../../fixtures/database.ts";
import { Coverage } from "../coverage.ts";
import { runsOf } from "../runs.ts";
import { WebhookModel } from "./webhookModel.ts";
import { advance, answer, append, COMMANDS, lease, publish } from "./webhookSteps.ts";
import { expectSame, WebhookWorld } from "./webhookWorld.ts";

describe(`the model of webhooks on ${databaseKind}`, function () {
  this.timeout(0);
  const coverage = new Coverage();
  let world: WebhookWorld;

  before(async () => {
    world = await WebhookWorld.open();
  });
  after(async () => {
    if (process.env.MODEL_REPORT) console.log(coverage.report());
    await world?.close();
  });

  async function begin(counting = coverage): Promise<WebhookModel> {
    const model = new WebhookModel(counting, world.now);
    await world.begin(model);
    return model;
  }

  it("takes every edge: delivered, tried by the schedule until it is used up, given up by a 410", async () => {
    const edges = new Coverage();
    const delivered = await begin(edges);
    await append.run(delivered, world, { count: 1 });
    await publish.run(delivered, world, { crash: null });
    await lease.run(delivered, world, { crash: null });
    await answer.run(delivered, world, { held: 0, answer: 200, crash: null });
    await answer.run(delivered, world, { held: 0, answer: 410, crash: null });
    await expectSame(delivered, world);

    const exhausted = await begin(edges);
    await append.run(exhausted, world, { count: 1 });
    await publish.run(exhausted, world, { crash: null });
    for (let attempt = 1; attempt <= 11; attempt += 1) {
      await lease.run(exhausted, world, { crash: null });
      await answer.run(exhausted, world, { held: 0, answer: 500, crash: null });
      await answer.run(exhausted, world, { held: 0, answer: 200, crash: null });
      await expectSame(exhausted, world);
      await advance.run(exhausted, world, { to: "the next" });
    }
    expect(edges.missing(["delivery", "endpoint"])).to.deep.equal([]);
  });

  it("pauses an endpoint to the second when it has failed for three days", async () => {
    const model = await begin(new Coverage());
    const fail = async () => {
      await append.run(model, world, { count: 1 });
      await publish.run(model, world, { crash: null });
      await lease.run(model, world, { crash: null });
      while (world.held.length > 0) await answer.run(model, world, { held: 0, answer: 500, crash: null });
      await expectSame(model, world);
    };
    await fail();
    for (let day = 1; day <= 3; day += 1) await advance.run(model, world, { to: "a day" });
    await fail();
    expect(model.endpoints.map(({ status }) => status)).to.deep.equal(["PAUSED", "PAUSED"]);
  });

  it("is where the specification says after every command, whatever is interleaved", async () => {
    const { parameters, ...replay } = runsOf(25);
    const property = fc.asyncProperty(
      fc.commands(COMMANDS, { maxCommands: 80, size: "max", ...replay }),
      async (commands) => {
        const model = await begin();
        await fc.asyncModelRun(() => ({ model, real: world }), commands);
        for (const [event, bodies] of world.bodies) expect(bodies.size, `bodies of ${event}`).to.equal(1);
      },
    );
    await fc.assert(property, parameters);
  });
});
