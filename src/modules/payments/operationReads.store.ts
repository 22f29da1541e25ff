import { sql } from "kysely";
import type { Reader } from "../../db/read.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import { fromRow, selectOperations } from "./operations.store.ts";
import type { OperationKind, PaymentOperation } from "./payment.ts";
import type { Owner } from "./payments.context.ts";

/** The newest operations of one kind of each payment, newest first, at most `limit` each; one statement for all. */
export async function operationsOf(
  db: Reader,
  owner: Owner,
  query: { readonly kind: OperationKind; readonly paymentIds: readonly PaymentId[]; readonly limit: number },
): Promise<PaymentOperation[][]> {
  if (query.paymentIds.length === 0) return [];
  const ranked = db
    .selectFrom("payment_operations")
    .selectAll()
    .select(sql<number>`row_number() over (partition by payment_id order by id desc)`.as("rank"))
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .where("kind", "=", query.kind)
    .where("payment_id", "in", query.paymentIds);
  const rows = await db
    .selectFrom(ranked.as("o"))
    .innerJoin("payments as p", "p.id", "o.payment_id")
    .selectAll("o")
    .select("p.asset_id")
    .where("o.rank", "<=", query.limit)
    .orderBy("o.id", "desc")
    .execute();
  const found = Map.groupBy(rows.map(fromRow), (operation) => operation.paymentId);
  return query.paymentIds.map((id) => found.get(id) ?? []);
}

/** Newest first. */
export async function pageOperations(
  db: Reader,
  owner: Owner,
  query: { readonly kind: OperationKind; readonly paymentId: PaymentId; readonly page: PageRequest },
): Promise<Page<PaymentOperation>> {
  const { page } = query;
  let select = ownOperations(db, owner, query.kind)
    .where("o.payment_id", "=", query.paymentId)
    .orderBy("o.id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("o.id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getOperations(
  db: Reader,
  owner: Owner,
  query: { readonly kind: OperationKind; readonly ids: readonly string[] },
): Promise<(PaymentOperation | undefined)[]> {
  if (query.ids.length === 0) return [];
  const rows = await ownOperations(db, owner, query.kind).where("o.id", "in", query.ids).execute();
  const found = new Map<string, PaymentOperation>(rows.map((row) => [row.id, fromRow(row)]));
  return query.ids.map((id) => found.get(id));
}

function ownOperations(db: Reader, owner: Owner, kind: OperationKind) {
  return selectOperations(db)
    .where("o.merchant_id", "=", owner.merchantId)
    .where("o.livemode", "=", owner.livemode)
    .where("o.kind", "=", kind);
}

/** What a capture or refund is, to whoever keeps the merchant's books. */
export interface DescribedOperation {
  readonly id: string;
  readonly factId: string | null;
  readonly kind: OperationKind;
  /** Smallest units, as the fee, which is a part of it. */
  readonly amount: bigint;
  readonly fee: bigint;
  readonly merchantReference: string | null;
}

/** The owner's operations that some facts carried out, or that have some ids. */
export async function describeOperations(
  db: Reader,
  owner: Owner,
  { factIds, ids }: { readonly factIds: readonly string[]; readonly ids: readonly string[] },
): Promise<DescribedOperation[]> {
  if (factIds.length + ids.length === 0) return [];
  const rows = await db
    .selectFrom("payment_operations as o")
    .innerJoin("payments as p", "p.id", "o.payment_id")
    .select(["o.id", "o.fact_id", "o.kind", "o.amount", "o.fee", "p.merchant_reference"])
    .where("o.merchant_id", "=", owner.merchantId)
    .where("o.livemode", "=", owner.livemode)
    .where((row) =>
      row.or([
        row("o.fact_id", "=", sql<number>`any(${factIds}::bigint[])`),
        row("o.id", "=", sql<string>`any(${ids}::text[])`),
      ]),
    )
    .execute();
  return rows.map((row) => ({
    id: row.id,
    factId: row.fact_id === null ? null : String(row.fact_id),
    kind: row.kind as OperationKind,
    amount: row.amount,
    fee: row.fee,
    merchantReference: row.merchant_reference,
  }));
}
