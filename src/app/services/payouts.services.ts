import type { PayoutServices } from "../../graphql/common/services.ts";
import type { Id, PayoutId } from "../../kernel/ids/ids.ts";
import {
  createPayout,
  createRecipient,
  getPayouts,
  getRecipients,
  listPayouts,
  listRecipients,
  type PayoutsContext,
} from "../../modules/payouts/index.ts";
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
          const payout = await createPayout(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: payout.id, result: payout };
        },
        async replay(tx, id) {
          const [payout] = await getPayouts(tx, ownerOf(caller), [id as PayoutId]); // an id that we stored
          return stillThere(payout);
        },
      }),
    getPayouts: (caller, ids) => scopes.readAsMerchant(caller, (db) => getPayouts(db, ownerOf(caller), ids)),
    listPayouts: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listPayouts(db, ownerOf(caller), query)),
    getRecipients: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getRecipients(db, ownerOf(caller), ids)),
    listRecipients: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listRecipients(db, ownerOf(caller), query)),
  };
}
