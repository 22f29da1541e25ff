import type { ContractTransactionResponse } from "ethers";
import { PERMIT2 } from "../../../ignition/permit2/ensurePermit2.js";
import { authorized, captured, PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { AMOUNT, DAY_SECONDS, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { byErc2612, byErc3009, byPermit2 } from "../fixtures/signatures.js";
import type { Suite } from "../fixtures/suite.js";

/** One measured figure. `gas` is the whole transaction's, divided by `per` items. */
export interface GasCase {
  readonly name: string;
  readonly measure: (suite: Suite) => Promise<bigint>;
}

/** Fixed, because the zero bytes of an expiry would change the gas from day to day; in January 2038. */
export const expiries = {
  preApprovalExpiry: 0x7fff1111n,
  authorizationExpiry: 0x7fff2222n,
  refundExpiry: 0x7fff3333n,
} as const;
const BATCH = 100;
const FEE_BPS = 100;

/** The figures that are compared with other systems, under the names of that comparison. */
export const gasCases: readonly GasCase[] = [
  { name: "authorize, warm, pre-approval, no gate", measure: authorizePreApproved },
  { name: "authorize, warm, ERC-3009", measure: authorizeErc3009 },
  { name: "authorize, warm, Permit2", measure: authorizePermit2 },
  { name: "authorize, warm, EIP-2612", measure: authorizeErc2612 },
  { name: "capture full, 1% fee, warm, alone", measure: (suite) => captureAlone(suite, FEE_BPS) },
  { name: "capture full, no fee, warm, alone", measure: (suite) => captureAlone(suite, 0) },
  {
    name: "captureBatch of 100, one merchant, per payment",
    measure: (suite) => captureBatch(suite, () => suite.merchant.address),
  },
  {
    name: "captureBatch of 100, 100 merchants, per payment",
    measure: (suite) => captureBatch(suite, (i) => accountNumber(i)),
  },
  { name: "charge, warm, ERC-3009, 1% fee", measure: chargeErc3009 },
  { name: "charge, warm, pre-approval, 1% fee", measure: chargePreApproved },
  { name: "void", measure: voidHold },
  { name: "reclaim", measure: reclaimHold },
  { name: "refund full, warm, Settlement liquid", measure: (suite) => refundFull(suite, true) },
  { name: "refund full, warm, Settlement not liquid", measure: (suite) => refundFull(suite, false) },
  {
    name: "payout per item, batch of 100 existing holders, one account, recipient list checked",
    measure: payoutBatch,
  },
];

/** Both parties hold the token, and so do escrow and Settlement; every balance the verbs touch was in use before. */
export async function warmUp(suite: Suite): Promise<void> {
  const { escrow, settlement, operator, feeReceiver, token } = suite;
  for (const isLast of [false, true]) {
    const terms = await authorized(suite, expiries);
    await escrow.connect(operator).capture(terms, AMOUNT / 2n, FEE_BPS, feeReceiver.address);
    if (!isLast) await settlement.pull(await escrow.getAddress(), await token.getAddress());
  }
}

export async function authorizePreApproved(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  const terms = await preApproved(suite, expiries);
  const collector = await suite.collector.getAddress();
  return gasOf(suite.escrow.connect(suite.operator).authorize(terms, AMOUNT, collector, PRE_APPROVAL));
}

async function authorizeErc3009(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  return authorizeBy(suite, await termsOf(suite, expiries), byErc3009);
}

async function authorizePermit2(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  await suite.token.connect(suite.payer).approve(PERMIT2, suite.ethers.MaxUint256);
  return authorizeBy(suite, await termsOf(suite, expiries), byPermit2);
}

/** The permit gives the allowance that the collection uses up. */
async function authorizeErc2612(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  await suite.token.connect(suite.payer).approve(await suite.collector.getAddress(), 0n);
  return authorizeBy(suite, await termsOf(suite, expiries), byErc2612);
}

async function authorizeBy(suite: Suite, terms: Terms, by: typeof byErc3009): Promise<bigint> {
  const data = await by(suite, terms);
  const collector = await suite.collector.getAddress();
  return gasOf(suite.escrow.connect(suite.operator).authorize(terms, AMOUNT, collector, data));
}

async function chargePreApproved(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  return charge(suite, await preApproved(suite, expiries), PRE_APPROVAL);
}

async function chargeErc3009(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  const terms = await termsOf(suite, expiries);
  return charge(suite, terms, await byErc3009(suite, terms));
}

async function charge(suite: Suite, terms: Terms, data: string): Promise<bigint> {
  const { escrow, operator, collector, feeReceiver } = suite;
  return gasOf(
    escrow
      .connect(operator)
      .charge(terms, AMOUNT, await collector.getAddress(), data, FEE_BPS, feeReceiver.address),
  );
}

async function captureAlone(suite: Suite, feeBps: number): Promise<bigint> {
  await warmUp(suite);
  const terms = await authorized(suite, expiries);
  const feeReceiver = feeBps === 0 ? suite.ethers.ZeroAddress : suite.feeReceiver.address;
  return gasOf(suite.escrow.connect(suite.operator).capture(terms, AMOUNT, feeBps, feeReceiver));
}

async function captureBatch(suite: Suite, receiverOf: (i: number) => string): Promise<bigint> {
  await warmUp(suite);
  const feeReceiver = suite.feeReceiver.address;
  const hundred = Array.from({ length: BATCH }, (_, i) => ({
    ...expiries,
    maxAmount: 2n * 1_000_000n,
    receiver: receiverOf(i),
  }));
  const captures = [];
  for (const changes of hundred) {
    const info = await authorized(suite, changes);
    await suite.escrow.connect(suite.operator).capture(info, 1_000_000n, FEE_BPS, feeReceiver);
    captures.push({ info, amount: 1_000_000n, feeBps: FEE_BPS, feeReceiver, expectedCapturable: 1_000_000n });
  }
  return (await gasOf(suite.escrow.connect(suite.operator).captureBatch(captures))) / BigInt(BATCH);
}

async function voidHold(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  const terms = await authorized(suite, expiries);
  return gasOf(suite.escrow.connect(suite.operator).void(terms));
}

async function reclaimHold(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  const terms = await authorized(suite, expiries);
  await suite.connection.networkHelpers.time.increaseTo(expiries.authorizationExpiry);
  return gasOf(suite.escrow.connect(suite.payer).reclaim(terms));
}

async function refundFull(suite: Suite, liquid: boolean): Promise<bigint> {
  await warmUp(suite);
  const terms = await captured(suite, expiries);
  const { escrow, settlement, operator, token, ethers } = suite;
  if (liquid) await settlement.pull(await escrow.getAddress(), await token.getAddress());
  return gasOf(escrow.connect(operator).refund(terms, AMOUNT, ethers.ZeroAddress, "0x"));
}

async function payoutBatch(suite: Suite): Promise<bigint> {
  const { settlement, merchant, token, settler, connection } = suite;
  await warmUp(suite);
  const tokenAddress = await token.getAddress();
  await settlement.connect(merchant).deposit(merchant.address, tokenAddress, AMOUNT);
  const payouts = Array.from({ length: BATCH }, (_, i) => ({
    account: merchant.address,
    token: tokenAddress,
    to: accountNumber(i),
    amount: 500_000n,
  }));
  for (const { to } of payouts) {
    await settlement.connect(merchant).addRecipient(merchant.address, to);
    await token.mint(to, 1n);
  }
  await connection.networkHelpers.time.increase(DAY_SECONDS);
  const id = suite.ethers.id("a batch");
  return (await gasOf(settlement.connect(settler).payoutBatch(id, payouts))) / BigInt(BATCH);
}

/** Ordinary-looking addresses: a zero byte of calldata costs less than another. */
export const accountNumber = (i: number): string =>
  `0x${(0x7a3f9c1e5b8d2647a19e3c5f7b9d1e3f5a7c9e1bn + BigInt(i)).toString(16)}`;

export async function gasOf(sent: Promise<ContractTransactionResponse>): Promise<bigint> {
  const receipt = await (await sent).wait();
  if (!receipt) throw new Error("The transaction was not mined");
  return receipt.gasUsed;
}
