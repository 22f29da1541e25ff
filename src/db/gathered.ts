import DataLoader from "dataloader";
import type { Tx } from "./withTx.ts";

/** Enough that its own cost counts for little; few enough that the next is made while PostgreSQL is at the last. */
const MOST_AT_ONCE = 200;

/**
 * A question, or a change, that costs one statement however many of them a transaction has under way at the same
 * moment: work on many objects is written as work on one, and run side by side. Asked alone it is what it was.
 * `run` answers in the order of the questions; when it throws, all of them have failed, as has the transaction.
 */
export function gathered<Question, Answer>(
  run: (tx: Tx, questions: readonly Question[]) => Promise<readonly Answer[]>,
): (tx: Tx, question: Question) => Promise<Answer> {
  const loaders = new WeakMap<Tx, DataLoader<Question, Answer>>();
  return (tx, question) => {
    let loader = loaders.get(tx);
    if (!loader) {
      // Nothing is remembered: the same question has another answer after a change.
      loader = new DataLoader((questions) => run(tx, questions), {
        cache: false,
        maxBatchSize: MOST_AT_ONCE,
      });
      loaders.set(tx, loader);
    }
    return loader.load(question);
  };
}

/**
 * Runs work on many objects side by side in one transaction, and ends only when all of it has: nothing is left that
 * could reach the connection once the transaction is over. Returns what came of each.
 * @throws what the first of them threw
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const ended = await Promise.allSettled(items.map(work));
  return ended.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
}
