import type { Reader } from "../../db/read.ts";
import type { PayoutServices } from "../../graphql/common/payoutServices.ts";
import type { Id, PayoutBatchId, PayoutId } from "../../kernel/ids/ids.ts";
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
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

export function payoutServices(scopes: Scopes, context: PayoutsContext): PayoutServices {
  const onePayout = async (tx: Reader, caller: MerchantCaller, id: string) => {
    const [payout] = await getPayouts(tx, ownerOf(caller), [id as PayoutId]); // an id that we stored
    return stillThere(payout);
  };
  const oneBatch = async (tx: Reader, caller: MerchantCaller, id: string) => {
    const [batch] = await getPayoutBatches(tx, ownerOf(caller), [id as PayoutBatchId]); // an id that we stored
    return stillThere(batch);
  };
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
          const payout = await createPayout(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: payout.id, result: payout };
        },
        replay: (tx, id) => onePayout(tx, caller, id),
      }),
    createPayoutBatch: (caller, command) =>
      scopes.once(caller, "payoutBatchCreate", command, {
        async work(tx) {
          const batch = await createPayoutBatch(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: batch.id, result: batch };
        },
        replay: (tx, id) => oneBatch(tx, caller, id),
      }),
    estimatePayouts: (caller, items) =>
      scopes.asMerchant(caller, (tx) => estimatePayouts(tx, { ...ownerOf(caller), items }, context)),
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
