import type { Insertable, Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { Address, AssetId, Bytes32, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import type { CreditRequestId, Id, MerchantId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import type { Owner } from "./credit.context.ts";
import type { CreditLine } from "./credit.ts";
import type { CreditRequest, CreditRequestStatus } from "./creditRequest.ts";

type Judged = NonNullable<CreditRequest["judged"]>;

/** Whether it was the only one of the merchant's under way for the asset. */
export async function insertRequest(tx: Tx, request: CreditRequest): Promise<boolean> {
  const inserted = await tx
    .insertInto("credit_requests")
    .values(toRow(request))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Writes a request if nobody else has since it was read. `request` is as it shall be. */
export async function saveRequest(tx: Tx, request: CreditRequest): Promise<boolean> {
  const updated = await tx
    .updateTable("credit_requests")
    .set(toRow(request))
    .where("id", "=", request.id)
    .where("version", "=", request.version - 1)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

/** Writes that the consent was taken back, which is all that the API may change. */
export async function saveRevocation(tx: Tx, request: CreditRequest): Promise<void> {
  await tx
    .updateTable("credit_requests")
    .set({
      consent_revoked_at: request.consentRevokedAt,
      updated_at: request.updatedAt,
      version: request.version,
    })
    .where("id", "=", request.id)
    .execute();
}

export async function lockRequest(
  tx: Tx,
  id: CreditRequestId,
  owner: Owner | null,
): Promise<CreditRequest | undefined> {
  let select = tx.selectFrom("credit_requests").selectAll().where("id", "=", id);
  if (owner)
    select = select.where("merchant_id", "=", owner.merchantId).where("livemode", "=", owner.livemode);
  const row = await select.forUpdate().executeTakeFirst();
  return row && fromRow(row);
}

/** Oldest first. */
export async function listWaiting(
  db: Reader,
  { status, limit }: { status: CreditRequestStatus; limit: number },
): Promise<CreditRequest[]> {
  const rows = await db
    .selectFrom("credit_requests")
    .selectAll()
    .where("status", "=", status)
    .where("consent_revoked_at", "is", null)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** The request whose terms a line was opened by, if it was one of ours. */
export async function findRequestOf(
  db: Reader,
  line: Pick<CreditLine, "attestation">,
): Promise<CreditRequest | undefined> {
  const row = await db
    .selectFrom("credit_requests")
    .selectAll()
    .where("attestation", "=", line.attestation)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getRequests(
  db: Reader,
  owner: Owner,
  ids: readonly CreditRequestId[],
): Promise<(CreditRequest | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** Newest first. */
export async function listRequests(
  db: Reader,
  owner: Owner,
  page: PageRequest,
): Promise<Page<CreditRequest>> {
  let select = own(db, owner)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("credit_requests")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

function toRow(request: CreditRequest): Insertable<Tables["credit_requests"]> {
  const { judged, signed, terms } = request;
  return {
    id: request.id,
    merchant_id: request.merchantId,
    livemode: request.livemode,
    chain_id: request.chainId,
    asset_id: request.asset,
    account: request.account,
    wanted: request.wanted,
    status: request.status,
    scorecard: judged?.scorecard ?? null,
    points: judged?.points ?? null,
    factors: judged && JSON.stringify(judged.factors),
    leaves: judged && JSON.stringify(judged.leaves),
    attestation: judged?.attestation ?? null,
    terms:
      terms &&
      JSON.stringify(terms, (_, value) =>
        typeof value === "bigint" ? value.toString() : (value as unknown),
      ),
    underwriter: signed?.underwriter ?? null,
    signature: signed?.signature ?? null,
    approved_by: request.approvedBy,
    consent_revoked_at: request.consentRevokedAt,
    created_at: request.createdAt,
    updated_at: request.updatedAt,
    version: request.version,
  };
}

function fromRow(row: Selectable<Tables["credit_requests"]>): CreditRequest {
  return {
    id: row.id as CreditRequestId,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    chainId: row.chain_id as ChainId,
    asset: row.asset_id as AssetId,
    account: row.account as Address,
    wanted: row.wanted,
    status: row.status as CreditRequestStatus,
    judged:
      row.attestation === null
        ? null
        : {
            scorecard: row.scorecard ?? 0,
            points: row.points ?? 0,
            factors: row.factors as unknown as Judged["factors"], // by toRow
            leaves: row.leaves as unknown as Judged["leaves"],
            attestation: row.attestation as Bytes32,
          },
    terms: row.terms === null ? null : termsFrom(row.terms as unknown as Record<string, unknown>),
    signed:
      row.signature === null
        ? null
        : { underwriter: row.underwriter as Address, signature: row.signature as Hex },
    approvedBy: row.approved_by as Id<"ApiKey"> | null,
    consentRevokedAt: row.consent_revoked_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}

function termsFrom(stored: Record<string, unknown>): CreditTerms {
  const [limit, minPayment, nonce] = [stored.limit, stored.minPayment, stored.nonce].map((text) =>
    BigInt(String(text)),
  );
  return { ...stored, limit, minPayment, nonce } as unknown as CreditTerms; // by toRow
}
