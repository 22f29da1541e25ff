import { sql } from "kysely";
import type { Database } from "../../src/db/database.ts";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import type { SimChain } from "./simChain.ts";

/** What is still under way, in words; nothing when the program is at rest. */
export async function openEnds(
  plain: Database,
  { chains, now }: { chains: readonly SimChain[]; now: Date },
): Promise<string[]> {
  const heads: string[] = [];
  for (const { chain } of chains) {
    const { number } = await chain.reader.head();
    heads.push(`('${chain.chainId}', ${number})`);
  }
  return withTx(plain, SYSTEM, async (tx) => {
    const found = await sql<{ what: string }>`
      select kind || ' ' || id || ' ' || status as what from payment_operations where status in ('PENDING', 'SUBMITTED', 'CONFIRMING')
      union all select 'payout ' || id || ' ' || status from payouts where status in ('READY', 'SUBMITTED', 'CONFIRMING')
      union all select 'transaction ' || id || ' ' || status || ' ' || purpose from chain_transactions where status in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED')
      union all select 'fact ' || name || ' in block ' || block_number from chain_facts where state = 'SEEN'
      union all select 'event ' || type || ' unpublished' from events where sequence is null
      union all select 'delivery ' || id || ' ' || status from webhook_deliveries where status not in ('DELIVERED', 'EXHAUSTED')
      union all select 'entry ' || e.id || ' unsealed' from journal_entries e left join journal_seals s on s.entry_id = e.id where s.entry_id is null
      union all select 'payment ' || id || ' ' || status from payments
        where status = 'CONFIRMING' or (status = 'REQUIRES_PAYMENT' and expires_at <= ${now}::timestamptz)
      union all select h.chain || ' is at ' || c.block_number || ' of ' || h.head from (values ${sql.raw(heads.join(", "))}) as h(chain, head)
        join indexer_checkpoints c on c.chain_id = h.chain where c.block_number < h.head - 2`.execute(tx);
    return found.rows.map(({ what }) => what);
  });
}
