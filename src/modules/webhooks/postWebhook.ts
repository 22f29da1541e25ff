import type { LookupAddress, LookupOptions } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { checkTarget, type Target } from "./checkTarget.ts";
import type { PostOutcome, TargetPolicy } from "./webhooks.context.ts";

/** Only the status counts; of the body we take this much, so that nobody can make us read for ever. */
const LONGEST_ANSWER_BYTES = 16_384;

/** Posts once: addresses checked anew and pinned, no redirects, one time limit over everything. Never throws for
 *  what an endpoint or the network does. */
export async function postWebhook(
  order: { url: string; headers: Readonly<Record<string, string>>; body: string },
  policy: TargetPolicy,
): Promise<PostOutcome> {
  const signal = AbortSignal.timeout(policy.timeoutMs);
  try {
    const target = await Promise.race([checkTarget(order.url, policy), aborted(signal)]);
    return { statusCode: await send(target, { ...order, signal }), failure: null };
  } catch (error) {
    if (signal.aborted) return { statusCode: null, failure: "TIMEOUT" };
    if (error instanceof DomainError) return { statusCode: null, failure: error.code };
    return { statusCode: null, failure: (error as NodeJS.ErrnoException).code ?? "CONNECTION_FAILED" }; // as node:http throws
  }
}

function send(
  target: Target,
  order: { headers: Readonly<Record<string, string>>; body: string; signal: AbortSignal },
): Promise<number> {
  const request = target.url.protocol === "http:" ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      target.url,
      {
        method: "POST",
        agent: false,
        lookup: pinnedTo(target.addresses),
        signal: order.signal,
        headers: order.headers,
      },
      (answer) => {
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > LONGEST_ANSWER_BYTES) answer.destroy();
        });
        answer.on("error", reject);
        answer.on("close", () => resolve(answer.statusCode ?? 0));
      },
    );
    outgoing.on("error", reject);
    outgoing.end(order.body);
  });
}

/** A look-up that only ever says what was checked, so that the name cannot lead elsewhere a moment later. */
function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options: LookupOptions, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else if (first) callback(null, first.address, first.family);
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
  );
}
