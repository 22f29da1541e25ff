import type { PayoutServices } from "../../graphql/common/payoutServices.ts";
import type { Id } from "../../kernel/ids/ids.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import {
  cancelPayout,
  cancelPayoutBatch,
  createPayout,
  createPayoutBatch,
  createRecipient,
  estimatePayouts,
  getPayoutBatches,
  getPayouts,
  getRecipients,
  listPayoutBatches,
  listPayouts,
  listRecipients,
  type PayoutsContext,
} from "../../modules/payouts/index.ts";
import { approvalServices, oneBatch, onePayout } from "./payoutApprovals.services.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

export function payoutServices(scopes: Scopes, context: PayoutsContext): PayoutServices {
  return {
    createRecipient: (caller, command) =>
      scopes.once(caller, "recipientCreate", command, {
        async work(tx) {
          const recipient = await createRecipient(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: recipient.id, result: recipient };
        },
        async replay(tx, id) {
          const [recipient] = await getRecipients(tx, ownerOf(caller), [id as Id<"Recipient">]); // an id that we stored
          return stillThere(recipient);
        },
      }),
    createPayout: (caller, command) =>
      scopes.once(caller, "payoutCreate", command, {
        async work(tx) {
          const payout = await createPayout(tx, { ...command, ...makerOf(caller) }, context);
          return { id: payout.id, result: payout };
        },
        replay: (tx, id) => onePayout(tx, caller, id),
      }),
    createPayoutBatch: (caller, command) =>
      scopes.once(caller, "payoutBatchCreate", command, {
        async work(tx) {
          const batch = await createPayoutBatch(tx, { ...command, ...makerOf(caller) }, context);
          return { id: batch.id, result: batch };
        },
        replay: (tx, id) => oneBatch(tx, caller, id),
      }),
    estimatePayouts: (caller, items) =>
      scopes.asMerchant(caller, (tx) => estimatePayouts(tx, { ...makerOf(caller), items }, context)),
    cancelPayout: (caller, command) =>
      scopes.once(caller, "payoutCancel", command, {
        async work(tx) {
          const payout = await cancelPayout(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: payout.id, result: payout };
        },
        replay: (tx, id) => onePayout(tx, caller, id),
      }),
    cancelPayoutBatch: (caller, command) =>
      scopes.once(caller, "payoutBatchCancel", command, {
        async work(tx) {
          const batch = await cancelPayoutBatch(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: batch.id, result: batch };
        },
        replay: (tx, id) => oneBatch(tx, caller, id),
      }),
    ...approvalServices(scopes, context),
    getPayouts: (caller, ids) => scopes.readAsMerchant(caller, (db) => getPayouts(db, ownerOf(caller), ids)),
    listPayouts: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listPayouts(db, ownerOf(caller), query)),
    getPayoutBatches: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getPayoutBatches(db, ownerOf(caller), ids)),
    listPayoutBatches: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listPayoutBatches(db, ownerOf(caller), query)),
    getRecipients: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getRecipients(db, ownerOf(caller), ids)),
    listRecipients: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listRecipients(db, ownerOf(caller), query)),
  };
}

function makerOf(caller: MerchantCaller) {
  return { ...ownerOf(caller), requestedBy: caller.memberId };
}
