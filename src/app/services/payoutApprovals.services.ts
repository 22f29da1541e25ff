import type { Reader } from "../../db/read.ts";
import type { PayoutServices } from "../../graphql/common/payoutServices.ts";
import type { PayoutBatchId, PayoutId } from "../../kernel/ids/ids.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import {
  approvePayout,
  approvePayoutBatch,
  getPayoutBatches,
  getPayouts,
  listPayoutLimits,
  type Payout,
  type PayoutBatch,
  type PayoutsContext,
  readApprovals,
  setPayoutLimit,
} from "../../modules/payouts/index.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

type ApprovalServices = Pick<
  PayoutServices,
  "approvePayout" | "approvePayoutBatch" | "setPayoutLimit" | "listPayoutLimits" | "approvalsOf"
>;

export function approvalServices(scopes: Scopes, context: PayoutsContext): ApprovalServices {
  return {
    approvePayout: (caller, command) =>
      scopes.once(caller, "payoutApprove", by(caller, command), {
        async work(tx) {
          const payout = await approvePayout(tx, by(caller, command), context);
          return { id: payout.id, result: payout };
        },
        replay: (tx, id) => onePayout(tx, caller, id),
      }),
    approvePayoutBatch: (caller, command) =>
      scopes.once(caller, "payoutBatchApprove", by(caller, command), {
        async work(tx) {
          const batch = await approvePayoutBatch(tx, by(caller, command), context);
          return { id: batch.id, result: batch };
        },
        replay: (tx, id) => oneBatch(tx, caller, id),
      }),
    setPayoutLimit: (_caller, command) => scopes.asSystem((tx) => setPayoutLimit(tx, command, context)),
    listPayoutLimits: (caller) =>
      scopes.readAsMerchant(caller, (db) => listPayoutLimits(db, ownerOf(caller), context)),
    approvalsOf: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => readApprovals(db, ownerOf(caller), ids)),
  };
}

/** A payout that a request with an idempotency key was about, as it is now. */
export async function onePayout(tx: Reader, caller: MerchantCaller, id: string): Promise<Payout> {
  const [payout] = await getPayouts(tx, ownerOf(caller), [id as PayoutId]); // an id that we stored
  return stillThere(payout);
}

export async function oneBatch(tx: Reader, caller: MerchantCaller, id: string): Promise<PayoutBatch> {
  const [batch] = await getPayoutBatches(tx, ownerOf(caller), [id as PayoutBatchId]); // an id that we stored
  return stillThere(batch);
}

/** The person is part of the request: with the same idempotency key another person's word is another request. */
function by<Command>(caller: MerchantCaller, command: Command) {
  const { memberId } = caller;
  if (memberId === null) throw new Error("a key that may approve is somebody's own"); // the database sees to it
  return { ...command, ...ownerOf(caller), approvedBy: memberId };
}
