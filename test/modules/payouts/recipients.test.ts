import { expect } from "chai";
import { parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import { toUnixSeconds, type UnixSeconds } from "../../../src/kernel/time/clock.ts";
import { applyFact, createRecipient, getRecipients, undoFact } from "../../../src/modules/payouts/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { CHAIN, makeWorld, type Shop, type World } from "../../fixtures/shop.ts";

const FRIEND = parseAddress(`0x${"ab".repeat(20)}`);

describe(`recipients in a reorg, on ${databaseKind}`, () => {
  let world: World;
  let shop: Shop;
  let drop: () => Promise<void>;

  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
    shop = await world.openShop();
  });
  after(() => drop());

  const add = () =>
    world.inTx((tx) =>
      createRecipient(tx, { ...shop, chainId: CHAIN, address: FRIEND, label: "Friend" }, world.payouts),
    );
  async function told(effectiveAt: number) {
    const account = parseAddress(shop.account.address);
    const body = { name: "RecipientSet" as const, account, recipient: FRIEND };
    const fact = await world.storeFact({ ...body, effectiveAt: effectiveAt as UnixSeconds });
    await world.inTx((tx) => applyFact(tx, { fact, isFinal: false }, world.payouts));
    return fact;
  }

  it("stay asked for when it brings back a removal from before", async () => {
    await add();
    await told(toUnixSeconds(world.clock.now()));
    const removal = await told(0);
    const again = await add();
    await world.setState(removal.id, "ORPHANED");
    await world.inTx((tx) => undoFact(tx, removal, world.payouts));
    await world.setState(removal.id, "SEEN");
    await world.inTx((tx) => applyFact(tx, { fact: removal, isFinal: false }, world.payouts));
    const [now] = await world.inTx((tx) => getRecipients(tx, shop, [again.id]));
    expect(now?.status).to.equal("PENDING");
  });
});
