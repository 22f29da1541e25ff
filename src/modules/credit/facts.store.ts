import { type Selectable, sql } from "kysely";
import type { Tables } from "../../db/database.ts";
import type { Tx } from "../../db/withTx.ts";
import type { FactPlace } from "../../kernel/facts/chainFact.ts";
import { bodyFromJson } from "../../kernel/facts/factArgs.ts";
import type { Address, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import type { FactNamed, LineFact } from "./facts.ts";

/** Canonical facts about one line but for its pledges, first first. */
export async function listLineFacts(
  tx: Tx,
  at: { readonly chainId: ChainId; readonly creditId: Bytes32 },
): Promise<LineFact[]> {
  const rows = await tx
    .selectFrom("chain_facts")
    .selectAll()
    .where("chain_id", "=", at.chainId)
    .where("subject", "=", at.creditId)
    .where("name", "not in", ["Pledged", "PledgeReleased"])
    .where("state", "<>", "ORPHANED")
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();
  return rows.map(factOf);
}

/** Whether the capture that paid stands in the same transaction, and is not final: its net is still pending. */
export async function isPaidFromPending(tx: Tx, fact: FactNamed<"CreditRepaid">): Promise<boolean> {
  const row = await tx
    .selectFrom("chain_facts")
    .select("id")
    .where("chain_id", "=", fact.chainId)
    .where("subject", "=", fact.ref)
    .where("block_hash", "=", fact.blockHash)
    .where("tx_hash", "=", fact.txHash)
    .where("name", "in", ["PaymentCaptured", "PaymentCharged"])
    .where("state", "=", "SEEN")
    .executeTakeFirst();
  return row !== undefined;
}

/** What of a repayment of a defaulted line went to the reserve: the contract says so right before the repayment. */
export async function readToReserve(tx: Tx, fact: FactPlace & { creditId: Bytes32 }): Promise<bigint> {
  const row = await tx
    .selectFrom("chain_facts")
    .select(["name", "args"])
    .where("chain_id", "=", fact.chainId)
    .where("block_hash", "=", fact.blockHash)
    .where("tx_hash", "=", fact.txHash)
    .where("subject", "=", fact.creditId)
    .where("log_index", "<", fact.logIndex)
    .where("name", "in", ["LossRecovered", "CreditRepaid"])
    .orderBy("log_index", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row?.name !== "LossRecovered") return 0n;
  return BigInt((row.args as { toReserve: string }).toReserve);
}

/** The line's last repayment before a fact of the same transaction. */
export async function findPaidBefore(
  tx: Tx,
  fact: FactPlace & { creditId: Bytes32 },
): Promise<FactNamed<"CreditRepaid"> | undefined> {
  const row = await tx
    .selectFrom("chain_facts")
    .selectAll()
    .where("chain_id", "=", fact.chainId)
    .where("block_hash", "=", fact.blockHash)
    .where("tx_hash", "=", fact.txHash)
    .where("subject", "=", fact.creditId)
    .where("log_index", "<", fact.logIndex)
    .where("name", "=", "CreditRepaid")
    .orderBy("log_index", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && (factOf(row) as FactNamed<"CreditRepaid">); // by its name
}

/** Payments of the escrow whose holds secure a line: pledged, and not released since. */
export async function listPledged(
  tx: Tx,
  line: { readonly chainId: ChainId; readonly onchainId: Bytes32 },
): Promise<Bytes32[]> {
  const { rows } = await sql<{ payment: string }>`
    with told as (
      select id, name, args->>'pledgedPayment' as payment, (args->>'amount')::numeric(78,0) as amount
      from chain_facts
      where chain_id = ${line.chainId} and subject = ${line.onchainId} and state <> 'ORPHANED'
        and name in ('Pledged', 'PledgeReleased')
    ), newest as (
      select distinct on (payment) payment, id, amount from told where name = 'Pledged' order by payment, id desc
    )
    select payment from newest
    where amount > (select coalesce(sum(t.amount), 0) from told t
      where t.payment = newest.payment and t.name = 'PledgeReleased' and t.id > newest.id)
    order by id`.execute(tx);
  return rows.map(({ payment }) => payment as Bytes32);
}

function factOf(row: Selectable<Tables["chain_facts"]>): LineFact {
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
  } as LineFact; // written by the indexer
}
