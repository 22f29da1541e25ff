import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId, Hex, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import {
  type BlockPlace,
  type ChainTransaction,
  type Lane,
  requireEdge,
  type SigningLane,
  type TransactionStatus,
} from "./transaction.ts";

type Row = Selectable<Tables["chain_transactions"]>;

export async function insertTransaction(tx: Tx, transaction: ChainTransaction): Promise<void> {
  await tx
    .insertInto("chain_transactions")
    .values({
      id: transaction.id,
      chain_id: transaction.chainId,
      lane: transaction.lane,
      purpose: transaction.purpose,
      target: transaction.call.to,
      call_data: transaction.call.data,
      status: transaction.status,
      signer: transaction.signer,
      traceparent: transaction.traceparent,
      created_at: transaction.createdAt,
      updated_at: transaction.updatedAt,
    })
    .execute();
}

export async function findTransactions(
  db: Reader,
  ids: readonly ChainTransactionId[],
): Promise<ChainTransaction[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("chain_transactions").selectAll().where("id", "in", ids).execute();
  return rows.map(transactionOf);
}

/** Nobody moves it before the caller's transaction has ended. */
export async function lockTransaction(tx: Tx, id: ChainTransactionId): Promise<ChainTransaction | undefined> {
  const row = await tx
    .selectFrom("chain_transactions")
    .selectAll()
    .where("id", "=", id)
    .forShare()
    .executeTakeFirst();
  return row && transactionOf(row);
}

/** Planned ones without a nonce that this signer is to send, oldest first. */
export async function listUnassigned(
  tx: Tx,
  of: SigningLane & { chainId: ChainId; limit: number | null },
): Promise<ChainTransaction[]> {
  const { signer } = of;
  const rows = await tx
    .selectFrom("chain_transactions")
    .selectAll()
    .where("chain_id", "=", of.chainId)
    .where("lane", "=", of.lane)
    .where("status", "=", "PLANNED")
    .where("nonce", "is", null)
    .where((eb) =>
      of.isPresent ? eb.or([eb("signer", "=", signer), eb("signer", "is", null)]) : eb("signer", "=", signer),
    )
    .orderBy("created_at")
    .orderBy("id")
    .$if(of.limit !== null, (all) => all.limit(of.limit ?? 0))
    .execute();
  return rows.map(transactionOf);
}

/** A signer's with a nonce whose end is not proven, lowest nonce first. */
export async function listAssigned(
  tx: Tx,
  of: { chainId: ChainId; signer: Address },
): Promise<ChainTransaction[]> {
  const rows = await tx
    .selectFrom("chain_transactions")
    .selectAll()
    .where("chain_id", "=", of.chainId)
    .where("signer", "=", of.signer)
    .where("status", "in", ["PLANNED", "SIGNED", "BROADCAST", "MINED"])
    .where("nonce", "is not", null)
    .orderBy("nonce")
    .execute();
  return rows.map(transactionOf);
}

/**
 * Those whose end on chain may be no more, lowest nonce first: their nonce is this one of the signer or a later one, or
 * their block was taken back.
 */
export async function listUndone(
  tx: Tx,
  of: { chainId: ChainId; signer: Address; nonce: number },
): Promise<ChainTransaction[]> {
  const ended = tx
    .selectFrom("chain_transactions")
    .selectAll()
    .where("chain_id", "=", of.chainId)
    .where("signer", "=", of.signer)
    .where("status", "in", ["FINAL", "REVERTED"]);
  const takenBack = tx
    .selectFrom("chain_blocks")
    .select("hash")
    .where("chain_id", "=", of.chainId)
    .where("canonical", "=", false);
  // Two searches by an index each: asked of every pass, of all that a signer ever sent.
  const rows = await ended
    .where("nonce", ">=", of.nonce)
    .union(ended.where("mined_block_hash", "in", takenBack))
    .orderBy("nonce")
    .execute();
  return rows.map(transactionOf);
}

export interface TransactionChange {
  readonly status: TransactionStatus;
  readonly at: Date;
  readonly hash?: TxHash;
  readonly minedIn?: BlockPlace | null;
  readonly consumedAt?: BlockPlace | null;
  readonly broadcastAt?: Date | null;
  readonly failure?: string;
  readonly refusal?: ChainTransaction["refusal"];
}

/**
 * Moves a transaction on, or notes something without moving it.
 * Returns it as it is now; undefined when another process moved it since it was read, and nothing was changed.
 */
export async function changeTransaction(
  tx: Tx,
  from: { id: ChainTransactionId; status: TransactionStatus; nonce: number | null },
  change: TransactionChange,
): Promise<ChainTransaction | undefined> {
  if (change.status !== from.status) requireEdge(from.status, change.status);
  const { minedIn, consumedAt } = change;
  const row = await tx
    .updateTable("chain_transactions")
    .set({
      status: change.status,
      updated_at: change.at,
      ...(change.hash === undefined ? {} : { hash: change.hash }),
      ...(minedIn === undefined
        ? {}
        : { mined_block_number: minedIn?.number ?? null, mined_block_hash: minedIn?.hash ?? null }),
      ...(consumedAt === undefined
        ? {}
        : {
            consumed_block_number: consumedAt?.number ?? null,
            consumed_block_hash: consumedAt?.hash ?? null,
          }),
      ...(change.broadcastAt === undefined ? {} : { broadcast_at: change.broadcastAt }),
      ...(change.failure === undefined ? {} : { failure: change.failure }),
      ...(change.refusal === undefined
        ? {}
        : {
            signer_refusal: change.refusal?.reason ?? null,
            signer_refused_at: change.refusal?.at ?? null,
          }),
    })
    .where("id", "=", from.id)
    .where("status", "=", from.status)
    .where("nonce", from.nonce === null ? "is" : "=", from.nonce)
    .returningAll()
    .executeTakeFirst();
  return row && transactionOf(row);
}

function transactionOf(row: Row): ChainTransaction {
  return {
    id: row.id as ChainTransactionId,
    chainId: row.chain_id as ChainId,
    lane: row.lane as Lane,
    purpose: row.purpose,
    call: { chainId: row.chain_id as ChainId, to: row.target as Address, data: row.call_data as Hex },
    status: row.status as TransactionStatus,
    signer: row.signer as Address | null,
    nonce: row.nonce,
    gasLimit: row.gas_limit === null ? null : BigInt(row.gas_limit),
    hash: row.hash as TxHash | null,
    minedIn: placeOf(row.mined_block_number, row.mined_block_hash),
    consumedAt: placeOf(row.consumed_block_number, row.consumed_block_hash),
    failure: row.failure,
    refusal:
      row.signer_refusal === null || row.signer_refused_at === null
        ? null
        : { reason: row.signer_refusal, at: row.signer_refused_at },
    broadcastAt: row.broadcast_at,
    traceparent: row.traceparent,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function placeOf(number: number | null, hash: string | null): BlockPlace | null {
  return number === null || hash === null ? null : { number, hash: hash as Bytes32 };
}

/** Whether just this call waits or is on its way, and has not been in a final block. */
export async function isUnderWay(tx: Tx, call: ContractCall): Promise<boolean> {
  const row = await tx
    .selectFrom("chain_transactions")
    .select("id")
    .where("chain_id", "=", call.chainId)
    .where("target", "=", call.to)
    .where("call_data", "=", call.data)
    .where("status", "in", ["PLANNED", "SIGNED", "BROADCAST", "MINED"])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
