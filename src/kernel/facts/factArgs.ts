import type { FactBody, PaymentTerms } from "./chainFact.ts";
import type { CreditTerms } from "./creditFacts.ts";

type Arguments = FactBody | PaymentTerms | CreditTerms;
type KeyOf<Union, Value> = Union extends unknown
  ? { [Key in keyof Union]-?: Union[Key] extends Value ? Key : never }[keyof Union]
  : never;

/**
 * Names under which arguments are bigint, which in JSON are strings of digits: all of them, and none under which another
 * fact has a text. Elsewhere such a name may stand for a boolean or a number.
 */
const BIGINTS: Readonly<Record<Exclude<KeyOf<Arguments, bigint>, KeyOf<Arguments, string>>, true>> = {
  amount: true,
  delta: true,
  available: true,
  reserved: true,
  maxAmount: true,
  salt: true,
  fee: true,
  principal: true,
  interest: true,
  interestPaid: true,
  principalPaid: true,
  paid: true,
  limit: true,
  minPayment: true,
  nonce: true,
  coveredByReserve: true,
  principalLoss: true,
  interestLoss: true,
  toPool: true,
  toReserve: true,
  poolLoss: true,
  reserveLoss: true,
  advance: true,
  assets: true,
  shares: true,
  request: true,
  held: true,
  balances: true,
};

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
      if (typeof value === "string" && Object.hasOwn(BIGINTS, key)) return [key, BigInt(value)];
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
  if ("owner" in body) return body.owner;
  if ("receiver" in body) return body.receiver;
  if ("treasury" in body) return body.treasury;
  return "batchId" in body ? body.batchId : body.account;
}
