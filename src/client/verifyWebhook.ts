import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { TallystickError } from "./errors.ts";

/** What a webhook tells. Amounts in `data.object` are smallest units as text. */
export interface WebhookEvent {
  /** The same for every try: an event whose id you know was told already. */
  readonly id: string;
  /** Such as payment.succeeded. */
  readonly type: string;
  readonly livemode: boolean;
  readonly createdAt: string;
  /** Place in the merchant's events. */
  readonly sequence: number;
  /** Place in the events of the object: an older snapshot has a smaller one. */
  readonly objectSequence: number;
  readonly data: { readonly object: { readonly id: string; readonly [field: string]: unknown } };
}

/**
 * Reads a webhook, once it is sure who sent it.
 * @param payload the body as it came, byte by byte: JSON that was parsed and written again is another text
 * @param secrets whsec_…; several while one takes the place of another
 * @throws TallystickError WEBHOOK_NOT_GENUINE for another signature, another body, or one that is over five minutes old
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyWebhook({
  payload,
  headers,
  secrets,
}: {
  readonly payload: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly secrets: readonly string[];
}): WebhookEvent {
  const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  for (const secret of secrets) {
    try {
      return new Webhook(secret).verify(payload, single) as WebhookEvent; // what the sender's schema says
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
    }
  }
  throw new TallystickError("WEBHOOK_NOT_GENUINE", "None of the secrets has signed this, not in time.");
}
