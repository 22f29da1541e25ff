import { expect } from "chai";
import type { ReentrantToken } from "../../../src/chain/typechain/index.js";
import { PRE_APPROVAL } from "../fixtures/collect.js";
import { DEFAULT_DELAY_SECONDS, drawn, free, lateFrom, POOL_ASSETS, passTo } from "../fixtures/credit.js";
import { loadRealCredit } from "../fixtures/loadRealCredit.js";
import { AMOUNT, termsOf } from "../fixtures/paymentInfo.js";
import { type RealCreditSuite, withRealCredit } from "../fixtures/realCredit.js";

/** Each verb of credit that lets the token run, tried against each entry it could call back. */
describe("G3 re-entrancy of credit", () => {
  let suite: RealCreditSuite;
  let token: ReentrantToken;
  let guardError: string;
  let id: string;

  /** 100 units of a hostile token are drawn; the stranger has put 30 into the reserve. */
  beforeEach(async () => {
    const plain = await loadRealCredit();
    const { ethers, stranger, merchant, payer, settlement, collector } = plain;
    token = await ethers.deployContract("ReentrantToken");
    for (const account of [stranger, merchant, payer]) await token.mint(account.address, 10n * AMOUNT);
    await token.connect(payer).approve(await collector.getAddress(), ethers.MaxUint256);
    await token.connect(stranger).approve(await settlement.getAddress(), ethers.MaxUint256);
    suite = await withRealCredit({ ...plain, token: await asSuiteToken(plain, token) });
    guardError = ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10);
    id = await drawn(suite, AMOUNT, { ...free, holdbackBps: 2_000n });
    await suite.line.connect(stranger).fundReserve(30_000_000n);
  });

  const asSuiteToken = async ({ ethers }: RealCreditSuite, hostile: ReentrantToken) =>
    ethers.getContractAt("TestDollar", await hostile.getAddress());

  async function lineCalls(): Promise<Record<string, string>> {
    const { line, merchant, ethers } = suite;
    const encode = line.interface.encodeFunctionData.bind(line.interface);
    const asset = await token.getAddress();
    return {
      accrue: encode("accrue", [id]),
      draw: encode("draw", [id, 1n]),
      drawAgainst: encode("drawAgainst", [id, [], 1n]),
      repay: encode("repay", [id, 1n]),
      repayFromBalance: encode("repayFromBalance", [id, 1n]),
      onRevenue: encode("onRevenue", [merchant.address, asset, 1n, ethers.ZeroHash]),
      recover: encode("recover", [id, 1n]),
      markLate: encode("markLate", [id]),
      declareDefault: encode("declareDefault", [id]),
      fundReserve: encode("fundReserve", [1n]),
      claimReserve: encode("claimReserve"),
      takeUncollected: encode("takeUncollected"),
    };
  }

  function poolCalls(): Record<string, string> {
    const { pool, stranger } = suite;
    const encode = pool.interface.encodeFunctionData.bind(pool.interface);
    return {
      deposit: encode("deposit", [1n, stranger.address]),
      redeem: encode("redeem", [1n, stranger.address, stranger.address]),
      collect: encode("collect"),
      accrue: encode("accrue"),
      fill: encode("fill", [1n]),
      fundDraw: encode("fundDraw", [1n, stranger.address]),
      returnFunds: encode("returnFunds", [0n, 0n, 0n, false]),
      totalAssets: encode("totalAssets"),
      convertToAssets: encode("convertToAssets", [1n]),
      maxWithdraw: encode("maxWithdraw", [stranger.address]),
    };
  }

  /** Runs the verb once per armed call, each from the same state, and expects the guard to answer every one. */
  async function expectGuarded(target: string, calls: Record<string, string>, verb: () => Promise<unknown>) {
    for (const [name, call] of Object.entries(calls)) {
      await during(target, call, verb, async () => {
        expect(await token.succeeded(), `${name}: refused`).to.equal(false);
        expect((await token.result()).slice(0, 10), `${name}: by the guard`).to.equal(guardError);
      });
    }
  }

  async function during(
    target: string,
    call: string,
    verb: () => Promise<unknown>,
    check: () => Promise<unknown>,
  ) {
    const snapshot = await suite.connection.networkHelpers.takeSnapshot();
    await token.arm(target, call);
    await verb();
    expect(await token.fired(), "the token ran").to.equal(true);
    await check();
    await snapshot.restore();
  }

  /** Whoever asks in the middle is told what the pool was worth before, and gets shares at no better price. */
  async function expectPoolAt(worth: bigint, verb: () => Promise<unknown>) {
    const { pool } = suite;
    const call = pool.interface.encodeFunctionData("totalAssets");
    await during(await pool.getAddress(), call, verb, async () => {
      expect(await token.succeeded()).to.equal(true);
      expect(BigInt(await token.result())).to.equal(worth);
    });
  }

  const toDefault = async () => passTo(suite, (await lateFrom(suite, id)) + BigInt(DEFAULT_DELAY_SECONDS));

  it("repay keeps the line closed, and the pool shows its full worth", async () => {
    const { line, stranger } = suite;
    const verb = () => line.connect(stranger).repay(id, 10_000_000n);
    await expectGuarded(await line.getAddress(), await lineCalls(), verb);
    await expectPoolAt(POOL_ASSETS, verb);
  });

  it("draw keeps line and pool closed", async () => {
    const { line, pool, merchant } = suite;
    const verb = () => line.connect(merchant).draw(id, 10_000_000n);
    await expectGuarded(await line.getAddress(), await lineCalls(), verb);
    await expectGuarded(await pool.getAddress(), poolCalls(), verb);
  });

  it("fundReserve and withdrawReserve keep the line closed, and the pool shows its worth", async () => {
    const { line, stranger, risk } = suite;
    const fund = () => line.connect(stranger).fundReserve(1n);
    const withdraw = () => line.connect(risk).withdrawReserve(1n, stranger.address);
    for (const verb of [fund, withdraw]) {
      await expectGuarded(await line.getAddress(), await lineCalls(), verb);
      await expectPoolAt(POOL_ASSETS, verb);
    }
  });

  it("declareDefault and waive keep the line closed, and the pool shows its worth before the loss", async () => {
    const { line, risk } = suite;
    const waive = () => line.connect(risk).waive(id, 10_000_000n);
    await expectGuarded(await line.getAddress(), await lineCalls(), waive);
    await expectPoolAt(POOL_ASSETS, waive);
    await toDefault();
    const declare = () => line.declareDefault(id);
    await expectGuarded(await line.getAddress(), await lineCalls(), declare);
    await expectPoolAt(POOL_ASSETS, declare);
  });

  it("recover keeps the line closed, and the pool shows its worth before it", async () => {
    const { line, risk, stranger } = suite;
    await toDefault();
    await line.declareDefault(id);
    await line.connect(risk).writeOff(id);
    const verb = () => line.connect(stranger).recover(id, 2n ** 200n);
    await expectGuarded(await line.getAddress(), await lineCalls(), verb);
    await expectPoolAt(POOL_ASSETS - 70_000_000n, verb);
  });

  it("claimReserve and collect keep line and pool closed", async () => {
    const { line, pool, escrow, operator, payer, collector, merchant, ethers } = suite;
    await toDefault();
    await line.declareDefault(id);
    const sale = await termsOf(suite, { receiver: merchant.address });
    await collector.connect(payer).preApprove(sale);
    await escrow
      .connect(operator)
      .charge(sale, AMOUNT, await collector.getAddress(), PRE_APPROVAL, 0, ethers.ZeroAddress);
    expect(await line.reserve()).to.deep.equal([0n, 30_000_000n]);
    const claim = () => line.claimReserve();
    await expectGuarded(await line.getAddress(), await lineCalls(), claim);
    await expectGuarded(await pool.getAddress(), poolCalls(), claim);
    await expectGuarded(await pool.getAddress(), poolCalls(), () => pool.collect());
  });

  it("C7: a repayment while the pool collects is refused by the pool, and nothing counts twice", async () => {
    const { line, pool, merchant, settlement, stranger, payer, ethers } = suite;
    await line.connect(merchant).repayFromBalance(id, 40_000_000n);
    // The token itself can pay.
    await token.mint(await token.getAddress(), AMOUNT);
    const allow = token.interface.encodeFunctionData("approve", [await line.getAddress(), ethers.MaxUint256]);
    await token.arm(await token.getAddress(), allow);
    await token.connect(payer).transfer(stranger.address, 1n);
    const repay = line.interface.encodeFunctionData("repay", [id, 1n]);
    const accrue = line.interface.encodeFunctionData("accrue", [id]);
    const collected = async () => {
      expect(await line.uncollected()).to.equal(0n);
      expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
      expect((await pool.vaultState()).idle).to.equal(POOL_ASSETS - 60_000_000n);
    };
    await during(
      await line.getAddress(),
      accrue,
      () => pool.collect(),
      async () => {
        expect(await token.succeeded()).to.equal(true);
        await collected();
      },
    );
    await expectGuarded(await line.getAddress(), { repay }, () => pool.collect());
    await pool.collect();
    await collected();
    await settlement.connect(stranger).deposit(await pool.getAddress(), await token.getAddress(), 5n);
    expect(await pool.totalAssets()).to.equal(POOL_ASSETS);
  });
});
