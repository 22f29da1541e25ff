import { expect } from "chai";
import { captured } from "../fixtures/collect.js";
import { denyListToken, refusals } from "../fixtures/denyList.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import { kind } from "../fixtures/status.js";
import {
  OUTFLOW_CAPACITY,
  OUTFLOW_WINDOW_SECONDS,
  RECIPIENT_DELAY_SECONDS,
  type Suite,
} from "../fixtures/suite.js";

describe("payoutBatch", () => {
  let suite: Suite;
  let token: string;
  let batches = 0;
  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.token.getAddress();
  });

  const nextId = () => {
    batches += 1;
    return suite.ethers.id(`batch ${batches}`);
  };
  const pay = (payouts: Parameters<typeof suite.settlement.payoutBatch>[1], id = nextId()) =>
    suite.settlement.connect(suite.settler).payoutBatch(id, payouts);
  const item = (amount: bigint, to = suite.merchant.address, account = suite.merchant.address) => ({
    account,
    token,
    to,
    amount,
  });
  const errorData = (name: string, args: unknown[] = []) =>
    suite.settlement.interface.encodeErrorResult(name, args).slice(0, 2 + 2 * 64);
  const available = async (account = suite.merchant.address) =>
    (await suite.settlement.balanceOf(account, token)).available;

  it("pays the account itself and its recipients, and books the account once", async () => {
    const { settlement, merchant, connection, escrow } = suite;
    await captured(suite);
    const recipient = suite.others[0]?.address ?? "";
    await settlement.connect(merchant).addRecipient(merchant.address, recipient);
    await connection.networkHelpers.time.increase(RECIPIENT_DELAY_SECONDS);
    const id = nextId();
    const tx = await pay([item(10n), item(20n, recipient)], id);
    await expect(tx)
      .to.emit(settlement, "PayoutSent")
      .withArgs(id, merchant.address, token, merchant.address, 10n);
    await expect(tx).to.emit(settlement, "PayoutSent").withArgs(id, merchant.address, token, recipient, 20n);
    await expect(tx)
      .to.emit(settlement, "BalanceUpdated")
      .withArgs(merchant.address, token, id, kind.Payout, -30n, AMOUNT - 30n, 0n);
    await expect(tx).to.emit(escrow, "Released").withArgs(token, AMOUNT);
    expect(await suite.token.balanceOf(recipient)).to.equal(20n);
    expect(await settlement.totalLiabilities(token)).to.equal(AMOUNT - 30n);
    expect(await settlement.executed(id)).to.equal(true);
  });

  it("pays many accounts in many tokens", async () => {
    const { settlement, stranger, merchant } = suite;
    const other = await denyListToken(suite);
    await captured(suite);
    await captured(suite, { receiver: stranger.address });
    await captured(suite, { token: await other.getAddress() });
    await settlement.connect(suite.risk).setOutflowLimit(await other.getAddress(), AMOUNT, 1_000);
    await pay([
      item(1n),
      item(2n, stranger.address, stranger.address),
      { ...item(3n), token: await other.getAddress() },
      item(4n),
    ]);
    expect(await available()).to.equal(AMOUNT - 5n);
    expect(await available(stranger.address)).to.equal(AMOUNT - 2n);
    expect(await settlement.balanceOf(merchant.address, await other.getAddress())).to.deep.equal([
      AMOUNT - 3n,
      0n,
    ]);
  });

  it("S4 fails items alone and leaves their balance", async () => {
    const { settlement, merchant, stranger } = suite;
    await captured(suite);
    const id = nextId();
    const tx = await pay([item(AMOUNT + 1n), item(1n, stranger.address), item(0n), item(5n)], id);
    const failed = (to: string, amount: bigint, reason: string) =>
      expect(tx)
        .to.emit(settlement, "PayoutFailed")
        .withArgs(id, merchant.address, token, to, amount, reason);
    const poor = errorData("InsufficientBalance", [merchant.address, token, AMOUNT, AMOUNT + 1n]);
    await failed(merchant.address, AMOUNT + 1n, poor);
    await failed(
      stranger.address,
      1n,
      errorData("RecipientNotAllowed", [merchant.address, stranger.address]),
    );
    await failed(merchant.address, 0n, errorData("ZeroAmount"));
    expect(await available()).to.equal(AMOUNT - 5n);
  });

  it("S4 never pays more than is available, however the items are split", async () => {
    await captured(suite);
    await pay([item(AMOUNT - 1n), item(2n), item(1n), item(1n)]);
    expect(await available()).to.equal(0n);
    expect(await suite.settlement.totalLiabilities(token)).to.equal(0n);
  });

  it("S4 executes a batch id once", async () => {
    const { settlement } = suite;
    await captured(suite);
    const id = nextId();
    await pay([item(1n)], id);
    await expect(pay([item(1n)], id))
      .to.be.revertedWithCustomError(settlement, "BatchAlreadyExecuted")
      .withArgs(id);
    expect(await available()).to.equal(AMOUNT - 1n);
  });

  for (const refusal of ["Revert", "ReturnFalse", "ReturnBomb", "LongReturn"] as const) {
    it(`S4 isolates a recipient whom the token refuses by ${refusal}`, async () => {
      const { settlement, merchant, stranger, risk } = suite;
      const deny = await denyListToken(suite);
      const address = await deny.getAddress();
      await captured(suite, { token: address });
      await captured(suite, { token: address, receiver: stranger.address });
      await settlement.connect(risk).setOutflowLimit(address, AMOUNT, 1_000);
      await deny.deny(merchant.address, refusals[refusal]);
      const tx = await pay([
        { ...item(7n), token: address },
        { ...item(7n, stranger.address, stranger.address), token: address },
      ]);
      await expect(tx).to.emit(settlement, "PayoutFailed");
      expect(await settlement.balanceOf(merchant.address, address)).to.deep.equal([AMOUNT, 0n]);
      expect(await settlement.balanceOf(stranger.address, address)).to.deep.equal([AMOUNT - 7n, 0n]);
      expect((await tx.wait())?.gasUsed).to.be.lessThan(400_000n);
    });
  }

  it("S7 stops at the outflow limit, which refills evenly", async () => {
    const { settlement, merchant, connection } = suite;
    await settlement.connect(merchant).deposit(merchant.address, token, 2n * OUTFLOW_CAPACITY - AMOUNT);
    await pay([item(OUTFLOW_CAPACITY)]);
    const id = nextId();
    const tx = await pay([item(OUTFLOW_CAPACITY / 2n)], id);
    await expect(tx).to.emit(settlement, "PayoutFailed");
    await connection.networkHelpers.time.increase(OUTFLOW_WINDOW_SECONDS / 4);
    const { capacity, windowSeconds } = await settlement.outflowLimit(token);
    expect([capacity, windowSeconds]).to.deep.equal([OUTFLOW_CAPACITY, BigInt(OUTFLOW_WINDOW_SECONDS)]);
    await pay([item(OUTFLOW_CAPACITY / 4n)]);
    expect(await available()).to.equal((3n * OUTFLOW_CAPACITY) / 4n - AMOUNT);
  });

  it("S7 pays nothing in a token without a limit", async () => {
    const { settlement, merchant } = suite;
    const other = await denyListToken(suite);
    const address = await other.getAddress();
    await captured(suite, { token: address });
    const id = nextId();
    await expect(pay([{ ...item(1n), token: address }], id))
      .to.emit(settlement, "PayoutFailed")
      .withArgs(
        id,
        merchant.address,
        address,
        merchant.address,
        1n,
        errorData("OutflowLimitExceeded", [address, 0n, 1n]),
      );
  });

  it("K2 pays no account the gate does not clear, and nobody while it fails", async () => {
    const { settlement, admin, merchant, stranger, ethers } = suite;
    await captured(suite);
    await captured(suite, { receiver: stranger.address });
    const gate = await ethers.deployContract("SwitchGate");
    await settlement.connect(admin).setGate(await gate.getAddress());
    await gate.set(merchant.address, 2);
    await pay([item(1n), item(1n, stranger.address, stranger.address)]);
    expect(await available()).to.equal(AMOUNT);
    expect(await available(stranger.address)).to.equal(AMOUNT - 1n);
    await gate.breakFor(stranger.address);
    const id = nextId();
    const blocked = errorData("Blocked", [stranger.address, 3n]);
    await expect(pay([item(1n, stranger.address, stranger.address)], id))
      .to.emit(settlement, "PayoutFailed")
      .withArgs(id, stranger.address, token, stranger.address, 1n, blocked);
    expect(await available(stranger.address)).to.equal(AMOUNT - 1n);
  });

  it("refuses to begin an item without the gas to pay it", async () => {
    const { settlement, settler } = suite;
    await captured(suite);
    const call = settlement.connect(settler).payoutBatch(nextId(), [item(1n)], { gasLimit: 250_000 });
    await expect(call).to.be.revertedWithCustomError(settlement, "InsufficientGas");
    expect(await available()).to.equal(AMOUNT);
  });

  it("X1 refuses anyone but SETTLER", async () => {
    const { settlement, merchant, manager } = suite;
    await captured(suite);
    for (const caller of [merchant, manager]) {
      await expect(
        settlement.connect(caller).payoutBatch(nextId(), [item(1n)]),
      ).to.be.revertedWithCustomError(settlement, "AccessManagedUnauthorized");
    }
    expect(await available()).to.equal(AMOUNT);
  });
});
