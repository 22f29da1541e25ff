import { expect } from "chai";
import { sql } from "kysely";
import { codesOf, type DoorWorld, openDoors } from "../doorWorld.ts";
import { HOSTILE_REQUESTS } from "../hostileRequests.ts";

describe("hostile requests", () => {
  let world: DoorWorld;
  let key: string;
  before(async () => {
    world = await openDoors();
    key = await world.keyOf(await world.openShop());
  });
  after(() => world.close());

  /** Tables that a request could have written to; keys note their last use, which is no harm. */
  const rows = () =>
    world.inTx(async (tx) => {
      const counts = await sql`select (select count(*) from payments) as payments,
        (select count(*) from payment_operations) as operations, (select count(*) from payouts) as payouts,
        (select count(*) from events) as events, (select count(*) from journal_entries) as entries,
        (select count(*) from api_keys) as keys, (select count(*) from idempotency_keys) as commands`.execute(
        tx,
      );
      return counts.rows;
    });

  it("are many, each with a name of its own", () => {
    expect(new Set(HOSTILE_REQUESTS.map(({ name }) => name)).size).to.equal(HOSTILE_REQUESTS.length);
    for (const at of ["/graphql", "/storefront"] as const) {
      expect(HOSTILE_REQUESTS.filter((each) => each.at.includes(at)).length).to.be.at.least(60);
    }
  });

  for (const { name, at, body, headers, code, status } of HOSTILE_REQUESTS) {
    for (const door of at) {
      it(`is refused at ${door} with ${code}: ${name}`, async () => {
        const before = await rows();
        // Twice, since the second may come from a cache.
        for (let turn = 0; turn < 2; turn++) {
          const answer = await world.post(door, body(turn), headers);
          expect(codesOf(answer)[0], JSON.stringify(answer.errors?.[0])).to.equal(code);
          expect(answer.status).to.equal(status);
          expect(answer.data ?? null).to.equal(null);
          expect(JSON.stringify(answer.errors)).not.to.match(/node_modules|\.ts\b|stack/);
        }
        expect(await rows()).to.deep.equal(before);
        expect((await world.ask("{viewer{kind}}", { key })).data).to.deep.equal({
          viewer: { kind: "MERCHANT" },
        });
      });
    }
  }

  it("never are a failure of ours", () => {
    expect(world.failures).to.deep.equal([]);
  });
});
