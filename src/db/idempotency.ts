import { createHash } from "node:crypto";
import type { Insertable } from "kysely";
import { DomainError } from "../kernel/errors/domainError.ts";
import type { MerchantId } from "../kernel/ids/ids.ts";
import type { Tables } from "./database.ts";
import type { Tx } from "./withTx.ts";

/** Keys are counted for each merchant, mode and command. */
export interface KeySpace {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly operation: string;
}

export interface KeyedRequest {
  readonly key: string;
  /** The whole input but for the key; the same key with another input is refused. */
  readonly input: unknown;
}

export interface IdempotentRequest extends KeySpace, KeyedRequest {
  readonly at: Date;
}

export interface Answer {
  /** Id of the object that the first request made or changed. */
  readonly resultId: string;
  readonly replay: boolean;
}

/**
 * Runs `work` for the first request with this key and answers every later one with the first's result.
 * The claim and the work commit together: a refusal or a crash leaves the key unused. A twin in flight waits
 * for the lock time-out of the transaction.
 * @throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS
 */
export async function answerOnce(
  tx: Tx,
  request: IdempotentRequest,
  work: () => Promise<string>,
): Promise<Answer> {
  const claimed = await claim(tx, [toRow(request, request, request.at)]);
  if (claimed.length === 1) {
    const resultId = await work();
    await tx
      .updateTable("idempotency_keys")
      .set({ result_id: resultId })
      .where("merchant_id", "=", request.merchantId)
      .where("operation", "=", request.operation)
      .where("livemode", "=", request.livemode)
      .where("key", "=", request.key)
      .execute();
    return { resultId, replay: false };
  }
  const [first] = await answersTo(tx, request, [request]);
  if (first instanceof DomainError) throw first;
  if (!first) throw new Error("a committed idempotency key has a result");
  return first;
}

/** What earlier requests with these keys led to, in their order: an answer, IDEMPOTENCY_KEY_REUSED, or null for a
 *  new key. One statement for all. */
export async function answersTo(
  tx: Tx,
  space: KeySpace,
  requests: readonly KeyedRequest[],
): Promise<(Answer | DomainError | null)[]> {
  if (requests.length === 0) return [];
  const rows = await tx
    .selectFrom("idempotency_keys")
    .select(["key", "request_hash", "result_id"])
    .where("merchant_id", "=", space.merchantId)
    .where("operation", "=", space.operation)
    .where("livemode", "=", space.livemode)
    .where(
      "key",
      "in",
      requests.map(({ key }) => key),
    )
    .execute();
  const known = new Map(rows.map((row) => [row.key, row]));
  return requests.map(({ key, input }) => {
    const row = known.get(key);
    if (!row || row.result_id === null) return null;
    return row.request_hash === hashOf(input) ? { resultId: row.result_id, replay: true } : keyReused();
  });
}

/**
 * Takes keys for results that this transaction is about to make. Returns the ids of those results whose key was free;
 * a twin in flight is waited for, as long as the lock time-out lets us.
 * @throws IDEMPOTENCY_IN_PROGRESS
 */
export async function claimKeys(
  tx: Tx,
  space: KeySpace,
  claims: readonly (KeyedRequest & { readonly resultId: string })[],
  at: Date,
): Promise<ReadonlySet<string>> {
  if (claims.length === 0) return new Set();
  // In one order everywhere, so that two transactions with the same keys never wait for each other.
  const rows = claims
    .map((each) => ({ ...toRow(space, each, at), result_id: each.resultId }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return new Set((await claim(tx, rows)).flatMap((row) => row.result_id ?? []));
}

async function claim(
  tx: Tx,
  rows: readonly Insertable<Tables["idempotency_keys"]>[],
): Promise<{ result_id: string | null }[]> {
  try {
    return await tx
      .insertInto("idempotency_keys")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning("result_id")
      .execute();
  } catch (cause) {
    if ((cause as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw cause; // drivers put SQLSTATE there
    throw new DomainError(
      "IDEMPOTENCY_IN_PROGRESS",
      "A request with this key is still running; send it again.",
      { retryable: true, cause },
    );
  }
}

function toRow(space: KeySpace, { key, input }: KeyedRequest, at: Date) {
  const { merchantId, operation, livemode } = space;
  const request_hash = hashOf(input);
  return { merchant_id: merchantId, operation, livemode, key, request_hash, created_at: at };
}

function keyReused(): DomainError {
  return new DomainError("IDEMPOTENCY_KEY_REUSED", "This key was used with other input; choose a new one.", {
    path: ["input", "idempotencyKey"],
  });
}

function hashOf(input: unknown): string {
  return createHash("sha256").update(canonicalJson(input)).digest("hex");
}

/** SQLSTATE of a lock time-out. */
const LOCK_NOT_AVAILABLE = "55P03";

/** JSON with sorted keys and without absent values, so that equal inputs have equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint"
      ? inner.toString()
      : inner !== null && typeof inner === "object" && !Array.isArray(inner) && !(inner instanceof Date)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
  );
}
