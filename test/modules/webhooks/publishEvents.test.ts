import { expect } from "chai";
import { sql } from "kysely";
import type { Database } from "../../../src/db/database.ts";
import { newId } from "../../../src/kernel/ids/ids.ts";
import type { MerchantCaller } from "../../../src/modules/merchants/index.ts";
import { listEvents } from "../../../src/modules/webhooks/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { asSystem, makeMerchant, NOW } from "../merchants/merchantWorld.ts";
import { addEndpoint, appendEvent, publish, webhooksContext } from "./webhookWorld.ts";

describe("publishing events", () => {
  let database: Database;
  let drop: () => Promise<void>;
  let caller: MerchantCaller;
  const context = webhooksContext();
  beforeEach(async () => {
    ({ database, drop } = await freshDatabase());
    ({ caller } = await makeMerchant(database));
  });
  afterEach(() => drop());

  const published = async () =>
    (await asSystem(database, (tx) => listEvents(tx, caller, { after: 0, types: null, limit: 100 }))).items;

  it("gives events places without gaps, and objects their own count", async () => {
    const payment = newId("Payment");
    const ids = [
      await appendEvent(database, { caller, objectId: payment }),
      await appendEvent(database, { caller }),
      await appendEvent(database, { caller, objectId: payment, type: "payment.authorized" }),
    ];
    expect(await publish(database, context)).to.equal(true);
    ids.push(await appendEvent(database, { caller, objectId: payment, type: "payment.captured" }));
    expect(await publish(database, context)).to.equal(true);
    expect(await publish(database, context)).to.equal(false);
    expect(
      (await published()).map((event) => [event.id, event.sequence, event.objectSequence]),
    ).to.deep.equal([
      [ids[0], 1, 1],
      [ids[1], 2, 1],
      [ids[2], 3, 2],
      [ids[3], 4, 3],
    ]);
  });

  it("shows nothing before it is published", async () => {
    await appendEvent(database, { caller });
    expect(await published()).to.deep.equal([]);
  });

  it("makes one delivery for each endpoint that wants the event", async () => {
    const other = (await makeMerchant(database)).caller;
    const all = await addEndpoint(database, { caller, url: "http://a.test/", context });
    const some = await addEndpoint(database, {
      caller,
      url: "http://b.test/",
      eventTypes: ["payment.expired"],
      context,
    });
    await addEndpoint(database, { caller: { ...caller, livemode: true }, url: "http://live.test/", context });
    await addEndpoint(database, { caller: other, url: "http://other.test/", context });
    const created = await appendEvent(database, { caller });
    const expired = await appendEvent(database, { caller, type: "payment.expired" });
    await publish(database, context);
    await publish(database, context);
    const rows = await database.kysely
      .selectFrom("webhook_deliveries")
      .select(["event_id", "endpoint_id"])
      .execute();
    expect(new Set(rows.map((row) => `${row.event_id} ${row.endpoint_id}`))).to.deep.equal(
      new Set([
        `${created} ${all.endpoint.id}`,
        `${expired} ${all.endpoint.id}`,
        `${expired} ${some.endpoint.id}`,
      ]),
    );
    expect(rows).to.have.length(3);
  });

  it("gives no place to an event before those that were committed earlier", async function () {
    if (databaseKind === "pglite") this.skip(); // one connection: nothing can be open beside it
    let commit: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let written: () => void = () => undefined;
    const wrote = new Promise<void>((resolve) => {
      written = resolve;
    });
    const slow = asSystem(database, async (tx) => {
      await sql`insert into events (id, merchant_id, livemode, type, object_id, snapshot, created_at)
        values ('slow', ${caller.merchantId}, false, 'payment.created', 'x', '{}', ${NOW}::timestamptz)`.execute(
        tx,
      );
      written();
      await open;
    });
    await wrote;
    const quick = await appendEvent(database, { caller });
    await publish(database, context);
    commit();
    await slow;
    await publish(database, context);
    expect((await published()).map((event) => [event.id, event.sequence])).to.deep.equal([
      [quick, 1],
      ["slow", 2],
    ]);
  });

  it("keeps the one order when many relays run at once", async () => {
    for (let count = 0; count < 40; count += 1) await appendEvent(database, { caller });
    await Promise.all(Array.from({ length: 6 }, () => publish(database, context)));
    await publish(database, context);
    expect((await published()).map((event) => event.sequence)).to.deep.equal(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });
});
