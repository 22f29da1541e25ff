import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import { gathered } from "../../db/gathered.ts";
import { appendEvents } from "../../db/outbox.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { DomainEvent } from "../../kernel/events/domainEvent.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId, Id, MerchantId } from "../../kernel/ids/ids.ts";
import { type Page, type PageRequest, toPage } from "../../kernel/paging/page.ts";
import { fromUnixSeconds, type UnixSeconds } from "../../kernel/time/clock.ts";
import type { Recipient, RecipientStatus } from "./payout.ts";
import type { Owner } from "./payouts.context.ts";

type Row = Selectable<Tables["recipients"]>;

/** False when the owner has a live recipient with this address already. */
export async function insertRecipient(tx: Tx, recipient: Recipient): Promise<boolean> {
  const inserted = await tx
    .insertInto("recipients")
    .values({
      id: recipient.id,
      merchant_id: recipient.merchantId,
      livemode: recipient.livemode,
      label: recipient.label,
      chain_id: recipient.chainId,
      address: recipient.address,
      account: recipient.account,
      status: recipient.status,
      traceparent: recipient.traceparent,
      created_at: recipient.createdAt,
      updated_at: recipient.updatedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function saveRecipient(
  tx: Tx,
  recipient: Recipient,
  events: readonly DomainEvent[] = [],
): Promise<void> {
  await tx
    .updateTable("recipients")
    .set({
      status: recipient.status,
      failure: recipient.failure,
      usable_from: recipient.usableFrom,
      transaction_id: recipient.transactionId,
      updated_at: recipient.updatedAt,
    })
    .where("id", "=", recipient.id)
    .execute();
  await appendEvents(tx, recipient.updatedAt, events);
}

/** Recipients that the contract was not told of yet; skips those that another worker holds. */
export async function lockUnsubmitted(tx: Tx, limit: number): Promise<Recipient[]> {
  const rows = await tx
    .selectFrom("recipients")
    .selectAll()
    .where("status", "=", "PENDING")
    .where("transaction_id", "is", null)
    .orderBy("id")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(fromRow);
}

/** Live recipients that a fact of the contract is about. */
export async function lockByAddress(
  tx: Tx,
  at: { chainId: ChainId; account: Address; address: Address },
): Promise<Recipient[]> {
  const rows = await tx
    .selectFrom("recipients")
    .selectAll()
    .where("chain_id", "=", at.chainId)
    .where("account", "=", at.account)
    .where("address", "=", at.address)
    .where("status", "in", ["PENDING", "ACTIVE"])
    .forUpdate()
    .execute();
  return rows.map(fromRow);
}

export async function lockRecipientsOfTransaction(tx: Tx, id: ChainTransactionId): Promise<Recipient[]> {
  const rows = await tx
    .selectFrom("recipients")
    .selectAll()
    .where("transaction_id", "=", id)
    .forUpdate()
    .execute();
  return rows.map(fromRow);
}

/** The owner's recipient with an address that the contract knows, or is about to. @throws NOT_FOUND */
export async function recipientOfAddress(
  tx: Tx,
  owner: Owner,
  { chainId, address }: { chainId: ChainId; address: Address },
): Promise<Id<"Recipient">> {
  const row = await tx
    .selectFrom("recipients")
    .select("id")
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode)
    .where("chain_id", "=", chainId)
    .where("address", "=", address)
    .where("status", "in", ["PENDING", "ACTIVE"])
    .executeTakeFirst();
  if (row) return row.id as Id<"Recipient">;
  throw new DomainError("NOT_FOUND", "Create a recipient with the address first.", {
    evidence: { account: `${chainId}:${address}` },
    path: ["input", "recipientId"],
  });
}

/** In the order of the ids; undefined where there is none of the owner's. */
export async function getRecipients(
  db: Reader,
  owner: Owner,
  ids: readonly Id<"Recipient">[],
): Promise<(Recipient | undefined)[]> {
  if (ids.length === 0) return [];
  const rows = await own(db, owner).where("id", "in", ids).execute();
  const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
  return ids.map((id) => found.get(id));
}

/** One recipient of the owner's. */
export const findRecipient = gathered(
  async (tx, wanted: readonly (Owner & { readonly id: Id<"Recipient"> })[]) => {
    const ids = wanted.map(({ id }) => id);
    const rows = await tx.selectFrom("recipients").selectAll().where("id", "in", ids).execute();
    const found = new Map(rows.map((row) => [row.id, fromRow(row)]));
    return wanted.map(({ id, merchantId, livemode }) => {
      const recipient = found.get(id);
      return recipient?.merchantId === merchantId && recipient.livemode === livemode ? recipient : undefined;
    });
  },
);

/** Newest first. */
export async function listRecipients(
  db: Reader,
  owner: Owner,
  query: { readonly page: PageRequest },
): Promise<Page<Recipient>> {
  const { page } = query;
  let select = own(db, owner)
    .orderBy("id", page.backward ? "asc" : "desc")
    .limit(page.limit + 1);
  if (page.from) select = select.where("id", page.backward ? ">" : "<", page.from.id);
  return toPage((await select.execute()).map(fromRow), page);
}

/** Where the contract lets payouts of this account go: the newest canonical change, if there ever was one. */
export async function readPayoutAddress(
  tx: Tx,
  at: { chainId: ChainId; account: Address },
): Promise<{ payoutAddress: Address; effectiveAt: Date } | undefined> {
  const row = await tx
    .selectFrom("chain_facts")
    .select("args")
    .where("chain_id", "=", at.chainId)
    .where("subject", "=", at.account)
    .where("name", "=", "PayoutAddressSet")
    .where("state", "<>", "ORPHANED")
    .orderBy("block_number", "desc")
    .orderBy("log_index", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const args = row.args as { payoutAddress: Address; effectiveAt: number }; // written by the indexer
  return { payoutAddress: args.payoutAddress, effectiveAt: fromUnixSeconds(args.effectiveAt as UnixSeconds) };
}

function own(db: Reader, owner: Owner) {
  return db
    .selectFrom("recipients")
    .selectAll()
    .where("merchant_id", "=", owner.merchantId)
    .where("livemode", "=", owner.livemode);
}

function fromRow(row: Row): Recipient {
  return {
    id: row.id as Id<"Recipient">,
    merchantId: row.merchant_id as MerchantId,
    livemode: row.livemode,
    label: row.label,
    chainId: row.chain_id as ChainId,
    address: row.address as Address,
    account: row.account as Address,
    status: row.status as RecipientStatus,
    failure: row.failure,
    usableFrom: row.usable_from,
    transactionId: row.transaction_id as ChainTransactionId | null,
    traceparent: row.traceparent,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
