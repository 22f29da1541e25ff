import type { Tx } from "../../db/withTx.ts";
import type { FactOf } from "../../kernel/facts/chainFact.ts";
import {
  chainAccount,
  credit,
  debit,
  debitTaken,
  factSource,
  firstLoss,
  type JournalLine,
  merchantAccount,
  postEntry,
} from "../ledger/index.ts";
import { makeWay } from "../payouts/index.ts";
import type { CreditLine } from "./credit.ts";
import { type Posting, repaymentPostings } from "./creditPostings.ts";
import { findPaidBefore, isPaidFromPending, readToReserve } from "./facts.store.ts";
import type { FactNamed } from "./facts.ts";
import { lockLine } from "./lines.store.ts";

interface Repaid {
  readonly line: CreditLine;
  readonly fact: FactNamed<"CreditRepaid">;
}

/**
 * What a repayment means in the ledger. Tokens of one from a capture stay in Settlement, where they are the pool's until
 * it collects them. One without a reference is from a wallet, whose tokens went to the pool, unless Settlement says
 * otherwise later in the transaction: see bookBalanceRepayment.
 */
export async function bookRepayment(tx: Tx, { line, fact }: Repaid): Promise<Posting[]> {
  const toReserve = line.status === "DEFAULTED" ? await readToReserve(tx, fact) : 0n;
  const total = fact.interestPaid + fact.principalPaid;
  if (BigInt(fact.ref) !== 0n) {
    const paidFrom = await revenueDebits(tx, { line, fact }, total);
    return repaymentPostings(line, fact, { paidFrom, toReserve });
  }
  // The reserve's part came to the credit line, which says so itself.
  const money = { asset: line.asset, units: total - toReserve };
  const paidFrom = [debit(chainAccount(line.chainId, "credit-pool"), money)];
  return repaymentPostings(line, fact, { paidFrom, toReserve: 0n });
}

/** Of an account that no merchant confirmed we do not know the balance: the tokens are new to our books. */
async function revenueDebits(tx: Tx, { line, fact }: Repaid, total: bigint): Promise<JournalLine[]> {
  const money = { asset: line.asset, units: total };
  if (line.merchantId === null) return [debit(chainAccount(line.chainId, "settlement"), money)];
  if (await isPaidFromPending(tx, fact)) return [debit(merchantAccount(line.merchantId, "pending"), money)];
  return debitTaken(tx, line.merchantId, money);
}

/** Settlement's Repayment, by its number. @see contracts/types/Settlement.sol BalanceKind */
const REPAYMENT = 11;

/**
 * The repayment before this fact was paid from the borrower's balance: the tokens did not go to the pool but stay in
 * Settlement, and the balance is what paid. Payouts that are not under way end if it no longer covers them.
 */
export async function bookBalanceRepayment(tx: Tx, fact: FactOf<"BalanceUpdated">, at: Date): Promise<void> {
  if (fact.kind !== REPAYMENT || fact.delta >= 0n) return;
  const line = await lockLine(tx, { chainId: fact.chainId, creditId: fact.ref });
  if (!line) return;
  const { merchantId, asset, chainId, livemode } = line;
  const units = -fact.delta;
  const repaid = await findPaidBefore(tx, { ...fact, creditId: fact.ref });
  const toReserve = line.status === "DEFAULTED" && repaid ? await readToReserve(tx, repaid) : 0n;
  if (merchantId !== null)
    await makeWay(tx, { chainId, account: fact.account, merchantId, asset, units, at });
  const debits =
    merchantId === null
      ? [debit(chainAccount(chainId, "settlement"), { asset, units })]
      : await debitTaken(tx, merchantId, { asset, units });
  const lines = [
    ...debits,
    credit(chainAccount(chainId, "credit-pool"), { asset, units: units - toReserve }),
    credit(firstLoss(chainId, "claimable"), { asset, units: toReserve }),
  ];
  const sourceId = factSource(fact.id);
  await postEntry(tx, {
    kind: "CREDIT_PAID_FROM_BALANCE",
    sourceId,
    merchantId,
    livemode,
    postedAt: at,
    lines,
  });
}
