import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { Address, AssetId, Bytes32, ChainId, TxHash } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";

/** The journal's side of a position. `account` is the ledger's path; a merchant's parts are one, less what it owes us. */
export interface BookedPosition {
  readonly account: string;
  readonly asset: AssetId;
  readonly units: bigint;
  readonly inFlight: bigint;
}

/** The path under which lines are compared; null for those that no contract shows by themselves. */
const POSITION = sql`case
  when l.account like 'chain:%' or l.account like 'revenue:fee:%' then l.account
  when l.account like 'merchant:%:escrowed' then null
  when l.account like 'suspense:payment:%' or l.account like 'suspense:unmatched:umd_%' then 'merchant:' || l.merchant_id
  when l.account like 'merchant:%:yield' then null
  when l.account like 'merchant:%' then 'merchant:' || split_part(l.account, ':', 2)
  when l.account like 'receivable:merchant:%' then 'merchant:' || split_part(l.account, ':', 3) end`;

/** Assets grow with debits, all else with credits. */
const SIGNED = sql`case when (l.direction = 'DEBIT') = (l.account like 'chain:%') then l.units else -l.units end`;

/** The fact that an entry comes from; null for commands. */
const FACT_ID = sql`case when e.source_id like 'fact:%' then substr(e.source_id, 6)::bigint end`;

/**
 * Every position of a chain as of a block, by the lines themselves: the balances table is not believed. What commands
 * move stays within a position, so only facts have a place in time.
 */
export async function readBookedPositions(
  tx: Tx,
  chainId: ChainId,
  block: number,
): Promise<BookedPosition[]> {
  const found = await sql<{ position: string; asset_id: string; units: bigint; in_flight: bigint }>`
    select position, asset_id, coalesce(sum(units) filter (where not above), 0) as units,
      coalesce(sum(units) filter (where above), 0) as in_flight
    from (
      select ${POSITION} as position, l.asset_id, coalesce(f.block_number > ${block}, false) as above, ${SIGNED} as units
      from journal_lines l join journal_entries e on e.id = l.entry_id left join chain_facts f on f.id = ${FACT_ID}
      where l.asset_id like ${`${chainId}/%`}
      union all
      -- What waits at deposit addresses is a merchant's, but not in its account on the contract yet.
      select 'merchant:' || e.merchant_id, l.asset_id, coalesce(f.block_number > ${block}, false), -(${SIGNED})
      from journal_lines l join journal_entries e on e.id = l.entry_id left join chain_facts f on f.id = ${FACT_ID}
      where l.account = ${`chain:${chainId}:forwarder`}
    ) lines
    where position is not null group by position, asset_id order by position, asset_id`.execute(tx);
  return found.rows.map((row) => ({
    account: row.position,
    asset: row.asset_id as AssetId,
    units: row.units,
    inFlight: row.in_flight,
  }));
}

/** What the journal booked of one fact on one account and asset. */
export interface BookedMove {
  readonly factId: string;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly logIndex: number;
  readonly txHash: TxHash;
  readonly subject: string;
  readonly name: string;
  readonly account: string;
  readonly asset: AssetId;
  readonly units: bigint;
  /** The most entries of one kind that stand. */
  readonly standing: number;
}

