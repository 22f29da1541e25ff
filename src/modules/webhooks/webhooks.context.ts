import type { LookupAddress } from "node:dns";
import type { MerchantId } from "../../kernel/ids/ids.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import type { SecretSealer } from "./secretSealer.ts";

/** What the use cases of this module are given once, by src/app. */
export interface WebhooksContext {
  readonly clock: Clock;
  readonly sealer: SecretSealer;
  /** A number in [0, 1), for the jitter of retries. */
  readonly random: () => number;
  readonly target: TargetPolicy;
  /** The way to the receivers: postWebhook, but where a simulation plays them. */
  readonly post: (
    order: { url: string; headers: Readonly<Record<string, string>>; body: string },
    policy: TargetPolicy,
  ) => Promise<PostOutcome>;
}

/** How an endpoint answered. `statusCode` null: no answer came, and `failure` says why. */
export interface PostOutcome {
  readonly statusCode: number | null;
  readonly failure: string | null;
}

/** Which addresses webhooks may be sent to. */
export interface TargetPolicy {
  /** For development only: also http, loopback and private addresses. */
  readonly allowPrivate: boolean;
  /** All addresses of a host name. */
  readonly resolve: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** How long one attempt may take in all. */
  readonly timeoutMs: number;
}

/** Whose world a command acts in. */
export interface Owner {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
}
