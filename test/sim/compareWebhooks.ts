import { Webhook } from "standardwebhooks";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import type { EndState } from "./compare.ts";
import type { ReceivedWebhook } from "./receiver.ts";

interface StoredEvent {
  readonly id: string;
  readonly sequence: number | null;
  readonly merchantId: string;
  readonly type: string;
  readonly objectId: string;
}

/** Events without a gap, each delivered, with the same body each time; and those that must be there exactly once. */
export async function compareWebhooks(
  end: EndState,
  received: readonly ReceivedWebhook[],
): Promise<string[]> {
  const events = await withTx(end.plain, SYSTEM, async (tx): Promise<StoredEvent[]> => {
    const rows = await tx.selectFrom("events").selectAll().orderBy("sequence").execute();
    return rows.map((row) => ({ ...row, merchantId: row.merchant_id, objectId: row.object_id }));
  });
  const gaps = events.every(({ sequence }, index) => sequence === index + 1)
    ? []
    : ["the events have gaps in their order"];
  return [...gaps, ...deliveries(end, events, received), ...onceEach(end, events)];
}

function deliveries(
  { merchants }: EndState,
  events: readonly StoredEvent[],
  received: readonly ReceivedWebhook[],
): string[] {
  const byId = Map.groupBy(received, ({ id }) => id);
  const differences = events.flatMap((event) => {
    const merchant = merchants.find(({ caller }) => caller.merchantId === event.merchantId);
    const got = byId.get(event.id) ?? [];
    const what = `${event.type} of ${event.objectId}`;
    if (!got.some(({ statusCode }) => statusCode === 204)) return [`${what} was never delivered`];
    const bodies = new Set(got.map(({ body }) => body));
    const isWell =
      bodies.size === 1 && got.every((one) => one.url === merchant?.webhookUrl && isSigned(one, merchant));
    return isWell
      ? []
      : [`${what} was delivered with other words, to another place or with a wrong signature`];
  });
  const unknown = [...byId.keys()].filter((id) => !events.some((event) => event.id === id));
  return [...differences, ...unknown.map((id) => `${id} was delivered and is no event`)];
}

/** The simulated time is not the machine's, so that the library's own check of age would refuse. */
function isSigned({ id, body, headers }: ReceivedWebhook, merchant: { webhookSecret: string }): boolean {
  const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
  return new Webhook(merchant.webhookSecret).sign(id, at, body) === headers["webhook-signature"];
}

/** What clients were promised: each accepted command is told of once, and each end of one. */
function onceEach({ accepted, count }: EndState, events: readonly StoredEvent[]): string[] {
  const times = (type: string, objectId: string) =>
    events.filter((event) => event.type === type && event.objectId === objectId).length;
  const expected = [
    ...accepted.payments.map(({ id }) => ["payment.created", id] as const),
    ...accepted.payouts.map(({ id }) => ["payout.created", id] as const),
    ...accepted.refunds.map(({ id }) => ["refund.requested", id] as const),
  ];
  const once = expected.flatMap(([type, id]) => {
    const found = times(type, id);
    return found === 1 ? [] : [`${type} of ${id} was told ${found} times`];
  });
  if (count.of("reorg below finality") > 0) return once; // an end that was undone is told again
  const ends = ["payout.paid", "payout.failed", "refund.succeeded", "refund.failed", "capture.succeeded"];
  const twice = events.filter(({ type, objectId }) => ends.includes(type) && times(type, objectId) > 1);
  return [...once, ...twice.map(({ type, objectId }) => `${type} of ${objectId} was told more than once`)];
}
