/** What is done together, and what came of each. */
export interface Gathering<Item, Result> {
  /** Items of one group may be done together. */
  readonly groupOf: (item: Item) => string;
  /** Most items that are done together. */
  readonly most: number;
  /** Does all of them or, when it throws, none; in their order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly done: PromiseWithResolvers<Result>;
}

/**
 * Group commit: what comes while its group is busy waits, and is then done in one go. One that comes alone starts at
 * once, so a quiet system is no slower, and a busy one pays for a transaction once instead of many times.
 * When a group fails its items are done one by one, so that none spoils another: items must bear being done again.
 */
export function gather<Item, Result>(gathering: Gathering<Item, Result>): (item: Item) => Promise<Result> {
  const waiting = new Map<string, Waiting<Item, Result>[]>();

  async function work(group: string, queue: Waiting<Item, Result>[]): Promise<void> {
    while (queue.length > 0) await runAll(queue.splice(0, gathering.most), gathering.run);
    waiting.delete(group);
  }

  return (item) => {
    const done = Promise.withResolvers<Result>();
    const group = gathering.groupOf(item);
    const queue = waiting.get(group);
    if (queue) queue.push({ item, done });
    else {
      const fresh = [{ item, done }];
      waiting.set(group, fresh);
      void work(group, fresh); // never rejects: each item has its own promise
    }
    return done.promise;
  };
}

async function runAll<Item, Result>(
  items: readonly Waiting<Item, Result>[],
  run: Gathering<Item, Result>["run"],
): Promise<void> {
  try {
    const results = await run(items.map(({ item }) => item));
    for (const [index, { done }] of items.entries()) done.resolve(results[index] as Result); // one result each
  } catch {
    for (const each of items) await runAlone(each, run);
  }
}

async function runAlone<Item, Result>(
  { item, done }: Waiting<Item, Result>,
  run: Gathering<Item, Result>["run"],
): Promise<void> {
  try {
    const [result] = await run([item]);
    done.resolve(result as Result); // one result each
  } catch (error) {
    done.reject(error);
  }
}
