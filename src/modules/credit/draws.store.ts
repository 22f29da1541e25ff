import type { Insertable, Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId, Hex } from "../../kernel/ids/chainIds.ts";
import type { CreditDrawId, CreditLineId, MerchantId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { Owner } from "./credit.context.ts";
import type { CreditDraw, CreditDrawStatus } from "./credit.ts";

type Row = Selectable<Tables["credit_draws"]>;

export async function insertDraw(tx: Tx, draw: CreditDraw): Promise<void> {
  await tx.insertInto("credit_draws").values(toRow(draw)).execute();
}

export async function saveDraw(tx: Tx, draw: CreditDraw): Promise<void> {
  await tx
    .updateTable("credit_draws")
    .set({
      fee: draw.fee,
      status: draw.status,
      fact_id: draw.factId === null ? null : Number(draw.factId),
      updated_at: draw.updatedAt,
    })
    .where("id", "=", draw.id)
    .execute();
}

/** The draw of a line that waits for just this amount: the oldest one that was prepared, or that a reorg took away. */
export async function lockAwaited(
  tx: Tx,
  { lineId, amount }: { lineId: CreditLineId; amount: bigint },
): Promise<CreditDraw | undefined> {
  const row = await tx
    .selectFrom("credit_draws")
    .selectAll()
    .where("credit_line_id", "=", lineId)
    .where("amount", "=", amount)
    .where("status", "in", ["PREPARED", "REORGED"])
    .orderBy("id")
    .limit(1)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function lockDrawOfFact(tx: Tx, factId: string): Promise<CreditDraw | undefined> {
  const row = await tx
    .selectFrom("credit_draws")
    .selectAll()
    .where("fact_id", "=", Number(factId))
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** A draw of the line whose transaction the wallet may still send. */
export async function findPrepared(
  db: Reader,
  lineId: CreditLineId,
  now: Date,
): Promise<CreditDraw | undefined> {
  const row = await db
    .selectFrom("credit_draws")
    .selectAll()
    .where("credit_line_id", "=", lineId)
    .where("status", "=", "PREPARED")
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getDraws(
  db: Reader,
  owner: Owner,
  ids: readonly CreditDrawId[],
): Promise<(CreditDraw | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** Newest first. */
export async function listDraws(
  db: Reader,
  owner: Owner,
  { lineId, page }: { readonly lineId: CreditLineId; readonly page: PageRequest },
): Promise<Page<CreditDraw>> {
  let select = own(db, owner)
    .where("credit_line_id", "=", lineId)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("credit_draws")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

function toRow(draw: CreditDraw): Insertable<Tables["credit_draws"]> {
  return {
    id: draw.id,
    credit_line_id: draw.creditLineId,
    merchant_id: draw.merchantId,
    livemode: draw.livemode,
    asset_id: draw.asset,
    amount: draw.amount,
    fee: draw.fee,
    status: draw.status,
    nonce: draw.prepared?.nonce ?? null,
    expires_at: draw.prepared?.expiresAt ?? null,
    call_data: draw.prepared?.callData ?? null,
    fact_id: draw.factId === null ? null : Number(draw.factId),
    created_at: draw.createdAt,
    updated_at: draw.updatedAt,
  };
}

function fromRow(row: Row): CreditDraw {
  const { nonce, expires_at, call_data } = row;
  const isPrepared = nonce !== null && expires_at !== null && call_data !== null;
  return {
    id: row.id as CreditDrawId,
    creditLineId: row.credit_line_id as CreditLineId,
    merchantId: row.merchant_id as MerchantId | null,
    livemode: row.livemode,
    asset: row.asset_id as AssetId,
    amount: row.amount,
    fee: row.fee,
    status: row.status as CreditDrawStatus,
    prepared: isPrepared ? { nonce, expiresAt: expires_at, callData: call_data as Hex } : null,
    factId: row.fact_id === null ? null : String(row.fact_id),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
