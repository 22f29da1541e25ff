import type { ContractTransactionResponse } from "ethers";
import {
  type CreditSuite,
  DEFAULT_DELAY_SECONDS,
  drawn,
  lineTerms,
  nextAfter,
  opened,
  signTerms,
  withCredit,
} from "../fixtures/credit.js";
import { DAY_SECONDS } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";
import type { GasCase } from "./cases.js";

const AMOUNT = 100_000_000n;
/** Fixed, because zero bytes of a time would change the gas from day to day; in January 2038. */
const MATURITY = 0x7fff1111n;
const EXPIRY = 0x7fff2222n;
const times = { maturity: MATURITY, expiry: EXPIRY, nonce: 0x1234n } as const;

/** The life of one line of one borrower, over simple books of Settlement and pool. */
export const creditGasCases: readonly GasCase[] = [
  { name: "credit: open", measure: openLine },
  { name: "credit: draw", measure: drawFirst },
  { name: "credit: repay", measure: repayPart },
  { name: "credit: accrue", measure: accrueMonth },
];

async function openLine(suite: Suite): Promise<bigint> {
  const credit = await warmCredit(suite);
  const terms = await lineTerms(credit, times);
  const signatures = await signTerms(credit, terms, [credit.underwriter]);
  return gasOf(credit.line.connect(credit.merchant).open(terms, signatures, "0x"));
}

async function drawFirst(suite: Suite): Promise<bigint> {
  const credit = await warmCredit(suite);
  const id = await opened(credit, times);
  return gasOf(credit.line.connect(credit.merchant).draw(id, AMOUNT));
}

async function repayPart(suite: Suite): Promise<bigint> {
  const [credit, id] = await aMonthIn(suite);
  return gasOf(credit.line.connect(credit.merchant).repay(id, AMOUNT));
}

async function accrueMonth(suite: Suite): Promise<bigint> {
  const [credit, id] = await aMonthIn(suite);
  return gasOf(credit.line.connect(credit.stranger).accrue(id));
}

/** Another borrower has drawn before, so that the sums over all lines were in use. */
async function warmCredit(suite: Suite): Promise<CreditSuite> {
  const credit = await withCredit(suite);
  await drawn({ ...credit, merchant: credit.stranger }, AMOUNT, { ...times, nonce: 0x2345n });
  return credit;
}

/** A line that owes for less than its period. */
async function aMonthIn(suite: Suite): Promise<readonly [CreditSuite, string]> {
  const credit = await warmCredit(suite);
  const id = await drawn(credit, 5n * AMOUNT, times);
  await nextAfter(credit, id, DEFAULT_DELAY_SECONDS - DAY_SECONDS);
  return [credit, id];
}

async function gasOf(sent: Promise<ContractTransactionResponse>): Promise<bigint> {
  const receipt = await (await sent).wait();
  if (!receipt) throw new Error("The transaction was not mined");
  return receipt.gasUsed;
}
