import { expect } from "chai";
import type { LedgerAnchor } from "../../../src/chain/typechain/index.js";
import { authorized, captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";

describe("LedgerAnchor", () => {
  let suite: Suite;
  let anchor: LedgerAnchor;
  let token: string;
  let root: string;
  beforeEach(async () => {
    suite = await loadSuite();
    const { ethers, accessManager, settlement, escrow, admin } = suite;
    const lens = await ethers.deployContract("SolvencyLens", [
      await settlement.getAddress(),
      [await escrow.getAddress()],
      [],
    ]);
    const deployed = await ethers.deployContract("LedgerAnchor", [
      await accessManager.getAddress(),
      await lens.getAddress(),
    ]);
    anchor = deployed.connect(admin);
    token = await suite.token.getAddress();
    root = ethers.id("a ledger");
  });

  const totals = (held: bigint, balances: bigint) => [{ held, balances }];

  it("anchors the ledger as of the snapshot, whatever 50 captures changed since", async () => {
    const { escrow, operator, ethers } = suite;
    const amount = 1_000_000n;
    await captured(suite);
    const terms = await authorized(suite, { maxAmount: 50n * amount });
    const tx = await anchor.snapshot(7n, [token]);
    await expect(tx).to.emit(anchor, "SnapshotTaken").withArgs(7n, tx.blockNumber);
    await expect(tx)
      .to.emit(anchor, "TotalsTaken")
      .withArgs(7n, token, 50n * amount, AMOUNT);
    for (let i = 0; i < 50; i++) await escrow.connect(operator).capture(terms, amount, 0, ethers.ZeroAddress);
    expect(await escrow.totals(token)).to.deep.equal([0n, AMOUNT + 50n * amount]);

    const ofNow = totals(0n, AMOUNT + 50n * amount);
    await expect(anchor.anchor(7n, root, [token], ofNow)).to.be.revertedWithCustomError(
      anchor,
      "TotalsDiffer",
    );
    await expect(anchor.anchor(7n, root, [token], totals(50n * amount, AMOUNT)))
      .to.emit(anchor, "LedgerAnchored")
      .withArgs(7n, root, 1n);
    expect(await anchor.rootOf(7n)).to.equal(root);
    expect((await anchor.snapshotOf(7n)).isAnchored).to.equal(true);
    expect(await anchor.totalsOf(7n, token)).to.deep.equal([50n * amount, AMOUNT]);
  });

  it("refuses totals that are off by one unit, on either side", async () => {
    await authorized(suite);
    await anchor.snapshot(1n, [token]);
    for (const [held, balances] of [
      [AMOUNT - 1n, 0n],
      [AMOUNT + 1n, 0n],
      [AMOUNT, 1n],
      [AMOUNT - 1n, 1n],
    ] as const) {
      await expect(anchor.anchor(1n, root, [token], totals(held, balances)))
        .to.be.revertedWithCustomError(anchor, "TotalsDiffer")
        .withArgs(token, [held, balances], [AMOUNT, 0n]);
    }
    expect(await anchor.rootOf(1n)).to.equal(suite.ethers.ZeroHash);
    expect(await anchor.lastEpochs()).to.deep.equal([1n, 0n]);
  });

  it("refuses epochs that are not new, not taken, or anchored", async () => {
    const { ethers } = suite;
    await anchor.snapshot(3n, [token]);
    await expect(anchor.snapshot(3n, [token]))
      .to.be.revertedWithCustomError(anchor, "EpochNotNew")
      .withArgs(3n, 3n);
    await expect(anchor.anchor(2n, root, [token], totals(0n, 0n)))
      .to.be.revertedWithCustomError(anchor, "NothingToAnchor")
      .withArgs(2n);
    await anchor.snapshot(4n, [token]);
    await anchor.anchor(4n, root, [token], totals(0n, 0n));
    for (const epoch of [3n, 4n]) {
      await expect(anchor.anchor(epoch, ethers.id("another"), [token], totals(0n, 0n)))
        .to.be.revertedWithCustomError(anchor, "EpochNotNew")
        .withArgs(epoch, 4n);
    }
    expect(await anchor.rootOf(4n)).to.equal(root);
  });

  it("refuses other tokens than the snapshot's, none at all, and an empty root", async () => {
    const { settlement, ethers } = suite;
    const other = await settlement.getAddress();
    await expect(anchor.snapshot(1n, [])).to.be.revertedWithCustomError(anchor, "TokensDiffer");
    await anchor.snapshot(1n, [token, other]);
    const none = { held: 0n, balances: 0n };
    for (const [tokens, figures] of [
      [
        [other, token],
        [none, none],
      ],
      [[token], [none]],
      [[token, other], [none]],
    ] as const) {
      await expect(anchor.anchor(1n, root, [...tokens], [...figures]))
        .to.be.revertedWithCustomError(anchor, "TokensDiffer")
        .withArgs(1n);
    }
    await expect(
      anchor.anchor(1n, ethers.ZeroHash, [token, other], [none, none]),
    ).to.be.revertedWithCustomError(anchor, "ZeroRoot");
  });

  it("X1 refuses accounts without the role", async () => {
    const stranger = anchor.connect(suite.stranger);
    for (const call of [
      () => stranger.snapshot(1n, [token]),
      () => stranger.anchor(1n, root, [token], totals(0n, 0n)),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(anchor, "AccessManagedUnauthorized");
    }
    expect(await anchor.lastEpochs()).to.deep.equal([0n, 0n]);
  });
});
