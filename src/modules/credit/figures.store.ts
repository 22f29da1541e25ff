import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { CreditRequest } from "./creditRequest.ts";
import type { BusinessFigures } from "./scorecard.ts";

const WINDOW_DAYS = 30;

/** What a merchant's final captures and refunds in the request's asset come to, as of an instant. */
export async function readFigures(
  tx: Tx,
  request: Pick<CreditRequest, "merchantId" | "livemode" | "asset">,
  { now, decimals }: { now: Date; decimals: number },
): Promise<BusinessFigures> {
  const operations = sql`
    select o.kind, o.amount, o.created_at, p.payer,
      floor(extract(epoch from (${now}::timestamptz - o.created_at)) / ${WINDOW_DAYS * 86_400})::int as window_number
    from payment_operations o join payments p on p.id = o.payment_id
    where o.merchant_id = ${request.merchantId} and o.livemode = ${request.livemode} and p.asset_id = ${request.asset}
      and o.status = 'SUCCEEDED' and o.kind in ('CAPTURE', 'REFUND') and o.created_at <= ${now}::timestamptz`;
  const { rows: sums } = await sql<{
    first: bigint;
    second: bigint;
    third: bigint;
    refunded: bigint;
    days: number;
  }>`
    with done as (${operations})
    select coalesce(sum(amount) filter (where kind = 'CAPTURE' and window_number = 0), 0) as first,
      coalesce(sum(amount) filter (where kind = 'CAPTURE' and window_number = 1), 0) as second,
      coalesce(sum(amount) filter (where kind = 'CAPTURE' and window_number = 2), 0) as third,
      coalesce(sum(amount) filter (where kind = 'REFUND' and window_number <= 2), 0) as refunded,
      coalesce(floor(extract(epoch from (${now}::timestamptz - min(created_at) filter (where kind = 'CAPTURE'))) / 86400), 0)::int as days
    from done`.execute(tx);
  const { rows: payers } = await sql<{ units: bigint }>`
    with done as (${operations})
    select sum(amount) as units from done where kind = 'CAPTURE' and window_number <= 2 group by payer order by 1 desc`.execute(
    tx,
  );
  const [found] = sums;
  if (!found) throw new Error("a sum has one row");
  return {
    decimals,
    captured: [found.first, found.second, found.third],
    refunded: found.refunded,
    tenureDays: found.days,
    byPayer: payers.map(({ units }) => units),
  };
}
