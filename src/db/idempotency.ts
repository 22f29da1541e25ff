import { createHash } from "node:crypto";
import { DomainError } from "../kernel/errors/domainError.ts";
import type { MerchantId } from "../kernel/ids/ids.ts";
import type { Tx } from "./withTx.ts";

export interface IdempotentRequest {
  readonly merchantId: MerchantId;
  readonly operation: string;
  readonly livemode: boolean;
  readonly key: string;
  /** The whole input but for the key; the same key with another input is refused. */
  readonly input: unknown;
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
  const requestHash = createHash("sha256").update(canonicalJson(request.input)).digest("hex");
  if (await claim(tx, request, requestHash)) {
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
  const first = await tx
    .selectFrom("idempotency_keys")
    .select(["request_hash", "result_id"])
    .where("merchant_id", "=", request.merchantId)
    .where("operation", "=", request.operation)
    .where("livemode", "=", request.livemode)
    .where("key", "=", request.key)
    .executeTakeFirstOrThrow();
  if (first.request_hash !== requestHash) {
    throw new DomainError("IDEMPOTENCY_KEY_REUSED", "This key was used with other input; choose a new one.", {
      path: ["input", "idempotencyKey"],
    });
  }
  if (first.result_id === null) throw new Error("a committed idempotency key has a result");
  return { resultId: first.result_id, replay: true };
}

/** True for the first; false once another has committed. */
async function claim(tx: Tx, request: IdempotentRequest, requestHash: string): Promise<boolean> {
  try {
    const inserted = await tx
      .insertInto("idempotency_keys")
      .values({
        merchant_id: request.merchantId,
        operation: request.operation,
        livemode: request.livemode,
        key: request.key,
        request_hash: requestHash,
        created_at: request.at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return inserted.numInsertedOrUpdatedRows === 1n;
  } catch (cause) {
    if ((cause as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw cause; // drivers put SQLSTATE there
    throw new DomainError(
      "IDEMPOTENCY_IN_PROGRESS",
      "A request with this key is still running; send it again.",
      {
        retryable: true,
        cause,
      },
    );
  }
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
