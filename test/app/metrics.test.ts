import { expect } from "chai";
import { createMetrics } from "../../src/app/metrics/createMetrics.ts";
import { databaseKind } from "../fixtures/database.ts";
import { startJourney } from "../fixtures/journey.ts";
import { type DoorWorld, openDoors } from "../graphql/doorWorld.ts";

describe(`metrics (${databaseKind})`, () => {
  let world: DoorWorld;
  before(async () => {
    world = await openDoors();
  });
  after(() => world.close());

  it("tell what waits and that the books balance", async () => {
    const journey = startJourney(world, await world.openShop());
    await journey.ask();
    const { database } = world;
    const registry = createMetrics({ database, chains: [], followers: [], loops: [] });
    const text = await registry.metrics();
    expect(ageOf(text, 'tallystick_queue_oldest_seconds{queue="events"}')).to.be.greaterThan(0);
    for (const queue of ["operations", "payouts", "webhooks"]) {
      expect(ageOf(text, `tallystick_queue_oldest_seconds{queue="${queue}"}`), queue).to.equal(0);
    }
    for (const state of ["pending", "retrying", "exhausted"]) {
      expect(ageOf(text, `tallystick_webhook_deliveries{state="${state}"}`), state).to.equal(0);
    }
  });

  it("shows a ledger that was changed from outside", async () => {
    const { database } = world;
    await database.runScript(
      "INSERT INTO ledger_balances (account, asset_id, debits, credits) VALUES ('chain:x', 'asset:x', 5, 2)",
    );
    const text = await createMetrics({ database, chains: [], followers: [], loops: [] }).metrics();
    expect(ageOf(text, 'tallystick_ledger_drift_units{asset="asset:x"}')).to.equal(3);
  });
});

function ageOf(text: string, name: string): number {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
  if (!line) throw new Error(`${name} is not told`);
  return Number(line.slice(name.length));
}
