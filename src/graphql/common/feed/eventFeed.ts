import type { EventHead, EventServices } from "../services.ts";

/** Tells subscribers of this process that something they follow was published, by this process or another one. */
export interface EventFeed {
  /** Begins to listen. Whoever listens first and reads then misses nothing. */
  listen(matches: (head: EventHead) => boolean): Listener;
  stop(): void;
}

export interface Listener {
  /** True once something has happened since the last call, at once if it already has; false when closed. */
  changed(): Promise<boolean>;
  close(): void;
}

/** How often to look for what other processes published, while somebody listens. */
const POLL_MS = 1_000;
const PAGE = 500;

interface Ear extends Listener {
  readonly matches: (head: EventHead) => boolean;
  hear(): void;
}

/** One reader for all subscribers: however many follow, the table is asked once per publication. */
export function eventFeed(events: EventServices, onError: (error: unknown) => void): EventFeed {
  const ears = new Set<Ear>();
  let position: number | undefined;
  let reading = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  const stopListening = events.onPublished(() => void read());

  async function read(): Promise<void> {
    again = true;
    if (reading) return;
    reading = true;
    try {
      while (again) {
        again = false;
        await catchUp();
      }
    } catch (error) {
      onError(error); // the next tick tries again from the same place
    } finally {
      reading = false;
    }
  }

  async function catchUp(): Promise<void> {
    if (ears.size === 0) {
      position = undefined; // whoever comes next reads for itself first
      return;
    }
    if (position === undefined) {
      position = await events.lastSequence();
      for (const ear of ears) ear.hear(); // what came before we knew the place
      return;
    }
    for (;;) {
      const heads = await events.publishedAfter(position, PAGE);
      for (const head of heads) {
        position = head.sequence;
        for (const ear of ears) if (ear.matches(head)) ear.hear();
      }
      if (heads.length < PAGE) return;
    }
  }

  return {
    listen(matches) {
      const ear = newEar(matches, () => {
        ears.delete(ear);
        if (ears.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      });
      ears.add(ear);
      timer ??= setInterval(() => void read(), POLL_MS).unref();
      return ear;
    },
    stop() {
      stopListening();
      for (const ear of ears) ear.close();
    },
  };
}

function newEar(matches: (head: EventHead) => boolean, onClose: () => void): Ear {
  let heard = false;
  let closed = false;
  let wake: (() => void) | undefined;
  return {
    matches,
    hear() {
      heard = true;
      wake?.();
    },
    async changed() {
      if (!heard && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      heard = false;
      return !closed;
    },
    close() {
      closed = true;
      wake?.();
      onClose();
    },
  };
}
