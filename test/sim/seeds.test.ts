import { expect } from "chai";
import { runSeed } from "./runSeed.ts";
import { openSimWorld, type SimWorld } from "./world.ts";

/** Seeds that found something, or that have everything, with what it is. */
const NOTABLE: readonly { readonly seed: number; readonly what: string }[] = [
  { seed: 2, what: "reorgs of every depth, lost answers, failing COMMITs" },
  { seed: 41, what: "a transaction that died in a reorg before its fact was undone" },
];

describe("Seeds of the simulation", function () {
  this.timeout(120_000);
  let world: SimWorld;

  before(async () => {
    world = await openSimWorld(process.env.DATABASE_URL);
  });
  after(() => world?.close());

  for (const { seed, what } of NOTABLE) {
    it(`${seed}: ${what}`, async () => {
      const { differences, done } = await runSeed({ ...world, seed });
      expect(differences).to.deep.equal([]);
      expect(done.payments).to.be.greaterThan(4);
    });
  }
});
