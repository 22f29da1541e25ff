import { type SelectQueryBuilder, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { AssetId, Bytes32 } from "../../kernel/ids/chainIds.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { Payment, PaymentStatus } from "./payment.ts";
import type { Owner } from "./payments.context.ts";
import { fromRow } from "./payments.store.ts";

export interface PaymentFilter {
  readonly status?: readonly PaymentStatus[] | undefined;
  readonly updatedSince?: Date | undefined;
  readonly createdSince?: Date | undefined;
  readonly assetId?: AssetId | undefined;
}

export type PaymentOrder = "CREATED_DESC" | "CREATED_ASC" | "UPDATED_DESC" | "UPDATED_ASC";

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getPayments(
  db: Reader,
  owner: Owner,
  ids: readonly PaymentId[],
): Promise<(Payment | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).selectAll().where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** The newest payment with this reference or on-chain id. */
export async function findPaymentBy(
  db: Reader,
  owner: Owner,
  key: { readonly merchantReference: string } | { readonly onchainId: Bytes32 },
): Promise<Payment | undefined> {
  const query = own(db, owner).selectAll().orderBy("id", "desc").limit(1);
  const row =
    "onchainId" in key
      ? await query.where("payment_hash", "=", key.onchainId).executeTakeFirst()
      : await query.where("merchant_reference", "=", key.merchantReference).executeTakeFirst();
  return row && fromRow(row);
}

export async function listPayments(
  db: Reader,
  owner: Owner,
  query: { readonly filter: PaymentFilter; readonly orderBy: PaymentOrder; readonly page: PageRequest },
): Promise<Page<Payment>> {
  const { page } = query;
  const descending = query.orderBy.endsWith("DESC") !== page.backward;
  const byUpdate = query.orderBy.startsWith("UPDATED");
  const direction = descending ? "desc" : "asc";
  let select = filtered(own(db, owner), query.filter)
    .selectAll()
    .limit(page.limit + 1);
  if (byUpdate) select = select.orderBy("updated_at", direction);
  select = select.orderBy("id", direction);
  const beyond = sql.raw(descending ? "<" : ">");
  if (page.from && byUpdate) {
    select = select.where(
      sql<boolean>`(updated_at, id) ${beyond} (${page.from.updatedAt}::timestamptz, ${page.from.id})`,
    );
  } else if (page.from) {
    select = select.where(sql<boolean>`id ${beyond} ${page.from.id}`);
  }
  return toPage((await select.execute()).map(fromRow), page);
}

/** Counts to `cap` and no further. */
export async function countPayments(
  db: Reader,
  owner: Owner,
  filter: PaymentFilter,
  cap: number,
): Promise<number> {
  const capped = filtered(own(db, owner), filter).select("id").limit(cap);
  const row = await db
    .selectFrom(capped.as("capped"))
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("payments")
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

function filtered<O>(query: SelectQueryBuilder<Tables, "payments", O>, filter: PaymentFilter) {
  let result = query;
  if (filter.status) result = result.where("status", "in", filter.status);
  if (filter.updatedSince) result = result.where("updated_at", ">=", filter.updatedSince);
  if (filter.createdSince) result = result.where("created_at", ">=", filter.createdSince);
  if (filter.assetId) result = result.where("asset_id", "=", filter.assetId);
  return result;
}
