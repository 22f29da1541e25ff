import { expect } from "chai";
import { databaseKind } from "../../fixtures/database.ts";
import { deploy, walletOf } from "./depositChain.ts";
import { FINALITY_DEPTH, withDepositWorld } from "./depositWorld.ts";

/** DEPOSIT_TOKENS says how many; one of each number of decimals by default. */
const TOKENS = Number(process.env.DEPOSIT_TOKENS ?? 19);

describe(`Sweeps of ${TOKENS} tokens of 0 to 18 decimals (${databaseKind})`, function () {
  this.timeout(240_000);
  const world = withDepositWorld();

  it("bring each to its own merchant, to the unit", async () => {
    const { chain } = world();
    const owners = [world().owner, await world().openShop(1)];
    const paid = [];
    for (let index = 0; index < TOKENS; index++) {
      const token = await deploy(chain, "PlainToken", [index % 19]);
      const asset = await world().addToken(token);
      const units = BigInt(index + 1) * 10n ** BigInt(index % 19);
      const shop = index % 2;
      const payment = await world().ask({ assetId: asset, amount: String(index + 1) }, owners[shop]);
      await world().mint(token, payment.depositAddress, units);
      paid.push({ token, asset, units, shop });
    }
    await world().mine(FINALITY_DEPTH + 1);
    await world().plan();
    while ((await world().submit()) > 0);
    for (let passes = 0; (await world().sweeps()).some((each) => !each.startsWith("SWEPT")); passes++) {
      expect(passes).to.be.below(4 * TOKENS);
      await world().sendOut();
      await world().mine();
    }
    for (const { token, asset, units, shop } of paid) {
      expect(await world().settled(walletOf(chain, shop).address, token)).to.equal(units);
      expect(await world().balance(asset, owners[shop])).to.deep.equal([0n, units]);
    }
  });
});
