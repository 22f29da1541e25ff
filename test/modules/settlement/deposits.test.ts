import { expect } from "chai";
import { Interface } from "ethers";
import { readLines, settleNow } from "../../../src/modules/settlement/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { operatorOf, walletOf } from "../deposits/depositChain.ts";
import { withDepositWorld } from "../deposits/depositWorld.ts";

const settlementAbi = new Interface(["function setDepositFee(address account, uint16 feeBps)"]);

describe(`Settlement of deposits (${databaseKind})`, () => {
  const world = withDepositWorld();

  it("names the payment behind each sweep, and counts its money and fee as a sale's", async () => {
    const { chain, inTx, owner, dollars, contexts } = world();
    await chain.send(operatorOf(chain), {
      to: chain.contracts.settlement,
      data: settlementAbi.encodeFunctionData("setDepositFee", [walletOf(chain, 0).address, 100]),
    });
    await chain.mine();
    const payment = await world().ask({ merchantReference: "order-7" });
    await world().pay(payment, 102_500_000n);
    await world().finalize();
    await world().sweep();
    const context = { ...contexts.payouts, secretKey: contexts.payments.secretKey };
    const batch = await inTx((tx) => settleNow(tx, { ...owner, assetId: dollars }, context));
    // 1 % of 102.50 is 1.025, of which the 2.50 too much bear 0.025.
    expect(batch).to.include({ gross: 100_000_000n, fees: 1_000_000n, other: 0n, closing: 99_000_000n });
    const lines = await inTx((tx) => readLines(tx, batch.id, { afterEntry: null, limit: 10 }));
    expect(
      lines.map(({ kind, objectId, merchantReference, gross, fee, net }) =>
        [kind, objectId, merchantReference, gross, fee, net].join(" "),
      ),
    ).to.deep.equal([
      `DEPOSIT_SWEPT ${payment.id} order-7 100000000 0 100000000`,
      "SWEEP_FEE   0 1000000 -1000000",
    ]);
  });
});
