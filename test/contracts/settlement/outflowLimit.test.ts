import { expect } from "chai";
import { loadSuite } from "../fixtures/loadSuite.js";
import { OUTFLOW_CAPACITY, OUTFLOW_WINDOW_SECONDS, type Suite } from "../fixtures/suite.js";

describe("outflow limit", () => {
  let suite: Suite;
  let token: string;
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
  });

  it("is raised by RISK and lowered by SENTINEL", async () => {
    const { settlement, risk, sentinel } = suite;
    await expect(settlement.connect(risk).setOutflowLimit(token, 2n * OUTFLOW_CAPACITY, 10))
      .to.emit(settlement, "OutflowLimitSet")
      .withArgs(token, 2n * OUTFLOW_CAPACITY, 10n);
    await settlement.connect(sentinel).lowerOutflowLimit(token, 5n, 20);
    expect(await settlement.outflowLimit(token)).to.deep.equal([5n, 20n, 5n]);
  });

  it("S7 keeps what was used when the limit changes", async () => {
    const { settlement, merchant, settler, risk, connection, ethers } = suite;
    await settlement.connect(merchant).deposit(merchant.address, token, OUTFLOW_CAPACITY);
    const payout = { account: merchant.address, token, to: merchant.address, amount: OUTFLOW_CAPACITY };
    await settlement.connect(settler).payoutBatch(ethers.id("uses the limit"), [payout]);
    const half = OUTFLOW_WINDOW_SECONDS / 2;
    await connection.networkHelpers.time.setNextBlockTimestamp(
      (await connection.networkHelpers.time.latest()) + half,
    );
    await settlement.connect(risk).setOutflowLimit(token, 2n * OUTFLOW_CAPACITY, OUTFLOW_WINDOW_SECONDS);
    const { available } = await settlement.outflowLimit(token);
    expect(available).to.equal((3n * OUTFLOW_CAPACITY) / 2n);
  });

  it("refuses to lower it upwards", async () => {
    const { settlement, sentinel } = suite;
    for (const [capacity, window] of [
      [OUTFLOW_CAPACITY + 1n, OUTFLOW_WINDOW_SECONDS],
      [OUTFLOW_CAPACITY, OUTFLOW_WINDOW_SECONDS - 1],
    ] as const) {
      await expect(settlement.connect(sentinel).lowerOutflowLimit(token, capacity, window))
        .to.be.revertedWithCustomError(settlement, "OutflowLimitNotLower")
        .withArgs(token);
    }
  });

  it("X1 refuses accounts without the role", async () => {
    const { settlement, sentinel, risk, settler } = suite;
    for (const call of [
      () => settlement.connect(sentinel).setOutflowLimit(token, 0, 0),
      () => settlement.connect(settler).setOutflowLimit(token, 0, 0),
      () => settlement.connect(risk).lowerOutflowLimit(token, 0, OUTFLOW_WINDOW_SECONDS),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(settlement, "AccessManagedUnauthorized");
    }
  });
});