/** What the journal booked of the facts of some blocks on accounts that the chain shows; reversed entries are nothing. */
export async function readBookedMoves(
  tx: Tx,
  chainId: ChainId,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<BookedMove[]> {
  const found = await sql<{
    id: number;
    block_number: number;
    block_hash: string;
    log_index: number;
    tx_hash: string;
    subject: string;
    name: string;
    account: string;
    asset_id: string;
    units: bigint;
    standing: number;
  }>`
    with line as (
      select f.id, f.block_number, f.block_hash, f.log_index, f.tx_hash, f.subject, f.name, e.kind, l.account, l.asset_id,
        ${SIGNED} as units, e.id as entry_id,
        e.reverses is null and not exists (select from journal_entries r where r.reverses = e.id) as stands
      from chain_facts f join journal_entries e on e.source_id = 'fact:' || f.id join journal_lines l on l.entry_id = e.id
      where f.chain_id = ${chainId} and f.block_number between ${from} and ${to}
        and (l.account like 'chain:%' or l.account like 'revenue:fee:%')
    ), kind as (
      select id, block_number, block_hash, log_index, tx_hash, subject, name, account, asset_id, sum(units) as units,
        count(distinct entry_id) filter (where stands) as standing
      from line group by id, block_number, block_hash, log_index, tx_hash, subject, name, kind, account, asset_id
    )
    select id, block_number, block_hash, log_index, tx_hash, subject, name, account, asset_id, sum(units) as units,
      max(standing)::int as standing
    from kind group by id, block_number, block_hash, log_index, tx_hash, subject, name, account, asset_id
    having sum(units) <> 0
    order by block_number, log_index`.execute(tx);
  return found.rows.map((row) => ({
    factId: String(row.id),
    blockNumber: row.block_number,
    blockHash: row.block_hash as Bytes32,
    logIndex: row.log_index,
    txHash: row.tx_hash as Bytes32,
    subject: row.subject,
    name: row.name,
    account: row.account,
    asset: row.asset_id as AssetId,
    units: row.units,
    standing: row.standing,
  }));
}

/** Money booked on our contracts by something that is no fact, and not taken back. */
export async function readUnfounded(
  tx: Tx,
  chainId: ChainId,
): Promise<{ sourceId: string; account: string; asset: AssetId; units: bigint }[]> {
  const found = await sql<{ source_id: string; account: string; asset_id: string; units: bigint }>`
    select e.source_id, l.account, l.asset_id, sum(${SIGNED}) as units
    from journal_lines l join journal_entries e on e.id = l.entry_id left join chain_facts f on f.id = ${FACT_ID}
    where l.account like ${`chain:${chainId}:%`} and f.id is null
    group by e.source_id, l.account, l.asset_id having sum(${SIGNED}) <> 0 order by 1, 2`.execute(tx);
  return found.rows.map((row) => ({
    sourceId: row.source_id,
    account: row.account,
    asset: row.asset_id as AssetId,
    units: row.units,
  }));
}

/** Confirmed accounts of merchants on a chain. */
export async function readKnownAccounts(
  tx: Tx,
  chainId: ChainId,
): Promise<{ merchantId: MerchantId; account: Address }[]> {
  const rows = await tx
    .selectFrom("settlement_accounts")
    .select(["merchant_id", "account"])
    .where("chain_id", "=", chainId)
    .where("status", "<>", "PENDING")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ merchantId: row.merchant_id as MerchantId, account: row.account as Address }));
}

/** Deposit addresses at which something stood at a block, by the books. */
export async function readHoldingAddresses(
  tx: Tx,
  chainId: ChainId,
  block: number,
): Promise<{ asset: AssetId; address: Address }[]> {
  const found = await sql<{ asset_id: string; address: string }>`
    select distinct d.asset_id, d.address from deposits d
      join chain_facts came on came.id = d.fact_id left join chain_facts swept on swept.id = d.swept_fact_id
    where d.chain_id = ${chainId} and d.matched is not null and came.block_number <= ${block}
      and (swept.id is null or swept.block_number > ${block})
    order by 1, 2`.execute(tx);
  return found.rows.map((row) => ({ asset: row.asset_id as AssetId, address: row.address as Address }));
}

/** Which payments we prepared, by the hash that the chain names, and in which asset. */
export async function readPaymentAssets(
  tx: Tx,
  chainId: ChainId,
  hashes: readonly string[],
): Promise<Map<string, AssetId>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx
    .selectFrom("payment_payers as p")
    .innerJoin("payments", "payments.id", "p.payment_id")
    .select(["p.payment_hash", "payments.asset_id"])
    .where("p.chain_id", "=", chainId)
    .where(sql<boolean>`p.payment_hash = any(${hashes}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.payment_hash, row.asset_id as AssetId]));
}

/** What was handed to the chain and is in no block, by account: payouts and operations on payments. */
export async function readSubmitted(
  tx: Tx,
  chainId: ChainId,
): Promise<{ account: string; asset: AssetId; units: bigint }[]> {
  const found = await sql<{ part: string; asset_id: string; units: bigint }>`
    select part, asset_id, sum(units) as units from (
      select 'settlement' as part, asset_id, -amount as units from payouts
        where chain_id = ${chainId} and status = 'SUBMITTED'
      union all
      select moved.part, p.asset_id, o.amount * moved.sign
      from payment_operations o join payments p on p.id = o.payment_id
        join (values ('AUTHORIZE', 'escrow', 1), ('CAPTURE', 'escrow', -1), ('CAPTURE', 'settlement', 1),
          ('VOID', 'escrow', -1), ('REFUND', 'settlement', -1)) as moved (kind, part, sign) on moved.kind = o.kind
      where o.chain_id = ${chainId} and o.status = 'SUBMITTED'
    ) submitted group by part, asset_id`.execute(tx);
  return found.rows.map((row) => ({
    account: `chain:${chainId}:${row.part}`,
    asset: row.asset_id as AssetId,
    units: row.units,
  }));
}
