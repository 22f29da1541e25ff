import { sql } from "kysely";
import type { Tx } from "../../db/withTx.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import type { PaymentAmounts } from "./payment.ts";

/** What the canonical facts about a payment add up to, and what of ours is on its way. */
export interface ChainView {
  readonly amounts: PaymentAmounts;
  readonly unfinalFacts: number;
  readonly asOfBlock: number | null;
  readonly authorizing: boolean;
}

/** One fold over the facts of a payment and its open operations; the fee of each capture is rounded down. */
export async function readChainView(
  tx: Tx,
  payment: { id: PaymentId; chainId: ChainId; onchainId: Bytes32 | null },
): Promise<ChainView> {
  const result = await sql<{
    authorized: bigint;
    captured: bigint;
    voided: bigint;
    reclaimed: bigint;
    refunded: bigint;
    fee: bigint;
    unfinal: number;
    as_of_block: number | null;
    capture_pending: bigint;
    refund_pending: bigint;
    authorizing: boolean;
  }>`
    with f as (
      select name, (args->>'amount')::numeric(78,0) as amount, coalesce((args->>'feeBps')::numeric, 0) as fee_bps, state, block_number
      from chain_facts
      where chain_id = ${payment.chainId} and subject = ${payment.onchainId} and state <> 'ORPHANED'
        and name in ('PaymentAuthorized', 'PaymentCharged', 'PaymentCaptured', 'PaymentVoided', 'PaymentReclaimed', 'PaymentRefunded')
    ), o as (
      select kind, amount, status from payment_operations
      where payment_id = ${payment.id} and status in ('PENDING', 'SUBMITTED')
    )
    select
      (select coalesce(sum(amount), 0) from f where name in ('PaymentAuthorized', 'PaymentCharged')) as authorized,
      (select coalesce(sum(amount), 0) from f where name in ('PaymentCaptured', 'PaymentCharged')) as captured,
      (select coalesce(sum(amount), 0) from f where name = 'PaymentVoided') as voided,
      (select coalesce(sum(amount), 0) from f where name = 'PaymentReclaimed') as reclaimed,
      (select coalesce(sum(amount), 0) from f where name = 'PaymentRefunded') as refunded,
      (select coalesce(sum(div(amount * fee_bps, 10000)), 0) from f where name in ('PaymentCaptured', 'PaymentCharged')) as fee,
      (select count(*) from f where state = 'SEEN' and name <> 'PaymentRefunded') as unfinal,
      (select max(block_number) from f) as as_of_block,
      (select coalesce(sum(amount), 0) from o where kind = 'CAPTURE') as capture_pending,
      (select coalesce(sum(amount), 0) from o where kind = 'REFUND') as refund_pending,
      exists (select from o where kind = 'AUTHORIZE') as authorizing`.execute(tx);
  const row = result.rows[0];
  if (!row) throw new Error("a fold has one row");
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
    asOfBlock: row.as_of_block,
    authorizing: row.authorizing,
  };
}

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
