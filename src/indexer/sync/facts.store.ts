import type { Selectable } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Tx } from "../../db/withTx.ts";
import type { ChainFact, FactBody, FactPlace } from "../../kernel/facts/chainFact.ts";
import type { Address, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { argsToJson, bodyFromJson, subjectOf } from "./factArgs.ts";

/**
 * Stores a fact as SEEN; one that a reorg had taken away and brought back in the same block becomes SEEN again.
 * @throws Error when the fact is there and canonical: it would be applied twice
 */
export async function storeFact(tx: Tx, place: FactPlace, body: FactBody): Promise<ChainFact> {
  const row = await tx
    .insertInto("chain_facts")
    .values({
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
      state: "SEEN",
    })
    .onConflict((conflict) =>
      conflict
        .columns(["chain_id", "block_hash", "log_index"])
        .doUpdateSet({ state: "SEEN" })
        .where("chain_facts.state", "=", "ORPHANED"),
    )
    .returning("id")
    .executeTakeFirst();
  if (!row) throw new Error(`log ${place.logIndex} of block ${place.blockHash} was taken in before`);
  return { ...place, ...body, id: String(row.id) };
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

export async function setFactState(tx: Tx, id: string, state: "FINAL" | "ORPHANED"): Promise<void> {
  await tx.updateTable("chain_facts").set({ state }).where("id", "=", Number(id)).execute();
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
