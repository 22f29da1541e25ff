import { sql } from "kysely";
import { gathered } from "../../db/gathered.ts";
import type { Tx } from "../../db/withTx.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import type { PaymentFact } from "./facts.ts";
import type { PaymentAmounts } from "./payment.ts";

/** What the canonical facts about a payment add up to, and what of ours is on its way. */
export interface ChainView {
  readonly amounts: PaymentAmounts;
  readonly unfinalFacts: number;
  readonly waitingFacts: number;
  readonly asOfBlock: number | null;
  readonly authorizing: boolean;
}

interface ViewRow {
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly voided: bigint;
  readonly reclaimed: bigint;
  readonly refunded: bigint;
  readonly fee: bigint;
  readonly unfinal: number;
  readonly waiting: number;
  readonly as_of_block: number | null;
  readonly capture_pending: bigint;
  readonly refund_pending: bigint;
  readonly authorizing: boolean;
}

/** One fold over the facts of a payment and its open operations; the fee of each capture is rounded down. */
export const readChainView = gathered(
  async (
    tx,
    payments: readonly { id: PaymentId; chainId: ChainId; onchainId: Bytes32 | null }[],
  ): Promise<ChainView[]> => {
    const ids = payments.map(({ id }) => id);
    const chains = payments.map(({ chainId }) => chainId);
    const hashes = payments.map(({ onchainId }) => onchainId);
    const result = await sql<ViewRow>`
    select f.*, o.*
    from unnest(${ids}::text[], ${chains}::text[], ${hashes}::text[]) with ordinality as asked (id, chain_id, hash, place)
    cross join lateral (
      select coalesce(sum(amount) filter (where name in ('PaymentAuthorized', 'PaymentCharged')), 0) as authorized,
        coalesce(sum(amount) filter (where name in ('PaymentCaptured', 'PaymentCharged')), 0) as captured,
        coalesce(sum(amount) filter (where name = 'PaymentVoided'), 0) as voided,
        coalesce(sum(amount) filter (where name = 'PaymentReclaimed'), 0) as reclaimed,
        coalesce(sum(amount) filter (where name = 'PaymentRefunded'), 0) as refunded,
        coalesce(sum(div(amount * fee_bps, 10000)) filter (where name in ('PaymentCaptured', 'PaymentCharged')), 0) as fee,
        count(*) filter (where state = 'SEEN' and name <> 'PaymentRefunded') as unfinal,
        count(waits_until) as waiting,
        max(block_number) as as_of_block
      from (
        select name, (args->>'amount')::numeric(78,0) as amount, (args->>'feeBps')::numeric as fee_bps, state, waits_until, block_number
        from chain_facts
        where chain_id = asked.chain_id and subject = asked.hash and state <> 'ORPHANED'
          and name in ('PaymentAuthorized', 'PaymentCharged', 'PaymentCaptured', 'PaymentVoided', 'PaymentReclaimed', 'PaymentRefunded')
      ) as facts
    ) as f
    cross join lateral (
      select coalesce(sum(amount) filter (where kind = 'CAPTURE'), 0) as capture_pending,
        coalesce(sum(amount) filter (where kind = 'REFUND'), 0) as refund_pending,
        coalesce(bool_or(kind = 'AUTHORIZE'), false) as authorizing
      from payment_operations where payment_id = asked.id and status in ('PENDING', 'SUBMITTED')
    ) as o
    order by place`.execute(tx);
    return result.rows.map(viewOf);
  },
);

function viewOf(row: ViewRow): ChainView {
  return {
    amounts: {
      authorized: row.authorized,
      captured: row.captured,
      voided: row.voided,
      reclaimed: row.reclaimed,
      refunded: row.refunded,
      fee: row.fee,
      capturePending: row.capture_pending,
      refundPending: row.refund_pending,
    },
    unfinalFacts: row.unfinal,
    waitingFacts: row.waiting,
    asOfBlock: row.as_of_block,
    authorizing: row.authorizing,
  };
}

/** Lets facts wait until the chain's head has reached a height; what is final waits for nothing. */
export const letWait = gathered(async (tx, facts: readonly { id: string; until: number }[]) => {
  const ids = facts.map(({ id }) => Number(id));
  const heights = facts.map(({ until }) => until);
  await sql`
    update chain_facts f set waits_until = w.height
    from unnest(${ids}::bigint[], ${heights}::bigint[]) as w (id, height)
    where f.id = w.id and f.state = 'SEEN'`.execute(tx);
  return facts;
});

/** Whether the payer's own pre-approval of these terms stands on the chain. */
export async function hasPreApproval(tx: Tx, chainId: ChainId, paymentHash: Bytes32): Promise<boolean> {
  const row = await tx
    .selectFrom("chain_facts")
    .select("id")
    .where("chain_id", "=", chainId)
    .where("subject", "=", paymentHash)
    .where("name", "=", "PaymentPreApproved")
    .where("state", "<>", "ORPHANED")
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * What a credit line took of the captures of one payment in one transaction, and those of them before a fact. Asked for
 * many at once when a block becomes final; most chains have no credit line.
 */
export const readLien = gathered(async (tx, facts: readonly CaptureFact[]): Promise<Lien[]> => {
  const result = await sql<{ place: number; taken: bigint; earlier: { amount: string; feeBps: number }[] }>`
    select asked.place,
      (select coalesce(sum((args->>'interestPaid')::numeric(78,0) + (args->>'principalPaid')::numeric(78,0)), 0)
        from chain_facts r where r.chain_id = asked.chain_id and r.block_hash = asked.block_hash and r.tx_hash = asked.tx_hash
          and r.name = 'CreditRepaid' and r.state <> 'ORPHANED' and r.args->>'ref' = asked.hash) as taken,
      (select coalesce(jsonb_agg(jsonb_build_object('amount', args->>'amount', 'feeBps', args->'feeBps')), '[]')
        from chain_facts c where c.chain_id = asked.chain_id and c.block_hash = asked.block_hash and c.tx_hash = asked.tx_hash
          and c.name in ('PaymentCaptured', 'PaymentCharged') and c.subject = asked.hash and c.log_index < asked.log_index) as earlier
    from unnest(${facts.map(({ chainId }) => chainId)}::text[], ${facts.map(({ blockHash }) => blockHash)}::text[],
      ${facts.map(({ txHash }) => txHash)}::text[], ${facts.map(({ paymentHash }) => paymentHash)}::text[],
      ${facts.map(({ logIndex }) => logIndex)}::int[]) with ordinality
      as asked (chain_id, block_hash, tx_hash, hash, log_index, place)
    order by asked.place`.execute(tx);
  return result.rows.map(({ taken, earlier }) => ({
    taken: BigInt(taken),
    earlier: earlier.map(({ amount, feeBps }) => ({ amount: BigInt(amount), feeBps })),
  }));
});

type CaptureFact = Pick<PaymentFact, "chainId" | "blockHash" | "txHash" | "logIndex" | "paymentHash">;

interface Lien {
  /** In units, by all of them. */
  readonly taken: bigint;
  readonly earlier: readonly { readonly amount: bigint; readonly feeBps: number }[];
}
