import type { Database } from "../../db/database.ts";
import { answerOnce } from "../../db/idempotency.ts";
import { type Reader, read } from "../../db/read.ts";
import { SYSTEM, type Tx, withTx } from "../../db/withTx.ts";
import type { Outcome } from "../../graphql/common/outcome.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";

/** Opens transactions for use cases: the only place that decides under which scope one runs. */
export interface Scopes {
  readonly clock: Clock;
  /** Behind row-level security, as the caller's merchant. */
  asMerchant<T>(caller: MerchantCaller, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For what no merchant may do by itself, and for payers, who prove their right by a secret. */
  asSystem<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** The same two for what only reads: no transaction, the fewest round trips. */
  readAsMerchant<T>(caller: MerchantCaller, work: (reader: Reader) => Promise<T>): Promise<T>;
  readAsSystem<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /**
   * As the merchant, once per idempotency key. `work` returns the result and its id, `replay` reads the result of
   * the first request as it stands now.
   */
  once<T, Command extends { readonly idempotencyKey: string }>(
    caller: MerchantCaller,
    operation: string,
    command: Command,
    steps: {
      work: (tx: Tx) => Promise<{ id: string; result: T }>;
      replay: (tx: Tx, id: string) => Promise<T>;
    },
  ): Promise<Outcome<T>>;
}

export function scopesOf(database: Database, clock: Clock): Scopes {
  const asMerchant: Scopes["asMerchant"] = (caller, work) =>
    withTx(database, { as: "merchant", merchantId: caller.merchantId }, work);
  return {
    clock,
    asMerchant,
    asSystem: (work) => withTx(database, SYSTEM, work),
    readAsMerchant: (caller, work) => read(database, { as: "merchant", merchantId: caller.merchantId }, work),
    readAsSystem: (work) => read(database, SYSTEM, work),
    once: (caller, operation, command, { work, replay }) =>
      asMerchant(caller, async (tx) => {
        const { idempotencyKey, ...input } = command;
        const { merchantId, livemode } = caller;
        const request = { merchantId, livemode, operation, key: idempotencyKey, input, at: clock.now() };
        let done: Awaited<ReturnType<typeof work>> | undefined;
        const answer = await answerOnce(tx, request, async () => {
          done = await work(tx);
          return done.id;
        });
        return { result: done ? done.result : await replay(tx, answer.resultId), replayed: answer.replay };
      }),
  };
}

/** Whose world a merchant's command acts in. */
export function ownerOf(caller: MerchantCaller) {
  return { merchantId: caller.merchantId, livemode: caller.livemode };
}

/** What a replayed request once made is still there. */
export function stillThere<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("the result of an idempotent request is never deleted");
  return found;
}
