import { expect } from "chai";
import fc from "fast-check";
import type { Break } from "../../fixtures/breakingDatabase.ts";
import { refused } from "../../fixtures/refused.ts";
import { asCommands, crashes, pick, picks, type StepOf, times } from "../step.ts";
import type { Answer, WebhookModel } from "./webhookModel.ts";
import { expectSame, type WebhookWorld } from "./webhookWorld.ts";

type Step<Args> = StepOf<WebhookModel, WebhookWorld, Args>;
export type Command = fc.AsyncCommand<WebhookModel, WebhookWorld>;

export const append: Step<{ count: number }> = {
  name: "append events",
  args: fc.record({ count: fc.constantFrom(1, 1, 3) }),
  isPossible: ({ deliveries }) => deliveries.length < 30,
  async run(model, world, { count }) {
    for (let made = 0; made < count; made += 1) model.unpublished.push(await world.append());
  },
};

export const publish: Step<{ crash: Break | null }> = {
  name: "publish",
  args: fc.record({ crash: crashes }),
  isPossible: ({ unpublished }) => unpublished.length > 0,
  async run(model, world, { crash }) {
    const { isDone } = await world.dying(crash, world.publish);
    if (crash) await world.dying(null, world.publish);
    else expect(isDone).to.equal(true);
    model.publish(await world.originals());
  },
};

export const lease: Step<{ crash: Break | null }> = {
  name: "lease",
  args: fc.record({ crash: crashes }),
  isPossible: (model) => model.deliveries.some((delivery) => model.isDue(delivery)),
  async run(model, world, { crash }) {
    const { isDone, answer } = await world.dying(crash, world.lease);
    if (!isDone) return;
    const { number, leased: expected } = model.lease();
    if (!answer) return; // its worker died with it, and the lease must run out
    const ids = answer.deliveries.map(({ delivery }) => delivery.id);
    expect(ids).to.have.members(expected.map(({ id }) => id));
    for (const leased of answer.deliveries) world.held.push({ number, owner: answer.owner, leased });
  },
};

const answers = fc.constantFrom<Answer[]>(200, 200, 500, 500, 302, "hangs", 410);

/** A worker posts what it has leased and writes down the answer, perhaps long after its lease ran out. */
export const answer: Step<{ held: number; answer: Answer; crash: Break | null }> = {
  name: "answer",
  args: fc.record({ held: picks, answer: answers, crash: crashes }),
  isPossible: () => true,
  async run(model, world, args) {
    if (world.held.length === 0) return;
    const held = pick(world.held, args.held);
    const delivery = model.deliveries.find(({ id }) => id === held.leased.delivery.id);
    if (!delivery) throw new Error("what is leased is known");
    const outcome = await world.attempt(held.leased, args.answer);
    const { leased, owner } = held;
    const { isDone, answer: counted } = await world.dying(args.crash, (tx) =>
      world.complete(tx, { leased, owner, outcome }),
    );
    if (!isDone) return; // the worker is dead, and so is its word
    world.held.splice(world.held.indexOf(held), 1);
    const counts = model.answer(delivery, held.number, args.answer);
    if (counted !== undefined) expect(counted).to.equal(counts);
    if (!counts) model.coverage.add("a late answer was refused");
  },
};

export const again: Step<{ delivery: number }> = {
  name: "redeliver",
  args: fc.record({ delivery: picks }),
  isPossible: ({ deliveries }) => deliveries.length > 0 && deliveries.length < 30,
  async run(model, world, args) {
    const delivery = pick(model.deliveries, args.delivery);
    if (delivery.endpoint.status === "ENABLED") {
      model.redeliver(delivery, (await world.redeliver(delivery.id)).id);
      return;
    }
    model.coverage.add("redeliver INVALID_STATE");
    await refused("INVALID_STATE", () => world.redeliver(delivery.id));
  },
};

export const advance: Step<{ to: "a second" | "the next" | "a day" }> = {
  name: "time passes",
  args: fc.record({
    to: fc.constantFrom("a second" as const, "the next" as const, "the next" as const, "a day" as const),
  }),
  isPossible: () => true,
  async run(model, world, { to }) {
    const moments = model.deliveries.flatMap(({ nextAt, lease }) => lease?.until ?? nextAt ?? []);
    const next = Math.min(...moments.filter((moment) => moment > model.now));
    const soon = Number.isFinite(next) ? next - model.now : 1;
    const seconds = to === "a second" ? 1 : to === "a day" ? 86_400 : soon;
    world.advance(seconds);
    model.now += seconds;
  },
};

const commandsOf = <Args>(step: Step<Args>): fc.Arbitrary<Command> => asCommands(step, expectSame);

export const COMMANDS: fc.Arbitrary<Command>[] = [
  ...times(2, commandsOf(append)),
  ...times(2, commandsOf(publish)),
  ...times(4, commandsOf(lease)),
  ...times(6, commandsOf(answer)),
  ...times(1, commandsOf(again)),
  ...times(5, commandsOf(advance)),
];
