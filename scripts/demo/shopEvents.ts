import type { MerchantDoor, ShopEvent } from "./merchantDoor.ts";

interface Waiter {
  readonly what: string;
  readonly matches: (event: ShopEvent) => boolean;
  readonly resolve: (event: ShopEvent) => void;
  readonly reject: (error: Error) => void;
}

/** Things that must not happen in a demonstration where nobody does anything wrong. */
const FAILURES = ["CAPTURE_FAILED", "REFUND_FAILED", "PAYOUT_FAILED", "PAYMENT_EXPIRED", "PAYMENT_REORGED"];

/** Longest silence of the whole shop while something is waited for. */
const PATIENCE_MS = 120_000;

/** The shop's own memory of its events, fed by the subscription: whoever waits is told at once, also of the past. */
export class ShopEvents {
  readonly #seen = new Map<string, ShopEvent>();
  readonly #waiters = new Set<Waiter>();
  #failure: Error | undefined;
  #silence: NodeJS.Timeout | undefined;

  /** Follows from a sequence on, until the door is closed. */
  follow(merchant: MerchantDoor, after: string): void {
    merchant
      .followEvents(after, (event) => {
        this.#take(event);
        return false;
      })
      .catch((error: Error) => this.#fail(error));
  }

  /** The first event that matches. @throws Error when something failed, or nothing has happened for two minutes */
  async until(what: string, matches: (event: ShopEvent) => boolean): Promise<ShopEvent> {
    if (this.#failure) throw this.#failure;
    for (const event of this.#seen.values()) if (matches(event)) return event;
    return new Promise((resolve, reject) => {
      this.#waiters.add({ what, matches, resolve, reject });
      this.#listenForSilence();
    });
  }

  stop(): void {
    clearTimeout(this.#silence);
  }

  #take(event: ShopEvent): void {
    if (this.#seen.has(event.id)) return; // a resumed subscription may begin with what we have
    this.#seen.set(event.id, event);
    if (FAILURES.includes(event.type)) {
      const { failure } = event.snapshot;
      this.#fail(new Error(`${event.type} of ${event.objectId}${failure ? `: ${String(failure)}` : ""}`));
      return;
    }
    for (const waiter of this.#waiters) {
      if (!waiter.matches(event)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(event);
    }
    this.#listenForSilence();
  }

  #listenForSilence(): void {
    clearTimeout(this.#silence);
    if (this.#waiters.size === 0) return;
    this.#silence = setTimeout(() => {
      const waits = [...this.#waiters].slice(0, 5).map(({ what }) => what);
      const more = this.#waiters.size - waits.length;
      const list = `${waits.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
      this.#fail(new Error(`no event for ${PATIENCE_MS / 1000} s while waiting for ${list}`));
    }, PATIENCE_MS);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiter of this.#waiters) waiter.reject(this.#failure);
    this.#waiters.clear();
  }
}
