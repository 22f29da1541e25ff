import type { FactBody, PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";

/** Fields that are bigint; in JSON they are strings of digits. */
const BIGINTS = new Set<string>([
  "amount",
  "delta",
  "available",
  "reserved",
  "maxAmount",
  "salt",
  "fee",
  "principal",
  "interest",
  "interestPaid",
  "principalPaid",
  "paid",
  "limit",
  "minPayment",
  "nonce",
  "coveredByReserve",
  "principalLoss",
  "interestLoss",
  "toPool",
  "toReserve",
  "poolLoss",
  "reserveLoss",
  "advance",
  "held",
  "balances",
] satisfies (KeyOfUnion<FactBody> | keyof PaymentTerms | keyof CreditTerms)[]);

type KeyOfUnion<Union> = Union extends unknown ? keyof Union : never;

/** A fact's arguments as JSON has them; amounts are strings, since JSON numbers are not exact. */
export function argsToJson({ name: _, ...args }: FactBody): Record<string, unknown> {
  return textual(args);
}

function textual(args: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      if (typeof value === "bigint") return [key, value.toString()];
      return [key, typeof value === "object" && value !== null ? textual(value) : value];
    }),
  );
}

/** The inverse of argsToJson, from what the database has parsed. */
export function bodyFromJson(name: string, args: unknown): FactBody {
  return { name, ...revived(args as Record<string, unknown>) } as FactBody; // written by argsToJson
}

function revived(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => {
      if (BIGINTS.has(key)) return [key, BigInt(String(value))];
      return [
        key,
        typeof value === "object" && value !== null ? revived(value as Record<string, unknown>) : value,
      ];
    }),
  );
}

/** What a fact is looked up by: the payment, the deposit address, else the credit, the payout batch, the account. */
export function subjectOf(body: FactBody): string {
  if ("epoch" in body) return `epoch ${body.epoch}`;
  if ("paymentHash" in body) return body.paymentHash;
  if (body.name === "Transfer") return body.to;
  if ("depositAddress" in body) return body.depositAddress;
  if ("creditId" in body) return body.creditId;
  if ("creditLine" in body) return body.creditLine;
  return "batchId" in body ? body.batchId : body.account;
}
