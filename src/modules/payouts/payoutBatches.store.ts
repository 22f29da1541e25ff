import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { MerchantId, PayoutBatchId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import { NO_PAYOUTS, type PayoutBatch, UNDER_WAY } from "./payoutBatch.ts";
import type { Owner } from "./payouts.context.ts";

type Row = Selectable<Tables["payout_batches"]>;

export async function insertPayoutBatch(tx: Tx, batch: Omit<PayoutBatch, "counts">): Promise<void> {
  await tx
    .insertInto("payout_batches")
    .values({
      id: batch.id,
      merchant_id: batch.merchantId,
      livemode: batch.livemode,
      merchant_reference: batch.merchantReference,
      created_at: batch.createdAt,
    })
    .execute();
}

export async function tellOfBatch(tx: Tx, at: Date, event: DomainEvent): Promise<void> {
  await appendEvents(tx, at, [event]);
}

/** The batch, if every payout of it has ended. Locked, so that of several transactions only the last one finds it so. */
export async function lockIfEnded(tx: Tx, id: PayoutBatchId): Promise<PayoutBatch | undefined> {
  const row = await tx
    .selectFrom("payout_batches")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const open = await tx
    .selectFrom("payouts")
    .select("id")
    .where("payout_batch_id", "=", id)
    .where("status", "in", UNDER_WAY)
    .limit(1)
    .executeTakeFirst();
  if (open) return undefined;
  const [batch] = await withCounts(tx, [row]);
  return batch;
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getPayoutBatches(
  db: Reader,
  owner: Owner,
  ids: readonly PayoutBatchId[],
): Promise<(PayoutBatch | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("id", "in", ids).execute();
  const found = new Map((await withCounts(db, rows)).map((batch) => [batch.id, batch]));
  return ids.map((id) => found.get(id));
}

/** Newest first. */
export async function listPayoutBatches(
  db: Reader,
  owner: Owner,
  query: { readonly page: PageRequest },
): Promise<Page<PayoutBatch>> {
  const { page } = query;
  let select = own(db, owner)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage(await withCounts(db, await select.execute()), page);
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("payout_batches")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

async function withCounts(db: Reader, rows: readonly Row[]): Promise<PayoutBatch[]> {
  if (rows.length === 0) return [];
  const counted = await db
    .selectFrom("payouts")
    .select(["payout_batch_id", "status", (count) => count.fn.countAll<number>().as("payouts")])
    .where(
      "payout_batch_id",
      "in",
      rows.map(({ id }) => id),
    )
    .groupBy(["payout_batch_id", "status"])
    .execute();
  const ofBatch = Map.groupBy(counted, ({ payout_batch_id }) => payout_batch_id);
  return rows.map((row) => fromRow(row, ofBatch.get(row.id) ?? []));
}

function fromRow(row: Row, counted: readonly { status: string; payouts: number }[]): PayoutBatch {
  const counts = Object.fromEntries(counted.map(({ status, payouts }) => [status, Number(payouts)]));
  return {
    id: row.id as PayoutBatchId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    merchantReference: row.merchant_reference,
    counts: { ...NO_PAYOUTS, ...counts },
    createdAt: row.created_at,
  };
}
