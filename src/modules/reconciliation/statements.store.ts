import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { FoundBreak } from "./reconciliation.ts";

/**
 * Where statements and the journal differ: a line of a statement that the journal does not have, or with another amount
 * or fee. Statements never change and are what merchants hold us to, so they stand in the chain's place.
 */
export async function findStatementBreaks(tx: Tx, chainId: ChainId): Promise<FoundBreak[]> {
  const found = await sql<{
    settlement_batch_id: string;
    line: number;
    account: string;
    asset_id: string;
    net: bigint;
    booked: bigint | null;
    fee: bigint | null;
    booked_fee: bigint | null;
  }>`
    with compared as (
      select s.settlement_batch_id, s.line, 'merchant:' || b.merchant_id || ':available' as account, b.asset_id, s.net, s.fee,
        case l.direction when 'CREDIT' then l.units when 'DEBIT' then -l.units end as booked,
        case when s.fee is not null then coalesce((
          select sum(case f.direction when 'CREDIT' then f.units else -f.units end)
          from journal_entries own join journal_entries c on c.source_id = own.source_id and c.kind = 'PAYMENT_CAPTURED' and c.attempt = own.attempt
            join journal_lines f on f.entry_id = c.id and f.account like 'revenue:fee:%'
          where own.id = s.entry_id), 0) end as booked_fee
      from settlement_lines s join settlement_batches b on b.id = s.settlement_batch_id
        left join journal_lines l on l.entry_id = s.entry_id and l.line = s.entry_line
          and l.account = 'merchant:' || b.merchant_id || ':available' and l.asset_id = b.asset_id
      where b.asset_id like ${`${chainId}/%`}
    )
    select * from compared where booked is distinct from net or booked_fee <> fee
    order by settlement_batch_id, line`.execute(tx);
  return found.rows.map((row) => {
    const isFee = row.booked === row.net;
    return {
      kind: row.booked === null ? "MISSING_IN_LEDGER" : isFee ? "FEE_MISMATCH" : "AMOUNT_MISMATCH",
      subject: `statement ${row.settlement_batch_id} ${row.line}`,
      account: row.account,
      asset: row.asset_id as AssetId,
      onChain: (isFee ? row.fee : row.net) ?? 0n,
      inLedger: (isFee ? row.booked_fee : row.booked) ?? 0n,
      blockNumber: null,
      txHash: null,
      address: null,
    };
  });
}
