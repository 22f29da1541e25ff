import type { PostOutcome, WebhooksContext } from "../../src/modules/webhooks/index.ts";
import type { Gate } from "./gatedDatabase.ts";

export interface ReceivedWebhook {
  readonly url: string;
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the receiver answered; null when the answer was lost or never came. */
  readonly statusCode: number | null;
}

/** The merchants' servers: they remember everything, and refuse, redirect or fall silent as the seed has it. */
export class Receiver {
  readonly received: ReceivedWebhook[] = [];
  readonly #attempts = new Map<string, number>();

  /** How one life of the program reaches them. */
  post({ sim, life, rates, count }: Gate): WebhooksContext["post"] {
    return ({ url, headers, body }) =>
      sim.turn(life, sim.random.between(1, rates().slowestMs), async (): Promise<PostOutcome> => {
        const id = headers["webhook-id"] ?? "";
        const attempt = (this.#attempts.get(id) ?? 0) + 1;
        this.#attempts.set(id, attempt);
        // From the third attempt on all is well, so that the last delivery does not take days.
        const fault =
          attempt < 3 && sim.random.chance(rates().webhook)
            ? sim.random.pick(["500", "302", "silent", "lost answer"] as const)
            : undefined;
        if (fault) count.add(`webhook ${fault}`);
        const statusCode = fault === undefined ? 204 : fault === "500" ? 500 : fault === "302" ? 302 : null;
        if (fault !== "silent") this.received.push({ url, id, body, headers, statusCode });
        return { statusCode, failure: statusCode === null ? "TIMEOUT" : null };
      });
  }
}
