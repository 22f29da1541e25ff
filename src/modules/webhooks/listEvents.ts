import type { Reader } from "../../db/read.ts";
import type { EventType } from "../../kernel/events/domainEvent.ts";
import type { Page } from "../../kernel/paging/page.ts";
import { selectEventsAfter } from "./events.store.ts";
import type { PublishedEvent } from "./webhook.ts";
import type { Owner } from "./webhooks.context.ts";

export interface ListEvents {
  /** Exclusive; 0 begins with the oldest. */
  readonly after: number;
  /** Null: all types. */
  readonly types: readonly EventType[] | null;
  readonly limit: number;
}

/** The owner's published events in their one order. A place is only given out once everything before it is committed,
 *  so whoever has read up to a sequence has missed nothing below it. */
export async function listEvents(db: Reader, owner: Owner, query: ListEvents): Promise<Page<PublishedEvent>> {
  const rows = await selectEventsAfter(db, owner, { ...query, limit: query.limit + 1 });
  return { items: rows.slice(0, query.limit), hasMore: rows.length > query.limit };
}
