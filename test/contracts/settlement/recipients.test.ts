import { expect } from "chai";
import { captured } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { RECIPIENT_DELAY_SECONDS, type Suite } from "../fixtures/suite.js";

describe("recipients and payout address", () => {
  let suite: Suite;
  let account: string;
  let elsewhere: string;
  let batches = 0;
  beforeEach(async () => {
    suite = await loadSuite();
    account = suite.merchant.address;
    elsewhere = suite.others[0]?.address ?? "";
    await captured(suite);
  });

  /** The error a payout of one unit to `to` fails with; undefined when it is paid. */
  async function refusalOf(to: string): Promise<string | undefined> {
    const { settlement, settler, token, ethers } = suite;
    batches += 1;
    const payout = { account, token: await token.getAddress(), to, amount: 1n };
    const tx = await settlement.connect(settler).payoutBatch(ethers.id(`recipients ${batches}`), [payout]);
    const receipt = await tx.wait();
    const event = (receipt?.logs ?? [])
      .map((log) => settlement.interface.parseLog(log))
      .find((parsed) => parsed?.name === "PayoutFailed");
    if (!event) return undefined;
    const selector = event.args.reason.slice(0, 10);
    return settlement.interface.getError(selector)?.name;
  }
  const effectiveAt = async () =>
    BigInt(await suite.connection.networkHelpers.time.latest()) + BigInt(RECIPIENT_DELAY_SECONDS);
  const goTo = (second: bigint) => suite.connection.networkHelpers.time.setNextBlockTimestamp(second);

  it("S6 a recipient counts after the delay, to the second", async () => {
    const { settlement, merchant } = suite;
    await settlement.connect(merchant).addRecipient(account, elsewhere);
    const at = await effectiveAt();
    expect(await settlement.recipientEffectiveAt(account, elsewhere)).to.equal(at);
    await goTo(at - 1n);
    expect(await refusalOf(elsewhere)).to.equal("RecipientPending");
    await goTo(at);
    expect(await refusalOf(elsewhere)).to.equal(undefined);
  });

  it("removes a recipient at once, and lets it wait again when it returns", async () => {
    const { settlement, merchant } = suite;
    await settlement.connect(merchant).addRecipient(account, elsewhere);
    await goTo(await effectiveAt());
    await expect(settlement.connect(merchant).removeRecipient(account, elsewhere))
      .to.emit(settlement, "RecipientSet")
      .withArgs(account, elsewhere, 0n);
    expect(await refusalOf(elsewhere)).to.equal("RecipientNotAllowed");
    await settlement.connect(merchant).addRecipient(account, elsewhere);
    expect(await refusalOf(elsewhere)).to.equal("RecipientPending");
  });

  it("S6 a payout address counts after the delay, and its predecessor never again", async () => {
    const { settlement, merchant } = suite;
    expect(await refusalOf(account)).to.equal(undefined);
    await settlement.connect(merchant).setPayoutAddress(account, elsewhere);
    const at = await effectiveAt();
    const config = await settlement.merchantConfig(account);
    expect([config.payoutAddress, config.payoutEffectiveAt]).to.deep.equal([elsewhere, at]);
    await goTo(at - 1n);
    expect(await refusalOf(elsewhere)).to.equal("PayoutAddressPending");
    expect(await refusalOf(account)).to.equal("RecipientNotAllowed");
    expect(await refusalOf(elsewhere)).to.equal(undefined);
  });

  it("S6 returning to the account itself waits too", async () => {
    const { settlement, merchant, ethers } = suite;
    await settlement.connect(merchant).setPayoutAddress(account, elsewhere);
    await settlement.connect(merchant).setPayoutAddress(account, ethers.ZeroAddress);
    expect(await refusalOf(account)).to.equal("PayoutAddressPending");
    await goTo((await settlement.merchantConfig(account)).payoutEffectiveAt);
    expect(await refusalOf(account)).to.equal(undefined);
  });

  it("refuses recipients that cannot be paid, and the same one twice", async () => {
    const { settlement, merchant, ethers } = suite;
    const self = await settlement.getAddress();
    for (const bad of [ethers.ZeroAddress, self]) {
      await expect(settlement.connect(merchant).addRecipient(account, bad))
        .to.be.revertedWithCustomError(settlement, "InvalidRecipient")
        .withArgs(bad);
    }
    await expect(settlement.connect(merchant).setPayoutAddress(account, self))
      .to.be.revertedWithCustomError(settlement, "InvalidRecipient")
      .withArgs(self);
    await settlement.connect(merchant).addRecipient(account, elsewhere);
    await expect(settlement.connect(merchant).addRecipient(account, elsewhere))
      .to.be.revertedWithCustomError(settlement, "RecipientAlreadyAdded")
      .withArgs(account, elsewhere);
  });

  it("refuses others, MANAGER included, while the account is not managed", async () => {
    const { settlement, stranger, manager } = suite;
    for (const caller of [stranger, manager]) {
      const as = settlement.connect(caller);
      for (const call of [
        () => as.addRecipient(account, elsewhere),
        () => as.removeRecipient(account, elsewhere),
        () => as.setPayoutAddress(account, elsewhere),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(settlement, "NotManaged").withArgs(account);
      }
    }
    expect(await settlement.recipientEffectiveAt(account, elsewhere)).to.equal(0n);
  });

  it("lets MANAGER, and nobody else, act for a managed account until the account ends it", async () => {
    const { settlement, merchant, manager, stranger } = suite;
    await expect(settlement.connect(merchant).setManaged(true))
      .to.emit(settlement, "ManagedSet")
      .withArgs(account, true);
    await settlement.connect(manager).addRecipient(account, elsewhere);
    await settlement.connect(manager).setPayoutAddress(account, elsewhere);
    await expect(
      settlement.connect(stranger).removeRecipient(account, elsewhere),
    ).to.be.revertedWithCustomError(settlement, "AccessManagedUnauthorized");
    await settlement.connect(merchant).setManaged(false);
    await expect(
      settlement.connect(manager).removeRecipient(account, elsewhere),
    ).to.be.revertedWithCustomError(settlement, "NotManaged");
  });
});
