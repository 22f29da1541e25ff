import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";

/** What the ledger owes in one asset: to a merchant, or (null) all that the contracts' accounts show. */
export interface Liability {
  readonly merchantId: MerchantId | null;
  readonly asset: AssetId;
  readonly held: bigint;
  readonly balances: bigint;
}

/**
 * The ledger's own figures as of a block, while the chain goes on: today's balances less what facts of later blocks did.
 * What commands move stays within a merchant's parts, so that only facts have a place in time; what a merchant owes us
 * is taken off, as the contracts have already.
 * Deposits that were not swept are in no contract, unmatched ones are in the merchant's account once they are.
 * Shape: the block is final and posted, so that nothing comes below it any more; reads the facts above it only.
 */
export async function liabilitiesAt(tx: Tx, chainId: ChainId, block: number): Promise<Liability[]> {
  const assets = `${chainId}/%`;
  const found = await sql<{ merchant_id: string | null; asset_id: string; held: bigint; balances: bigint }>`
    with moved as (
      select account, asset_id, credits - debits as units from ledger_balances where asset_id like ${assets}
      union all
      select l.account, l.asset_id, case l.direction when 'DEBIT' then l.units else -l.units end
      from chain_facts f join journal_entries e on e.source_id = 'fact:' || f.id join journal_lines l on l.entry_id = e.id
      where f.chain_id = ${chainId} and f.block_number > ${block} and l.asset_id like ${assets}
      union all
      select 'merchant:' || coalesce(l.merchant_id, e.merchant_id) || ':deposited', l.asset_id,
        case l.direction when 'DEBIT' then -l.units else l.units end
      from journal_lines l join journal_entries e on e.id = l.entry_id
        left join chain_facts f on f.id = case when e.source_id like 'fact:%' then substr(e.source_id, 6)::bigint end
      where (l.account = ${`chain:${chainId}:forwarder`} or l.account like 'suspense:payment:%'
          or l.account like 'suspense:unmatched:umd_%') and l.asset_id like ${assets}
        and coalesce(f.block_number <= ${block}, true)
    ), part as (
      select asset_id, units, case when account like 'merchant:%' then split_part(account, ':', 2)
          when account like 'receivable:merchant:%' then split_part(account, ':', 3) end as merchant_id,
        case when account like 'merchant:%:yield' then null
          when account like 'merchant:%:escrowed' then 'held'
          when account like 'merchant:%' or account like 'receivable:merchant:%' then 'balances'
          when account = ${`chain:${chainId}:escrow`} then 'all held'
          when account = ${`chain:${chainId}:settlement`} then 'all balances' end as part
      from moved
    )
    select merchant_id, asset_id,
      coalesce(sum(case part when 'held' then units when 'all held' then -units end), 0) as held,
      coalesce(sum(case part when 'balances' then units when 'all balances' then -units end), 0) as balances
    from part where part is not null group by merchant_id, asset_id order by asset_id, merchant_id`.execute(
    tx,
  );
  return found.rows.map((row) => ({
    merchantId: row.merchant_id as MerchantId | null,
    asset: row.asset_id as AssetId,
    held: row.held,
    balances: row.balances,
  }));
}

/** Whether every entry of facts up to a block has its seal. */
export async function isSealedThrough(tx: Tx, chainId: ChainId, block: number): Promise<boolean> {
  const found = await sql<{ open: boolean }>`
    select exists (
      select from journal_entries e left join journal_seals s on s.entry_id = e.id
        left join chain_facts f on f.id = case when e.source_id like 'fact:%' then substr(e.source_id, 6)::bigint end
      where s.entry_id is null and (f.id is null or (f.chain_id = ${chainId} and f.block_number <= ${block}))
    ) as open`.execute(tx);
  return found.rows[0]?.open === false;
}
