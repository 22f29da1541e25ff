import { expect } from "chai";
import { checkLedger } from "../../../src/modules/ledger/index.ts";
import { operationsOf, type Payment } from "../../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { CONTRACTS, makeWorld, type World } from "../../fixtures/shop.ts";

describe(`payments that others moved with the operator's key, on ${databaseKind}`, () => {
  let world: World;
  let journey: Journey;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
  });
  after(() => drop());
  beforeEach(async () => {
    journey = startJourney(world, await world.openShop(100));
  });

  const capturesOf = async ({ id }: Payment) => {
    const [captures] = await world.inTx((tx) =>
      operationsOf(tx, journey.owner(), { kind: "CAPTURE", paymentIds: [id], limit: 5 }),
    );
    return captures?.map(({ status }) => status);
  };

  it("capture once when a reorg takes a foreign capture away and ours is mined after all", async () => {
    const payment = await journey.ask();
    await journey.finalize(await journey.pay(payment));
    await journey.capture(payment, "40");
    await journey.submit("CAPTURE");
    const ours = await journey.sentHash("CAPTURE", payment);
    const paymentHash = await journey.hashOf(payment);
    const fee = { feeBps: 100, feeReceiver: CONTRACTS.feeReceiver };
    const body = { name: "PaymentCaptured" as const, paymentHash, amount: 40_000_000n, ...fee };
    const foreign = await journey.see(await world.storeFact(body));
    expect(await capturesOf(payment)).to.deep.equal(["CONFIRMING"]);

    await journey.orphan(foreign);
    expect(await capturesOf(payment)).to.deep.equal(["SUBMITTED"]);
    expect(await journey.submit("CAPTURE")).to.equal(0);
    await journey.finalize(await journey.see(await world.storeFact(body, ours)));
    expect(await capturesOf(payment)).to.deep.equal(["SUCCEEDED"]);
    expect((await journey.now(payment)).amounts).to.include({ captured: 40_000_000n, capturePending: 0n });
    expect(await world.inTx(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
  });
});
