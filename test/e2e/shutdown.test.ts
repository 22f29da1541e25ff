import { expect } from "chai";
import { type KillWorld, openKillWorld } from "./support/killWorld.ts";
import { freePort, runProgram } from "./support/runProgram.ts";

const server = process.env.DATABASE_URL ?? "";
const why = server === "" ? " (DATABASE_URL is not set, and processes meet in a database)" : "";

(server === "" ? describe.skip : describe)(`SIGTERM in the middle of work${why}`, function () {
  this.timeout(180_000);
  let world: KillWorld;

  before(async () => {
    world = await openKillWorld(server);
  });
  after(() => world?.close());

  for (const role of ["api", "worker", "indexer"]) {
    it(`ends a process in time and without complaint: ${role}`, async () => {
      await world.trade({ paymentsEach: 1, payoutsEach: 0 });
      const program = await runProgram({ ...world.env, PORT: String(await freePort()) }, ["--role", role]);
      const asked = performance.now();
      expect(await program.stop()).to.equal(0);
      expect(performance.now() - asked).to.be.lessThan(25_000);
    });
  }

  it("loses nothing: the others go on", async () => {
    await world.settled();
  });
});
