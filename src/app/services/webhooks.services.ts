import type { EventServices, WebhookServices } from "../../graphql/common/services.ts";
import {
  attemptsOf,
  checkTarget,
  createEndpoint,
  getDeliveries,
  getEndpoints,
  getEvents,
  lastSequence,
  listDeliveries,
  listEndpoints,
  listEvents,
  publishedAfter,
  redeliver,
  type WebhooksContext,
} from "../../modules/webhooks/index.ts";
import type { Signal } from "../signal.ts";
import { ownerOf, type Scopes } from "./scope.ts";

export function webhookServices(scopes: Scopes, context: WebhooksContext): WebhookServices {
  return {
    async createEndpoint(caller, { url, eventTypes }) {
      const target = await checkTarget(url, context.target);
      return scopes.asMerchant(caller, (tx) =>
        createEndpoint(tx, { ...ownerOf(caller), target, eventTypes }, context),
      );
    },
    redeliver: (caller, command) =>
      scopes.asMerchant(caller, (tx) => redeliver(tx, { ...command, ...ownerOf(caller) }, context)),
    getEndpoints: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getEndpoints(db, ownerOf(caller), ids)),
    listEndpoints: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listEndpoints(db, ownerOf(caller), query)),
    getDeliveries: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getDeliveries(db, ownerOf(caller), ids)),
    listDeliveries: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listDeliveries(db, ownerOf(caller), query)),
    attemptsOf: (caller, ids) => scopes.readAsMerchant(caller, (db) => attemptsOf(db, ids)),
  };
}

export function eventServices(scopes: Scopes, published: Signal): EventServices {
  return {
    listEvents: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listEvents(db, ownerOf(caller), query)),
    getEvents: (caller, ids) => scopes.readAsMerchant(caller, (db) => getEvents(db, ownerOf(caller), ids)),
    publishedAfter: async (sequence, limit) =>
      (await scopes.readAsSystem((db) => publishedAfter(db, sequence, limit))).map((event) => ({
        ...event,
        paymentId: paymentIdOf(event),
      })),
    lastSequence: () => scopes.readAsSystem(lastSequence),
    onPublished: (listener) => published.on(listener),
  };
}

/** Captures and refunds name their payment in the snapshot; a payment's event is about itself. */
function paymentIdOf(event: { objectId: string; type: string; snapshot: unknown }): string | null {
  if (event.type.startsWith("payment.")) return event.objectId;
  const { paymentId } = event.snapshot as { paymentId?: unknown }; // written by payment.events.ts
  return typeof paymentId === "string" ? paymentId : null;
}
