import type { DoorContext } from "../context/doorContext.ts";
import type { EventHead } from "../services.ts";
import type { Listener } from "./eventFeed.ts";

/** A subscription's stream. `read` first says how things stand, then is asked again after each event that matches;
 *  it yields what is new. Listening begins before the first reading, so nothing is lost in between. */
export function follow<T>(
  context: DoorContext,
  source: { readonly matches: (head: EventHead) => boolean; readonly read: () => AsyncIterable<T> },
): AsyncIterableIterator<T> {
  const listener = context.feed.listen(source.matches);
  const values = stream(context, listener, source.read);
  // A generator that waits cannot be ended from outside; closing the listener ends its wait first.
  const end = async () => {
    listener.close();
    return values.return(undefined);
  };
  return {
    next: () => values.next(),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* stream<T>(
  context: DoorContext,
  listener: Listener,
  read: () => AsyncIterable<T>,
): AsyncGenerator<T, undefined> {
  try {
    do {
      await context.refresh(); // the credential may have been withdrawn, and loaders remember the last answer
      yield* read();
    } while (await listener.changed());
  } finally {
    listener.close();
  }
}
