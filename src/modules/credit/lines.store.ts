import type { Insertable, Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { CreditLineId, MerchantId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type { Owner } from "./credit.context.ts";
import type { CreditLine, CreditLineStatus, LineTerms } from "./credit.ts";

type Row = Selectable<Tables["credit_lines"]>;

export async function insertLine(tx: Tx, line: CreditLine): Promise<void> {
  await tx.insertInto("credit_lines").values(toRow(line)).execute();
}

/** Writes a line that was locked, with what merchants are told of it. `line` is as it shall be. */
export async function saveLine(tx: Tx, line: CreditLine, events: readonly DomainEvent[]): Promise<void> {
  const {
    id,
    merchant_id,
    livemode,
    chain_id,
    asset_id,
    contract,
    onchain_id,
    account,
    created_at,
    ...rest
  } = toRow(line);
  const updated = await tx
    .updateTable("credit_lines")
    .set(rest)
    .where("id", "=", id)
    .where("version", "=", line.version - 1)
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw new Error(`${id} changed since it was locked`);
  await appendEvents(tx, line.updatedAt, events);
}

export async function lockLine(
  tx: Tx,
  at: { readonly chainId: ChainId; readonly creditId: Bytes32 },
): Promise<CreditLine | undefined> {
  const row = await tx
    .selectFrom("credit_lines")
    .selectAll()
    .where("chain_id", "=", at.chainId)
    .where("onchain_id", "=", at.creditId)
    .forUpdate()
    .executeTakeFirst();
  return row && fromRow(row);
}

export async function lockOwnLine(tx: Tx, owner: Owner, id: CreditLineId): Promise<CreditLine | undefined> {
  const row = await own(tx, owner).where("id", "=", id).forUpdate().executeTakeFirst();
  return row && fromRow(row);
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getLines(
  db: Reader,
  owner: Owner,
  ids: readonly CreditLineId[],
): Promise<(CreditLine | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** Newest first. */
export async function listLines(
  db: Reader,
  owner: Owner,
  { page, status }: { readonly page: PageRequest; readonly status?: readonly CreditLineStatus[] | undefined },
): Promise<Page<CreditLine>> {
  let select = own(db, owner)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (status) select = select.where("status", "in", status);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

/** Lines of a chain that owe and may fall late or default, whoever they belong to. */
export async function listUpkept(db: Reader, chainId: ChainId): Promise<CreditLine[]> {
  const rows = await db
    .selectFrom("credit_lines")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("due_at", "is not", null)
    .where("status", "in", ["ACTIVE", "FROZEN", "LATE"])
    .orderBy("id")
    .execute();
  return rows.map(fromRow);
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("credit_lines")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

function toRow(line: CreditLine): Insertable<Tables["credit_lines"]> {
  return {
    id: line.id,
    merchant_id: line.merchantId,
    livemode: line.livemode,
    chain_id: line.chainId,
    asset_id: line.asset,
    contract: line.contract,
    onchain_id: line.onchainId,
    account: line.account,
    status: line.status,
    credit_limit: line.limit,
    terms: JSON.stringify({ ...line.terms, minPayment: line.terms.minPayment.toString() }),
    attestation: line.attestation,
    amendments: line.amendments,
    principal: line.principal,
    interest: line.interest,
    due_at: line.dueAt,
    paid: line.paid,
    pool_loss: line.poolLoss,
    reserve_loss: line.reserveLoss,
    created_at: line.createdAt,
    updated_at: line.updatedAt,
    version: line.version,
  };
}

function fromRow(row: Row): CreditLine {
  const terms = row.terms as unknown as Omit<LineTerms, "minPayment"> & { readonly minPayment: string }; // by toRow
  return {
    id: row.id as CreditLineId,
    merchantId: row.merchant_id as MerchantId | null,
    livemode: row.livemode,
    chainId: row.chain_id as ChainId,
    asset: row.asset_id as AssetId,
    contract: row.contract as Address,
    onchainId: row.onchain_id as Bytes32,
    account: row.account as Address,
    status: row.status as CreditLineStatus,
    limit: row.credit_limit,
    terms: { ...terms, minPayment: BigInt(terms.minPayment) },
    attestation: row.attestation as Bytes32,
    amendments: row.amendments,
    principal: row.principal,
    interest: row.interest,
    dueAt: row.due_at as UnixSeconds | null,
    paid: row.paid,
    poolLoss: row.pool_loss,
    reserveLoss: row.reserve_loss,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
