import { expect } from "chai";
import { bullet, type CreditSuite, opened } from "../fixtures/credit.js";
import { expectLineRefused } from "../fixtures/creditRefusal.js";
import { loadCredit } from "../fixtures/loadCredit.js";

describe("first-loss reserve", () => {
  let suite: CreditSuite;
  let id: string;
  beforeEach(async () => {
    suite = await loadCredit();
    id = await opened(suite, bullet);
  });

  it("refuses nothing, more than it holds, and others than RISK", async () => {
    const { line, risk, stranger } = suite;
    await expectLineRefused(suite, id, () => line.connect(stranger).fundReserve(0n), [line, "ZeroAmount"]);
    await expectLineRefused(suite, id, () => line.connect(risk).withdrawReserve(0n, risk.address), [
      line,
      "ZeroAmount",
    ]);
    await expectLineRefused(suite, id, () => line.connect(risk).withdrawReserve(1n, risk.address), [
      line,
      "ReserveNotFree",
      0n,
      1n,
    ]);
    await line.connect(stranger).fundReserve(10n);
    await expectLineRefused(suite, id, () => line.connect(stranger).withdrawReserve(1n, stranger.address), [
      line,
      "AccessManagedUnauthorized",
      stranger.address,
    ]);
    await expectLineRefused(suite, id, () => line.claimReserve(), [line, "ZeroAmount"]);
  });

  it("takes money of anyone and gives free money to RISK", async () => {
    const { line, risk, stranger, token, feeReceiver } = suite;
    const to = feeReceiver.address;
    const sent = line.connect(stranger).fundReserve(10_000_000n);
    await expect(sent).to.emit(line, "ReserveChanged").withArgs(10_000_000n, 10_000_000n);
    await line.connect(risk).withdrawReserve(4_000_000n, to);
    expect(await line.reserve()).to.deep.equal([6_000_000n, 0n]);
    expect(await token.balanceOf(to)).to.equal(4_000_000n);
    expect(await token.balanceOf(await line.getAddress())).to.equal(6_000_000n);
  });

  it("loss escape: gives nothing back while a line is late", async () => {
    const { line, risk, stranger, merchant, connection } = suite;
    await line.connect(stranger).fundReserve(10_000_000n);
    await line.connect(merchant).draw(id, 50_000_000n);
    const { dueAt, gracePeriod } = await line.creditOf(id);
    await connection.networkHelpers.time.increaseTo(dueAt + gracePeriod);
    await line.markLate(id);
    await expectLineRefused(suite, id, () => line.connect(risk).withdrawReserve(1n, risk.address), [
      line,
      "ReserveNotFree",
      0n,
      1n,
    ]);
    await line.connect(merchant).repay(id, 2n ** 200n);
    await line.connect(risk).withdrawReserve(10_000_000n, risk.address);
    expect(await line.reserve()).to.deep.equal([0n, 0n]);
  });

  it("refuses a token that delivers less than agreed", async () => {
    const { ethers, accessManager, ledger, policy, stranger } = suite;
    const token = await ethers.deployContract("FeeOnTransferToken");
    const pool = await ethers.deployContract("SimplePool", [await token.getAddress()]);
    const line = await ethers.deployContract("CreditLine", [
      await accessManager.getAddress(),
      await ledger.getAddress(),
      await pool.getAddress(),
      await policy.getAddress(),
      1,
    ]);
    await token.mint(stranger.address, 1_000n);
    await token.connect(stranger).approve(await line.getAddress(), 1_000n);
    await expect(line.connect(stranger).fundReserve(1_000n))
      .to.be.revertedWithCustomError(line, "InexactTransfer")
      .withArgs(await token.getAddress(), 1_000n, 990n);
    expect(await line.reserve()).to.deep.equal([0n, 0n]);
  });
});
