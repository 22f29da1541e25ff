import { expect } from "chai";
import type { ReentrantToken } from "../../../src/chain/typechain/index.js";
import { authorized, PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";

/** Each verb that lets a token run, tried against each entry a hostile token could call back. The token itself is
 *  operator and merchant of the payments it calls about, so that only the guards stand in its way. */
describe("G3 re-entrancy", () => {
  let suite: Suite;
  let token: ReentrantToken;
  let address: string;
  let guardError: string;

  beforeEach(async () => {
    suite = await loadSuite();
    token = await suite.ethers.deployContract("ReentrantToken");
    address = await token.getAddress();
    const { payer, merchant, collector, settlement, operator, refundCollector, risk, ethers } = suite;
    await token.mint(payer.address, 100n * AMOUNT);
    await token.mint(operator.address, 100n * AMOUNT);
    await token.connect(payer).approve(await collector.getAddress(), ethers.MaxUint256);
    await token.connect(operator).approve(await refundCollector.getAddress(), ethers.MaxUint256);
    await token.connect(merchant).approve(await settlement.getAddress(), ethers.MaxUint256);
    await settlement.connect(risk).setOutflowLimit(address, 100n * AMOUNT, 1_000);
    guardError = ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10);
  });

  const own = (changes: Partial<Terms> = {}) => authorized(suite, { token: address, ...changes });
  /** Terms that the token itself operates; nothing of them was collected. */
  const hostile = () => termsOf(suite, { token: address, operator: address, receiver: address });

  /** Calls to the escrow and to Settlement that the token arms, each guarded for its own reason. */
  async function escrowCalls() {
    const { escrow, ethers, collector } = suite;
    const [terms, encode] = [await hostile(), escrow.interface.encodeFunctionData.bind(escrow.interface)];
    const collectorAddress = await collector.getAddress();
    const id = await escrow.getHash(terms);
    return {
      authorize: encode("authorize", [terms, AMOUNT, collectorAddress, PRE_APPROVAL]),
      charge: encode("charge", [terms, AMOUNT, collectorAddress, PRE_APPROVAL, 0, ethers.ZeroAddress]),
      capture: encode("capture", [terms, 1n, 0, ethers.ZeroAddress]),
      captureBatch: encode("captureBatch", [[]]),
      void: encode("void", [terms]),
      voidPartial: encode("voidPartial", [terms, 1n]),
      reclaim: encode("reclaim", [terms]),
      refund: encode("refund", [terms, 1n, ethers.ZeroAddress, "0x"]),
      refundBatch: encode("refundBatch", [[]]),
      claim: encode("claim", [address]),
      release: encode("release", [address]),
      paymentState: encode("paymentState", [id]),
      statusOf: encode("statusOf", [id]),
      totals: encode("totals", [address]),
      claimable: encode("claimable", [address, address]),
    };
  }
  async function settlementCalls() {
    const { settlement, escrow } = suite;
    const encode = settlement.interface.encodeFunctionData.bind(settlement.interface);
    return {
      deposit: encode("deposit", [address, address, 1n]),
      withdraw: encode("withdraw", [address, 1n, address]),
      takeRefund: encode("takeRefund", [address, address, 1n, address, `0x${"00".repeat(32)}`, address]),
      creditCaptures: encode("creditCaptures", [address, []]),
      releaseReserve: encode("releaseReserve", [address, address, []]),
      pull: encode("pull", [await escrow.getAddress(), address]),
      balanceOf: encode("balanceOf", [address, address]),
      totalLiabilities: encode("totalLiabilities", [address]),
    };
  }

  /** Runs the verb once per armed call, each from the same state, and expects the guard to answer every one. */
  async function expectGuarded(target: string, calls: Record<string, string>, verb: () => Promise<unknown>) {
    const { networkHelpers } = suite.connection;
    for (const [name, call] of Object.entries(calls)) {
      const snapshot = await networkHelpers.takeSnapshot();
      await token.arm(target, call);
      await verb();
      expect(await token.fired(), `${name}: the token ran`).to.equal(true);
      expect(await token.succeeded(), `${name}: refused`).to.equal(false);
      expect((await token.result()).slice(0, 10), `${name}: by the guard`).to.equal(guardError);
      await snapshot.restore();
    }
  }

  it("authorize keeps the escrow closed", async () => {
    const terms = await preApproved(suite, { token: address });
    const { escrow, operator, collector } = suite;
    const verb = async () =>
      escrow.connect(operator).authorize(terms, AMOUNT, await collector.getAddress(), PRE_APPROVAL);
    await expectGuarded(await escrow.getAddress(), await escrowCalls(), verb);
  });

  it("charge keeps the escrow closed", async () => {
    const terms = await preApproved(suite, { token: address });
    const { escrow, operator, collector, ethers } = suite;
    const verb = async () =>
      escrow
        .connect(operator)
        .charge(terms, AMOUNT, await collector.getAddress(), PRE_APPROVAL, 0, ethers.ZeroAddress);
    await expectGuarded(await escrow.getAddress(), await escrowCalls(), verb);
  });

  it("void and reclaim keep the escrow closed", async () => {
    const terms = await own();
    const { escrow, operator, payer } = suite;
    const calls = await escrowCalls();
    await expectGuarded(await escrow.getAddress(), calls, () => escrow.connect(operator).void(terms));
    await suite.connection.networkHelpers.time.increaseTo(terms.authorizationExpiry);
    await expectGuarded(await escrow.getAddress(), calls, () => escrow.connect(payer).reclaim(terms));
  });

  it("refund keeps escrow and Settlement closed", async () => {
    const terms = await own();
    const { escrow, settlement, operator, refundCollector, ethers } = suite;
    await escrow.connect(operator).capture(terms, AMOUNT, 0, ethers.ZeroAddress);
    await settlement.pull(await escrow.getAddress(), address);
    const fromBalance = () => escrow.connect(operator).refund(terms, 1n, ethers.ZeroAddress, "0x");
    await expectGuarded(await escrow.getAddress(), await escrowCalls(), fromBalance);
    await expectGuarded(await settlement.getAddress(), await settlementCalls(), fromBalance);
    const data = ethers.AbiCoder.defaultAbiCoder().encode(["uint8", "bytes"], [2, "0x"]);
    const fromOperator = async () =>
      escrow.connect(operator).refund(terms, 1n, await refundCollector.getAddress(), data);
    await expectGuarded(await escrow.getAddress(), await escrowCalls(), fromOperator);
  });

  it("withdraw, deposit and payoutBatch keep Settlement closed", async () => {
    const terms = await own();
    const { escrow, settlement, operator, merchant, settler, ethers } = suite;
    await escrow.connect(operator).capture(terms, AMOUNT, 0, ethers.ZeroAddress);
    await settlement.pull(await escrow.getAddress(), address);
    const [target, calls] = [await settlement.getAddress(), await settlementCalls()];
    await token.mint(merchant.address, AMOUNT);
    await expectGuarded(target, calls, () =>
      settlement.connect(merchant).withdraw(address, 1n, merchant.address),
    );
    await expectGuarded(target, calls, () =>
      settlement.connect(merchant).deposit(merchant.address, address, 1n),
    );
    const payout = { account: merchant.address, token: address, to: merchant.address, amount: 1n };
    await expectGuarded(target, calls, () =>
      settlement.connect(settler).payoutBatch(ethers.id("re-entrant"), [payout]),
    );
  });

  it("a capture from within a payout cannot reach Settlement's books", async () => {
    const { escrow, settlement, merchant, settler, operator, ethers, collector, payer } = suite;
    const held = await termsOf(suite, { token: address, operator: address, receiver: merchant.address });
    await collector.connect(payer).preApprove(held);
    const authorize = escrow.interface.encodeFunctionData("authorize", [
      held,
      AMOUNT,
      await collector.getAddress(),
      PRE_APPROVAL,
    ]);
    await token.arm(await escrow.getAddress(), authorize);
    await token.connect(payer).transfer(payer.address, 1n);
    expect(await token.succeeded()).to.equal(true);
    const terms = await own();
    await escrow.connect(operator).capture(terms, AMOUNT, 0, ethers.ZeroAddress);
    await settlement.pull(await escrow.getAddress(), address);
    const capture = escrow.interface.encodeFunctionData("capture", [held, AMOUNT, 0, ethers.ZeroAddress]);
    const payout = { account: merchant.address, token: address, to: merchant.address, amount: 1n };
    await expectGuarded(await escrow.getAddress(), { capture }, () =>
      settlement.connect(settler).payoutBatch(ethers.id("captures inside"), [payout]),
    );
    expect(await settlement.totalLiabilities(address)).to.equal(AMOUNT);
  });

  it("re-entrant collector: collects nothing more by calling back, and no unit counts twice", async () => {
    const { escrow, admin, operator, ethers } = suite;
    const rogue = await ethers.deployContract("RogueCollector", [0]);
    const rogueAddress = await rogue.getAddress();
    await escrow.connect(admin).addCollector(rogueAddress);
    await token.mint(rogueAddress, 2n * AMOUNT);
    await rogue.deliver(AMOUNT);
    const inner = await termsOf(suite, { token: address, operator: rogueAddress });
    const call = escrow.interface.encodeFunctionData("authorize", [inner, AMOUNT, rogueAddress, "0x"]);
    await rogue.arm(await escrow.getAddress(), call);
    const outer = await termsOf(suite, { token: address });
    await escrow.connect(operator).authorize(outer, AMOUNT, rogueAddress, "0x");
    expect(await rogue.succeeded()).to.equal(false);
    expect((await rogue.result()).slice(0, 10)).to.equal(guardError);
    expect(await escrow.totals(address)).to.deep.equal([AMOUNT, 0n]);
  });
});
