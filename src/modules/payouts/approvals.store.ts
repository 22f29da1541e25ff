import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { MemberId, PayoutId } from "../../kernel/ids/ids.ts";
import type { Owner } from "./payouts.context.ts";

/** One person's word that a payout may be sent. */
export interface PayoutApproval {
  readonly payoutId: PayoutId;
  readonly memberId: MemberId;
  readonly approvedAt: Date;
}

/** @throws check_violation "second_person" when the database does not see a second person */
export async function insertApprovals(
  tx: Tx,
  { merchantId }: Pick<Owner, "merchantId">,
  approvals: readonly PayoutApproval[],
): Promise<void> {
  await tx
    .insertInto("payout_approvals")
    .values(
      approvals.map(({ payoutId, memberId, approvedAt }) => ({
        payout_id: payoutId,
        member_id: memberId,
        merchant_id: merchantId,
        approved_at: approvedAt,
      })),
    )
    .execute();
}

/** Of each payout, in the order of the ids, oldest first. */
export async function readApprovals(
  db: Reader,
  { merchantId }: Pick<Owner, "merchantId">,
  ids: readonly PayoutId[],
): Promise<PayoutApproval[][]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("payout_approvals")
    .selectAll()
    .where("merchant_id", "=", merchantId)
    .where("payout_id", "in", ids)
    .orderBy("approved_at")
    .orderBy("member_id")
    .execute();
  const found = Map.groupBy(rows, ({ payout_id }) => payout_id);
  return ids.map((id) =>
    (found.get(id) ?? []).map((row) => ({
      payoutId: id,
      memberId: row.member_id as MemberId,
      approvedAt: row.approved_at,
    })),
  );
}
