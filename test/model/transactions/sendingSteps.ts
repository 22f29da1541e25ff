import fc from "fast-check";
import { crashes, type StepOf, times } from "../step.ts";
import type { Fate, Manner } from "./node.ts";
import type { SendingModel } from "./sendingModel.ts";
import type { Killing, SendingWorld } from "./sendingWorld.ts";

type Step<Args> = StepOf<SendingModel, SendingWorld, Args>;
export type Command = fc.AsyncCommand<SendingModel, SendingWorld>;

export const plan: Step<{ fate: Fate }> = {
  name: "plan",
  args: fc.record({ fate: fc.constantFrom<Fate[]>("succeeds", "succeeds", "reverts", "is refused") }),
  isPossible: ({ fates }) => fates.length < 8,
  async run(model, world, { fate }) {
    await world.plan(fate);
    model.fates.push(fate);
    await model.look(world, { isWholePass: false });
  },
};

const killings: fc.Arbitrary<Killing | null> = fc.oneof(
  { weight: 2, arbitrary: crashes },
  { weight: 1, arbitrary: fc.nat({ max: 12 }).map((number) => ({ at: "node" as const, number })) },
);

export const pass: Step<{ killing: Killing | null }> = {
  name: "pass",
  args: fc.record({ killing: killings }),
  isPossible: () => true,
  async run(model, world, { killing }) {
    await world.pass(killing);
    await model.look(world, { isWholePass: killing === null });
  },
};

interface MineArgs {
  readonly most: number;
  readonly version: number;
  readonly foreign: boolean;
}

const mineArgs: fc.Arbitrary<MineArgs> = fc.record({
  most: fc.constantFrom(0, 1, 9, 9, 9),
  version: fc.nat({ max: 1 }),
  foreign: fc.constantFrom(false, false, false, false, false, true),
});

export const mine: Step<MineArgs> = {
  name: "mine",
  args: mineArgs,
  isPossible: () => true,
  async run(model, world, args) {
    if (args.foreign) model.coverage.add("somebody else used a nonce");
    world.node.mine(args);
  },
};

export const reorg: Step<{ depth: number; again: readonly MineArgs[] }> = {
  name: "reorg",
  args: fc.record({
    depth: fc.constantFrom(1, 1, 2, 3, 4),
    again: fc.array(mineArgs, { maxLength: 5 }),
  }),
  isPossible: () => true,
  async run(model, world, { depth, again }) {
    const { node } = world;
    const most = Math.min(depth, node.head.number - model.heightOfProof(node));
    if (most <= 0) return;
    model.coverage.add(most > 2 ? "reorg below finality" : "reorg above finality");
    await world.orphan(node.drop(most));
    for (const args of again) node.mine(args);
  },
};

export const behave: Step<{ manner: Manner; forgets: boolean }> = {
  name: "the node",
  args: fc.record({
    manner: fc.constantFrom<Manner[]>("takes", "takes", "refuses", "takes and says no"),
    forgets: fc.boolean(),
  }),
  isPossible: () => true,
  async run(_model, world, { manner, forgets }) {
    world.node.manner = manner;
    if (forgets) world.node.pool.clear();
  },
};

export const advance: Step<{ seconds: number }> = {
  name: "time passes",
  args: fc.record({ seconds: fc.constantFrom(1, 5, 20, 40) }),
  isPossible: () => true,
  async run(_model, world, { seconds }) {
    world.advance(seconds);
  },
};

/** Nothing breaks any more, and blocks come until everything has ended. */
export async function settle(model: SendingModel, world: SendingWorld): Promise<void> {
  world.node.manner = "takes";
  for (let round = 0; round < 9; round += 1) {
    world.advance(40);
    await pass.run(model, world, { killing: null });
    world.node.mine({ most: 9, version: 0, foreign: false });
  }
  await pass.run(model, world, { killing: null });
  model.requireEnd(world.node);
}

function commandsOf<Args>(step: Step<Args>): fc.Arbitrary<Command> {
  return step.args.map((args) => ({
    check: (model) => step.isPossible(model as SendingModel, args), // only looked at
    async run(model: SendingModel, world: SendingWorld) {
      model.coverage.add(`command ${step.name}`);
      await step.run(model, world, args);
    },
    toString: () => `${step.name}(${fc.stringify(args)})`,
  }));
}

export const COMMANDS: fc.Arbitrary<Command>[] = [
  ...times(3, commandsOf(plan)),
  ...times(6, commandsOf(pass)),
  ...times(5, commandsOf(mine)),
  ...times(2, commandsOf(reorg)),
  ...times(1, commandsOf(behave)),
  ...times(2, commandsOf(advance)),
];
