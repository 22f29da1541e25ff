import { expect } from "chai";
import { getAddress, id, ZeroAddress, zeroPadValue } from "ethers";
import hre from "hardhat";
import { roleIds } from "../../../ignition/roles.js";
import { captured, OPERATOR_FUNDS } from "../fixtures/collect.js";
import { drawn } from "../fixtures/credit.js";
import { approvedMandate, authorizeUnder } from "../fixtures/mandate.js";
import { AMOUNT, termsOf } from "../fixtures/paymentInfo.js";
import { PURSE, type WholeActors, withActors } from "../fixtures/wholeActors.js";
import { deployWholeSuite } from "../fixtures/wholeSuite.js";

const APPROVAL = id("Approval(address,address,uint256)");
const REF = id("invoice 1");

describe("deployment: allowances", () => {
  it("X2 leaves no allowance of a contract of the suite, after money went every way through it", async () => {
    const connection = await hre.network.create();
    const whole = await deployWholeSuite(connection);
    const suite = await withActors(whole);
    const { addresses, assets } = whole.deployment;
    const adapter = await journey(suite);
    await suite.lens.assertSolvent([await suite.token.getAddress()]);

    const contracts = Object.values({
      ...addresses,
      ...assets[0],
      implementation: await suite.factory.implementation(),
    })
      .filter((value) => value.startsWith("0x"))
      .concat(await suite.factory.addressOf(suite.merchant.address, REF, suite.payer.address));
    const granted = await connection.ethers.provider.getLogs({
      fromBlock: 0,
      topics: [APPROVAL, contracts.map((owner) => zeroPadValue(owner, 32))],
    });
    const spenders = new Map<string, Set<string>>();
    for (const { address, topics } of granted) {
      const [owner = "", spender = ""] = topics.slice(1).map((topic) => getAddress(`0x${topic.slice(26)}`));
      spenders.set(owner, (spenders.get(owner) ?? new Set()).add(`${spender} ${address}`));
      const token = await connection.ethers.getContractAt("PlainToken", address);
      expect(await token.allowance(owner, spender), `${owner} to ${spender}`).to.equal(0n);
    }
    // The two that pay others by allowance did, so that the walk had something to find.
    const earn = await suite.earn.getAddress();
    const settlement = await suite.settlement.getAddress();
    const token = await suite.token.getAddress();
    expect([...(spenders.get(earn) ?? [])]).to.include(`${adapter} ${token}`);
    expect([...(spenders.get(settlement) ?? [])]).to.include(`${earn} ${token}`);
    await connection.close();
  });
});

/** Payments by allowance and mandate, refunds from both sources, a deposit address, earning with an adapter, payouts,
 *  a loan paid back by sales, wallet and balance, and shares redeemed; returns the adapter. */
async function journey(suite: WholeActors): Promise<string> {
  const { token, escrow, settlement, operator, merchant, payer, lender, line, pool, earn, factory } = suite;
  const asset = await token.getAddress();
  await pool.connect(lender).deposit(PURSE / 2n, lender.address);
  const loan = await drawn(suite, 5n * AMOUNT);
  const first = await captured(suite, { maxAmount: 10n * AMOUNT });
  const context = { suite, mandates: suite.mandates, agent: suite.stranger };
  const mandate = await approvedMandate(context);
  const underMandate = await termsOf(suite);
  await authorizeUnder(context, mandate, underMandate);
  await escrow.connect(operator).capture(underMandate, AMOUNT / 2n, 0, ZeroAddress);
  await escrow.connect(operator).void(underMandate);
  await escrow
    .connect(operator)
    .refund(first, AMOUNT, await suite.refundCollector.getAddress(), OPERATOR_FUNDS);
  await escrow.connect(operator).refund(first, AMOUNT, ZeroAddress, "0x");

  const deposit = await factory.addressOf(merchant.address, REF, payer.address);
  await token.connect(payer).transfer(deposit, AMOUNT);
  await factory.sweep(merchant.address, REF, payer.address, [asset]);
  await settlement.connect(merchant).deposit(merchant.address, asset, AMOUNT);

  const adapter = await earning(suite);
  await settlement.connect(merchant).withdraw(asset, AMOUNT, merchant.address);
  await line.connect(merchant).repay(loan, AMOUNT / 10n);
  await line.connect(merchant).repayFromBalance(loan, AMOUNT / 10n);
  await line.connect(merchant).fundReserve(AMOUNT);
  await pool.collect();
  await pool
    .connect(lender)
    .redeem((await pool.balanceOf(lender.address)) / 4n, lender.address, lender.address);
  await pool.connect(lender).requestRedeem((await pool.balanceOf(lender.address)) / 4n);
  await pool.fill(1n);
  expect((await earn.vaultState()).idle).to.be.greaterThan(0n);
  return adapter;
}

/** The merchant's idle money goes to the Earn vault, from there to an adapter, and half of it back. */
async function earning({ ethers, token, settlement, merchant, earn, accessManager, admin }: WholeActors) {
  const asset = await token.getAddress();
  const adapter = await (await ethers.deployContract("AdapterVault", [asset])).getAddress();
  for (const role of [roleIds.CURATOR, roleIds.ALLOCATOR]) {
    await accessManager.connect(admin).grantRole(role, admin.address, 0);
  }
  await settlement.connect(merchant).setEarn(asset, 5_000);
  await settlement.connect(merchant).earn(merchant.address, asset);
  await earn.connect(admin).setAdapter(adapter, PURSE);
  await earn.connect(admin).allocate(adapter, AMOUNT);
  await earn.connect(admin).deallocate(adapter, AMOUNT / 2n);
  await settlement.connect(merchant).unearn(merchant.address, asset, AMOUNT);
  return adapter;
}
