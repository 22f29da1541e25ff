import type { Bps } from "../../kernel/money/bps.ts";
import { feeDown } from "../../kernel/money/bps.ts";
import {
  chainAccount,
  credit,
  debit,
  type JournalLine,
  merchantAccount,
  type NewEntry,
  PAYMENT_FEES,
} from "../ledger/index.ts";
import type { PaymentFact } from "./facts.ts";
import type { Payment } from "./payment.ts";

type Posting = Pick<NewEntry, "kind" | "lines">;

/** What a fact means in the ledger as soon as it is seen; undone by reversal when the fact is orphaned. */
export function postingsWhenSeen(payment: Payment, fact: PaymentFact): Posting[] {
  switch (fact.name) {
    case "PaymentAuthorized":
      return [{ kind: "PAYMENT_AUTHORIZED", lines: holdLines(payment, fact.amount) }];
    case "PaymentCaptured":
      return [{ kind: "PAYMENT_CAPTURED", lines: captureLines(payment, fact) }];
    case "PaymentCharged":
      return [
        { kind: "PAYMENT_AUTHORIZED", lines: holdLines(payment, fact.amount) },
        { kind: "PAYMENT_CAPTURED", lines: captureLines(payment, fact) },
      ];
    case "PaymentVoided":
      return [{ kind: "PAYMENT_VOIDED", lines: returnLines(payment, fact.amount) }];
    case "PaymentReclaimed":
      return [{ kind: "PAYMENT_RECLAIMED", lines: returnLines(payment, fact.amount) }];
    case "PaymentRefunded":
    case "PaymentPreApproved":
    case "CaptureSkipped":
    case "RefundSkipped":
      return [];
  }
}

/**
 * What changes once the fact's block is final: captured money can be spent.
 * @param lien what a credit line took of it, in units; that has left pending already
 */
export function postingsWhenFinal(payment: Payment, fact: PaymentFact, lien: bigint): Posting[] {
  if (fact.name !== "PaymentCaptured" && fact.name !== "PaymentCharged") return [];
  const money = { asset: payment.asset, units: netOf(fact) - lien };
  return [
    {
      kind: "CAPTURE_FINAL",
      lines: [
        debit(merchantAccount(payment.merchantId, "pending"), money),
        credit(merchantAccount(payment.merchantId, "available"), money),
      ],
    },
  ];
}

/** What a capture brings the merchant; the contract allows no other fee. */
export function netOf({ amount, feeBps }: { amount: bigint; feeBps: number }): bigint {
  return amount - feeDown(amount, feeBps as Bps); // contract-checked
}

function holdLines(payment: Payment, units: bigint): JournalLine[] {
  const money = { asset: payment.asset, units };
  return [
    debit(chainAccount(payment.chainId, "escrow"), money),
    credit(merchantAccount(payment.merchantId, "escrowed"), money),
  ];
}

function returnLines(payment: Payment, units: bigint): JournalLine[] {
  const money = { asset: payment.asset, units };
  return [
    debit(merchantAccount(payment.merchantId, "escrowed"), money),
    credit(chainAccount(payment.chainId, "escrow"), money),
  ];
}

function captureLines(payment: Payment, fact: { amount: bigint; feeBps: number }): JournalLine[] {
  const { asset } = payment;
  const fee = feeDown(fact.amount, fact.feeBps as Bps); // the contract allows no other
  return [
    ...returnLines(payment, fact.amount),
    debit(chainAccount(payment.chainId, "settlement"), { asset, units: fact.amount }),
    credit(merchantAccount(payment.merchantId, "pending"), { asset, units: fact.amount - fee }),
    credit(PAYMENT_FEES, { asset, units: fee }),
  ];
}
