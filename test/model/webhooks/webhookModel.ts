import type { Coverage } from "../coverage.ts";

export interface ModelEndpoint {
  readonly id: string;
  status: "NONE" | "ENABLED" | "PAUSED";
  /** Seconds; null after a good answer. */
  failingSince: number | null;
}

export interface ModelDelivery {
  readonly id: string;
  readonly event: string;
  readonly endpoint: ModelEndpoint;
  readonly redeliveryOf: string | null;
  status: "NONE" | "PENDING" | "IN_FLIGHT" | "DELIVERED" | "RETRY_SCHEDULED" | "EXHAUSTED";
  attempts: string[];
  nextAt: number | null;
  /** Which lease has it, and until when. */
  lease: { readonly number: number; readonly until: number } | null;
}

/** How a receiver answers. */
export type Answer = 200 | 500 | 302 | 410 | "hangs";

/** Seconds before the second, third … attempt. */
const SCHEDULE = [5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400];
const THREE_DAYS = 3 * 86_400;
/** A lease lasts the ten seconds of an attempt and twenty more. */
const LEASE = 30;
/** So many deliveries at once to one endpoint. */
const AT_ONCE = 4;

/** Deliveries and endpoints as the specification moves them. Times in seconds. */
export class WebhookModel {
  readonly coverage: Coverage;
  readonly endpoints: ModelEndpoint[] = [];
  readonly deliveries: ModelDelivery[] = [];
  /** Events that were appended and not published, then those that were, in their order. */
  readonly unpublished: string[] = [];
  readonly published: string[] = [];
  now: number;
  #leases = 0;

  constructor(coverage: Coverage, now: number) {
    this.coverage = coverage;
    this.now = now;
  }

  addEndpoint(id: string): void {
    const endpoint: ModelEndpoint = { id, status: "NONE", failingSince: null };
    this.endpoints.push(endpoint);
    this.#turn(endpoint, "ENABLED");
  }

  /** Each event gets one delivery for each endpoint that is enabled now. */
  publish(idOf: (event: string, endpoint: string) => string): void {
    for (const event of this.unpublished.splice(0)) {
      this.published.push(event);
      for (const endpoint of this.endpoints.filter(({ status }) => status === "ENABLED")) {
        this.#add({ id: idOf(event, endpoint.id), event, endpoint, redeliveryOf: null });
      }
    }
  }

  redeliver(earlier: ModelDelivery, id: string): void {
    const { event, endpoint } = earlier;
    this.#add({ id, event, endpoint, redeliveryOf: earlier.id });
  }

  #add(order: Pick<ModelDelivery, "id" | "event" | "endpoint" | "redeliveryOf">): void {
    const delivery: ModelDelivery = { ...order, status: "NONE", attempts: [], nextAt: this.now, lease: null };
    this.deliveries.push(delivery);
    this.#move(delivery, "PENDING");
  }

  /** What a worker gets: of each enabled endpoint what is due, the longest due first, as far as it has room. */
  lease(): { readonly number: number; readonly leased: readonly ModelDelivery[] } {
    this.#leases += 1;
    const number = this.#leases;
    const leased = this.endpoints
      .filter(({ status }) => status === "ENABLED")
      .flatMap((endpoint) => {
        const ofEndpoint = this.deliveries.filter((delivery) => delivery.endpoint === endpoint);
        const flying = ofEndpoint.filter(({ lease }) => lease && lease.until > this.now).length;
        const due = ofEndpoint.filter((delivery) => this.isDue(delivery));
        due.sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0) || (a.id < b.id ? -1 : 1));
        return due.slice(0, Math.max(0, AT_ONCE - flying));
      });
    for (const delivery of leased) {
      delivery.lease = { number, until: this.now + LEASE };
      if (delivery.status === "IN_FLIGHT") this.coverage.add("a lease ran out");
      else this.#move(delivery, "IN_FLIGHT");
    }
    return { number, leased };
  }

  isDue({ status, nextAt, lease }: ModelDelivery): boolean {
    if (status === "IN_FLIGHT") return lease !== null && lease.until <= this.now;
    return (status === "PENDING" || status === "RETRY_SCHEDULED") && nextAt !== null && nextAt <= this.now;
  }

  /** The worker's word on an attempt; false when the lease went to another, whose word counts. */
  answer(delivery: ModelDelivery, leaseNumber: number, answer: Answer): boolean {
    if (delivery.status !== "IN_FLIGHT" || delivery.lease?.number !== leaseNumber) return false;
    const { endpoint } = delivery;
    delivery.lease = null;
    delivery.attempts.push(answer === "hangs" ? "TIMEOUT" : String(answer));
    const delay = SCHEDULE[delivery.attempts.length - 1];
    const isOver = answer === 200 || answer === 410 || delay === undefined;
    delivery.nextAt = isOver ? null : this.now + delay;
    this.#move(delivery, answer === 200 ? "DELIVERED" : isOver ? "EXHAUSTED" : "RETRY_SCHEDULED");
    if (answer === 200) {
      endpoint.failingSince = null;
      return true;
    }
    endpoint.failingSince ??= this.now;
    const isHopeless = answer === 410 || this.now - endpoint.failingSince >= THREE_DAYS;
    if (isHopeless && endpoint.status === "ENABLED") this.#turn(endpoint, "PAUSED");
    return true;
  }

  #move(delivery: ModelDelivery, to: ModelDelivery["status"]): void {
    this.coverage.move("delivery", delivery.status, to);
    delivery.status = to;
  }

  #turn(endpoint: ModelEndpoint, to: ModelEndpoint["status"]): void {
    this.coverage.move("endpoint", endpoint.status, to);
    endpoint.status = to;
  }
}
