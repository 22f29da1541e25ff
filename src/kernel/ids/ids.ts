import { TypeID, typeidUnboxed } from "typeid-js";

/** Prefixes of public ids. An id is the prefix, `_`, and a UUIDv7 in Crockford base32 (the TypeID format). */
export const ID_PREFIXES = {
  Merchant: "mer",
  SettlementAccount: "sac",
  ApiKey: "key",
  Member: "mbr",
  Asset: "ast",
  Payment: "pay",
  Authorization: "aut",
  Capture: "cap",
  Void: "voi",
  Refund: "rfd",
  Recipient: "rcp",
  Payout: "pyo",
  PayoutBatch: "pyb",
  SettlementBatch: "stl",
  JournalEntry: "jrn",
  ReconciliationRun: "rec",
  ReconciliationBreak: "brk",
  Event: "evt",
  WebhookEndpoint: "whe",
  WebhookDelivery: "whd",
  ChainTransaction: "txn",
  Deposit: "dep",
  UnmatchedDeposit: "umd",
  Sweep: "swp",
  Operator: "opr",
  CreditRequest: "crq",
  CreditLine: "crl",
  CreditDraw: "drw",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** An id that says what it identifies: `Id<"Payment">` is a string like `pay_01h455vb4pex5vsknk084sn02q`. */
export type Id<K extends IdKind> = string & { readonly __id: K };

export type MerchantId = Id<"Merchant">;
export type MemberId = Id<"Member">;
export type PaymentId = Id<"Payment">;
export type PayoutId = Id<"Payout">;
export type PayoutBatchId = Id<"PayoutBatch">;
export type SettlementBatchId = Id<"SettlementBatch">;
export type CreditRequestId = Id<"CreditRequest">;
export type CreditLineId = Id<"CreditLine">;
export type CreditDrawId = Id<"CreditDraw">;
export type ChainTransactionId = Id<"ChainTransaction">;

/** A new id; ids of one kind sort by the time they were made, to the millisecond. */
export function newId<K extends IdKind>(kind: K): Id<K> {
  return typeidUnboxed(ID_PREFIXES[kind]) as string as Id<K>; // the library's own brand is a different one
}

/** A bound below every id of a kind that was made `seconds` before another id of it, or later. */
export function idBefore<K extends IdKind>(kind: K, id: Id<K>, seconds: number): Id<K> {
  const milliseconds = Number.parseInt(TypeID.fromString(id).toUUID().replaceAll("-", "").slice(0, 12), 16);
  const hex = Math.max(milliseconds - seconds * 1_000, 0)
    .toString(16)
    .padStart(12, "0");
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
  return TypeID.fromUUID(ID_PREFIXES[kind], uuid).toString() as string as Id<K>; // the same format
}

/** Which kind of object an id belongs to, by its prefix; undefined for anything that is not one of our ids. */
export function kindOfId(id: string): IdKind | undefined {
  const match = /^([a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/.exec(id);
  const found = Object.entries(ID_PREFIXES).find(([, prefix]) => prefix === match?.[1]);
  return found?.[0] as IdKind | undefined; // keys of ID_PREFIXES
}

/** Narrows a string to an id of one kind; false for every other string. */
export function isId<K extends IdKind>(kind: K, id: string): id is Id<K> {
  return kindOfId(id) === kind;
}
