import { type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import { rowsOf } from "../../db/rowsOf.ts";
import type { Tx } from "../../db/withTx.ts";
import type { ChainFact, FactBody, FactPlace } from "../../kernel/facts/chainFact.ts";
import { argsToJson, bodyFromJson, subjectOf } from "../../kernel/facts/factArgs.ts";
import type { Address, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";

/** What a contract said, and where. */
export interface PlacedFact {
  readonly place: FactPlace;
  readonly body: FactBody;
}

/**
 * Stores facts in one statement, as FINAL up to the final block and as SEEN above it; one that a reorg had taken away and
 * brought back in the same block is there again. Returns them in the order given.
 * @throws Error when a fact is there and canonical: it would be applied twice
 */
export async function storeFacts(
  tx: Tx,
  facts: readonly PlacedFact[],
  finalizedNumber: number,
): Promise<ChainFact[]> {
  if (facts.length === 0) return [];
  const stored = await sql<{ id: number; block_hash: string; log_index: number }>`
    insert into chain_facts
      (chain_id, block_number, block_hash, block_timestamp, log_index, tx_hash, contract, name, subject, args, state)
    select chain_id, block_number, block_hash, block_timestamp, log_index, tx_hash, contract, name, subject, args,
      case when block_number <= ${finalizedNumber} then 'FINAL' else 'SEEN' end
    from jsonb_populate_recordset(null::chain_facts, ${rowsOf(facts.map(rowOf))}::jsonb)
    on conflict (chain_id, block_hash, log_index) do update set state = excluded.state where chain_facts.state = 'ORPHANED'
    returning id, block_hash, log_index`.execute(tx);
  const ids = new Map(
    stored.rows.map((row) => [
      placeKey({ blockHash: row.block_hash as Bytes32, logIndex: row.log_index }),
      String(row.id),
    ]),
  );
  return facts.map(({ place, body }) => {
    const id = ids.get(placeKey(place));
    if (!id) throw new Error(`log ${place.logIndex} of block ${place.blockHash} was taken in before`);
    return { ...place, ...body, id };
  });
}

/** A log index counts within its block. */
export function placeKey({ blockHash, logIndex }: Pick<FactPlace, "blockHash" | "logIndex">): string {
  return `${blockHash}:${logIndex}`;
}

function rowOf({ place, body }: PlacedFact) {
  return {
    chain_id: place.chainId,
    block_number: place.blockNumber,
    block_hash: place.blockHash,
    block_timestamp: place.blockTimestamp,
    log_index: place.logIndex,
    tx_hash: place.txHash,
    contract: place.contract,
    name: body.name,
    subject: subjectOf(body),
    args: argsToJson(body),
  };
}

/** Canonical facts above a height, last first. */
export async function listFactsAbove(tx: Tx, chainId: ChainId, number: number): Promise<ChainFact[]> {
  const rows = await tx
    .selectFrom("chain_facts")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("block_number", ">", number)
    .where("state", "<>", "ORPHANED")
    .orderBy("block_number", "desc")
    .orderBy("log_index", "desc")
    .execute();
  return rows.map(factOf);
}

/** Canonical facts from a height to another, both included, first first. */
export async function listFactsBetween(
  tx: Tx,
  chainId: ChainId,
  { from, to }: { from: number; to: number },
): Promise<ChainFact[]> {
  const rows = await tx
    .selectFrom("chain_facts")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("block_number", ">=", from)
    .where("block_number", "<=", to)
    .where("state", "<>", "ORPHANED")
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();
  return rows.map(factOf);
}

/** Facts that are not final yet at a height or below, first first. */
export async function listUnfinalFacts(tx: Tx, chainId: ChainId, upTo: number): Promise<ChainFact[]> {
  const rows = await tx
    .selectFrom("chain_facts")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("state", "=", "SEEN")
    .where("block_number", "<=", upTo)
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();
  return rows.map(factOf);
}

/** Facts that waited for confirmations and have them: by the head's height, or since their block is final; first first. */
export async function listConfirmedFacts(
  tx: Tx,
  chainId: ChainId,
  { number, finalizedNumber }: { number: number; finalizedNumber: number },
): Promise<ChainFact[]> {
  const rows = await tx
    .selectFrom("chain_facts")
    .selectAll()
    .where("chain_id", "=", chainId)
    .where("waits_until", "is not", null)
    .where(({ eb, or }) => or([eb("waits_until", "<=", number), eb("block_number", "<=", finalizedNumber)]))
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();
  return rows.map(factOf);
}

/** Facts that wait for confirmations no longer. */
export async function endWaiting(tx: Tx, facts: readonly ChainFact[]): Promise<void> {
  const ids = facts.map(({ id }) => Number(id));
  await sql`update chain_facts set waits_until = null where id = any(${ids}::bigint[])`.execute(tx);
}

/** What is final or orphaned waits for nothing. Those that are in that state already stay as they are. */
export async function setFactStates(
  tx: Tx,
  facts: readonly ChainFact[],
  state: "FINAL" | "ORPHANED",
): Promise<void> {
  const ids = facts.map(({ id }) => Number(id));
  await sql`
    update chain_facts set state = ${state}, waits_until = null
    where id = any(${ids}::bigint[]) and state <> ${state}`.execute(tx);
}

function factOf(row: Selectable<Tables["chain_facts"]>): ChainFact {
  return {
    id: String(row.id),
    chainId: row.chain_id as ChainId,
    blockNumber: row.block_number,
    blockHash: row.block_hash as Bytes32,
    blockTimestamp: row.block_timestamp as UnixSeconds,
    logIndex: row.log_index,
    txHash: row.tx_hash as Bytes32,
    contract: row.contract as Address,
    ...bodyFromJson(row.name, row.args),
  };
}
