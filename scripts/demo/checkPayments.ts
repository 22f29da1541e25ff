import type { Sale } from "./createSales.ts";
import type { Outcome } from "./expectOutcome.ts";
import type { Payment } from "./merchantDoor.ts";
import { formatAmount } from "./tokenAmount.ts";

/** Compares what the API says of each payment with what the order says. Answers with every disagreement. */
export function checkPayments(sales: readonly Sale[], payments: readonly Payment[]): string[] {
  return sales.flatMap(({ order, outcome, paymentId }, index) => {
    const payment = payments[index];
    if (payment?.id !== paymentId) return [`${order.reference}: its payment was not read`];
    const { status, statusReasons } = payment;
    const reasons = outcome.reason === null ? [] : [outcome.reason];
    const faults = [
      status === outcome.status ? [] : `is ${status} instead of ${outcome.status}`,
      statusReasons.join() === reasons.join()
        ? []
        : `has the reasons [${statusReasons}] instead of [${reasons}]`,
      ...amountsOf(payment, outcome, order.amount).map(({ name, is, expected }) =>
        is === expected ? [] : `${name} ${formatAmount(is)} instead of ${formatAmount(expected)}`,
      ),
    ];
    return faults.flat().map((fault) => `${order.reference}: ${fault}`);
  });
}

function amountsOf(payment: Payment, outcome: Outcome, held: bigint) {
  const { amountAuthorized, amountCaptured, amountRefunded, amountVoided, amountReclaimed, fee } = payment;
  return [
    { name: "held", is: BigInt(amountAuthorized.atomic), expected: held },
    { name: "captured", is: BigInt(amountCaptured.atomic), expected: outcome.captured },
    { name: "refunded", is: BigInt(amountRefunded.atomic), expected: outcome.refunded },
    { name: "voided", is: BigInt(amountVoided.atomic), expected: outcome.voided },
    { name: "reclaimed", is: BigInt(amountReclaimed.atomic), expected: outcome.reclaimed },
    { name: "fee", is: BigInt(fee.atomic), expected: outcome.fee },
  ];
}
