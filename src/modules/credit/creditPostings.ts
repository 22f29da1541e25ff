import {
  chainAccount,
  credit,
  creditReceivable,
  debit,
  firstLoss,
  type JournalLine,
  merchantAccount,
  type NewEntry,
  poolCapital,
} from "../ledger/index.ts";
import { type CreditLine, interestUp } from "./credit.ts";
import type { FactNamed } from "./facts.ts";

export type Posting = Pick<NewEntry, "kind" | "lines">;

/**
 * Postings of a line's facts. Every figure is the contract's: what interest grew by follows from what it was paid and
 * what is left, in whole units, rounded up as the contract asks for it.
 * Shape: `line` is as it was before the fact.
 */
export function drawPostings(line: CreditLine, fact: FactNamed<"CreditDrawn">): Posting[] {
  const net = units(line, fact.amount - fact.fee);
  const paidOut =
    line.merchantId === null
      ? []
      : [
          debit(chainAccount(line.chainId, "settlement"), net),
          credit(merchantAccount(line.merchantId, "pending"), net),
        ];
  return [
    accrual(line, interestUp(fact.interest)),
    {
      kind: "CREDIT_DRAWN",
      lines: [
        debit(creditReceivable("principal", line), units(line, fact.amount)),
        credit(chainAccount(line.chainId, "credit-pool"), net),
        credit(poolCapital(line.chainId), units(line, fact.fee)),
        ...paidOut,
      ],
    },
  ];
}

/** A draw can be spent once its block is final. */
export function drawFinal(line: CreditLine, fact: FactNamed<"CreditDrawn">): Posting[] {
  if (line.merchantId === null) return [];
  const net = units(line, fact.amount - fact.fee);
  const lines = [
    debit(merchantAccount(line.merchantId, "pending"), net),
    credit(merchantAccount(line.merchantId, "available"), net),
  ];
  return [{ kind: "CREDIT_DRAW_FINAL", lines }];
}

/**
 * @param paidFrom debits of the whole payment; from a wallet those of what the pool received
 * @param toReserve what a defaulted line's payment leaves in Settlement for the reserve
 */
export function repaymentPostings(
  line: CreditLine,
  fact: FactNamed<"CreditRepaid">,
  { paidFrom, toReserve }: { paidFrom: readonly JournalLine[]; toReserve: bigint },
): Posting[] {
  const { interestPaid, principalPaid } = fact;
  if (line.status === "DEFAULTED") {
    const total = paidFrom.reduce((sum, each) => sum + each.units, 0n);
    const lines = [
      ...paidFrom,
      credit(poolCapital(line.chainId), units(line, total - toReserve)),
      credit(firstLoss(line.chainId, "claimable"), units(line, toReserve)),
    ];
    return [{ kind: "CREDIT_LOSS_RECOVERED", lines }];
  }
  const lines = [...paidFrom, ...receivableLines(line, principalPaid, interestPaid)];
  return [accrual(line, interestUp(fact.interest) + interestPaid), { kind: "CREDIT_REPAID", lines }];
}

/** What is waived of a line in default was written down before. */
export function waiverPostings(line: CreditLine, fact: FactNamed<"CreditWaived">): Posting[] {
  if (line.status === "DEFAULTED") return [];
  const principal = line.principal - fact.principal;
  const interest = fact.amount - principal;
  return [
    accrual(line, interestUp(fact.interest) + interest),
    {
      kind: "CREDIT_WAIVED",
      lines: lossLines(line, { principal, interest, covered: fact.coveredByReserve }),
    },
  ];
}

export function defaultPostings(line: CreditLine, fact: FactNamed<"DefaultDeclared">): Posting[] {
  const { principalLoss: principal, interestLoss: interest, coveredByReserve: covered } = fact;
  return [
    accrual(line, interest),
    { kind: "CREDIT_DEFAULTED", lines: lossLines(line, { principal, interest, covered }) },
  ];
}

/** Paid from a wallet after the write-off; the reserve's part is told by the reserve. */
export function recoveryPostings(line: CreditLine, fact: FactNamed<"LossRecovered">): Posting[] {
  const money = units(line, fact.toPool);
  const lines = [
    debit(chainAccount(line.chainId, "credit-pool"), money),
    credit(poolCapital(line.chainId), money),
  ];
  return [{ kind: "CREDIT_LOSS_RECOVERED", lines }];
}

/** The reserve's part of a loss comes to the pool as money; the rest the lenders bear. */
function lossLines(
  line: CreditLine,
  loss: { principal: bigint; interest: bigint; covered: bigint },
): JournalLine[] {
  const { principal, interest, covered } = loss;
  return [
    debit(chainAccount(line.chainId, "credit-pool"), units(line, covered)),
    debit(poolCapital(line.chainId), units(line, principal + interest - covered)),
    ...receivableLines(line, principal, interest),
  ];
}

function receivableLines(line: CreditLine, principal: bigint, interest: bigint): JournalLine[] {
  return [
    credit(creditReceivable("interest", line), units(line, interest)),
    credit(creditReceivable("principal", line), units(line, principal)),
  ];
}

/** Interest from the last event to this one. @param now in whole units, before what this event takes off */
function accrual(line: CreditLine, now: bigint): Posting {
  const grown = units(line, now - interestUp(line.interest));
  return {
    kind: "CREDIT_INTEREST_ACCRUED",
    lines: [debit(creditReceivable("interest", line), grown), credit(poolCapital(line.chainId), grown)],
  };
}

function units({ asset }: CreditLine, amount: bigint) {
  return { asset, units: amount };
}
