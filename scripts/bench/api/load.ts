import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";

/** One HTTP request, made anew for each time it is sent. */
export interface Shot {
  readonly path: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What to send, over and over; `isGood` refuses answers that are errors, so that none is counted as work done. */
export interface Target {
  readonly origin: string;
  readonly next: () => Shot;
  readonly isGood: (status: number, text: string) => boolean;
}

/** Times are in milliseconds. */
export interface Run {
  readonly answered: number;
  readonly refused: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
}

/** Each connection sends its next request when it has its answer. */
export async function closedLoop(
  target: Target,
  order: { connections: number; seconds: number },
): Promise<Run> {
  const pool = new Pool(target.origin, { connections: order.connections, pipelining: 1 });
  const tally = new Tally();
  const end = performance.now() + order.seconds * 1_000;
  const client = async () => {
    while (performance.now() < end) await tally.time(performance.now(), () => shoot(pool, target));
  };
  await Promise.all(Array.from({ length: order.connections }, client));
  await pool.close();
  return tally.result(order.seconds);
}

/** Requests come at their times, whether earlier ones are answered or not; each is timed from when it was due. */
export async function openLoop(
  target: Target,
  order: { perSecond: number; seconds: number; connections: number },
): Promise<Run> {
  const pool = new Pool(target.origin, { connections: order.connections, pipelining: 1 });
  const tally = new Tally();
  const underWay: Promise<void>[] = [];
  const start = performance.now();
  const count = Math.round(order.perSecond * order.seconds);
  for (let index = 0; index < count; ) {
    const due = (at: number) => start + (at * 1_000) / order.perSecond;
    for (; index < count && due(index) <= performance.now(); index++) {
      underWay.push(tally.time(due(index), () => shoot(pool, target)));
    }
    await pause(1);
  }
  await Promise.all(underWay);
  const seconds = (performance.now() - start) / 1_000;
  await pool.close();
  return tally.result(seconds);
}

async function shoot(pool: Pool, target: Target): Promise<boolean> {
  const { path, body, headers } = target.next();
  const response = await pool.request({
    method: "POST",
    path,
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return target.isGood(response.statusCode, await response.body.text());
}

class Tally {
  readonly #times: number[] = [];
  #refused = 0;

  async time(from: number, work: () => Promise<boolean>): Promise<void> {
    const good = await work();
    this.#times.push(performance.now() - from);
    if (!good) this.#refused += 1;
  }

  result(seconds: number): Run {
    const sorted = Float64Array.from(this.#times).sort();
    const at = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
    return {
      answered: sorted.length,
      refused: this.#refused,
      perSecond: Math.round(sorted.length / seconds),
      p50: at(0.5),
      p99: at(0.99),
      slowest: at(1),
    };
  }
}

function round(value = Number.NaN): number {
  return Math.round(value * 100) / 100;
}
