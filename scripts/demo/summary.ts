import type { Findings } from "./compareAll.ts";
import type { Journey } from "./playJourney.ts";
import { formatAmount } from "./tokenAmount.ts";

/** One line of JSON. Each order ends as exactly one of succeeded, voided and reclaimed; amounts are in whole tokens. */
export function summaryOf(played: { journey: Journey; findings: Findings; seconds: number }): string {
  const { journey, findings, seconds } = played;
  const ended = (status: string, reason?: string) =>
    journey.payments.filter(
      (payment) => payment.status === status && (!reason || payment.statusReasons.includes(reason)),
    ).length;
  return JSON.stringify({
    orders: journey.sales.length,
    succeeded: ended("SUCCEEDED"),
    captured: formatAmount(findings.captured),
    refunded: formatAmount(findings.refunded),
    voided: ended("CANCELED", "VOIDED"),
    reclaimed: ended("CANCELED", "AUTHORIZATION_EXPIRED"),
    paidOut: formatAmount(findings.paidOut),
    webhooks: findings.webhooks,
    ledger: findings.ledger,
    reserves: findings.reserves,
    seconds: Math.round(seconds * 10) / 10,
  });
}
