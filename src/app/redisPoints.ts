import { createHash } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import {
  type BucketLimit,
  Buckets,
  type Charge,
  chargeOf,
  type Points,
} from "../graphql/common/cost/buckets.ts";
import { connectRedis, type RedisClient } from "./redisClient.ts";

/** Longer than Redis takes, shorter than anybody notices. */
const PATIENCE_MS = 100;
/** After silence, Redis is not asked for so long. */
const PAUSE_MS = 1_000;

/**
 * Takes ARGV[3] points, or gives back as many below zero, in one step by Redis' own clock. A bucket that is full again
 * is the same as none, and so it expires then. Answers whether it was paid, and the points left.
 */
const TAKE = `
local capacity, refill, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local held = redis.call('HMGET', KEYS[1], 'points', 'at')
local points = tonumber(held[1]) or capacity
points = math.min(capacity, points + math.max(0, now - (tonumber(held[2]) or now)) * refill / 1000)
local paid = points >= cost
if paid then points = math.min(capacity, points - cost) end
redis.call('HSET', KEYS[1], 'points', tostring(points), 'at', string.format('%.3f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - points) / refill * 1000) + 1000)
return { paid and 1 or 0, tostring(points) }`;

export interface SharedPoints {
  /** Buckets of one kind, which every process behind the same Redis draws on. */
  readonly open: (name: string, limit: BucketLimit) => Points;
  close(): void;
}

/**
 * Rate limits that processes share. While Redis is away each process counts for itself: nobody is refused because of
 * that, and nobody gets more than a bucket of each process.
 * @throws Error when Redis does not answer at the start
 */
export async function sharePoints(url: string, logger: FastifyBaseLogger): Promise<SharedPoints> {
  const [client] = await connectRedis(url, 1, logger);
  if (!client) throw new Error("one was asked for");
  const redis = new PatientRedis(client);
  return {
    open: (name, limit) => new RedisBuckets({ name, limit, redis }),
    close: () => client.destroy(),
  };
}

/** Redis, left alone for a while after it did not answer in time. */
class PatientRedis {
  readonly #client: RedisClient;
  #pausedUntil = 0;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  /** Undefined when Redis is away. */
  async take(
    key: string,
    limit: BucketLimit,
    cost: number,
  ): Promise<[paid: number, points: string] | undefined> {
    if (!this.#client.isReady || performance.now() < this.#pausedUntil) return undefined;
    const { capacity, refillPerSecond } = limit;
    const args = [String(capacity), String(refillPerSecond), String(cost)];
    const answer = this.#client.eval(TAKE, { keys: [key], arguments: args });
    const silence = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => silence.resolve(undefined), PATIENCE_MS);
    const found = await Promise.race([answer.catch(() => undefined), silence.promise]);
    clearTimeout(timer);
    if (found === undefined) this.#pausedUntil = performance.now() + PAUSE_MS;
    return found as [number, string] | undefined; // what the script returns
  }
}

class RedisBuckets implements Points {
  readonly #name: string;
  readonly #limit: BucketLimit;
  readonly #redis: PatientRedis;
  readonly #own: Buckets;

  constructor(given: { name: string; limit: BucketLimit; redis: PatientRedis }) {
    this.#name = given.name;
    this.#limit = given.limit;
    this.#redis = given.redis;
    this.#own = new Buckets(given.limit);
  }

  async take(key: string, points: number): Promise<Charge> {
    const answer = await this.#redis.take(this.#place(key), this.#limit, points);
    if (!answer) return this.#own.take(key, points);
    const [paid, left] = answer;
    return chargeOf(this.#limit, Number(left), paid === 1 ? 0 : points);
  }

  giveBack(key: string, points: number): void {
    void this.#redis.take(this.#place(key), this.#limit, -points).then((answer) => {
      if (!answer) this.#own.giveBack(key, points);
    });
  }

  /** Keys hold client secrets and addresses, which Redis need not know. */
  #place(key: string): string {
    return `tallystick:points:${this.#name}:${createHash("sha256").update(key).digest("base64url")}`;
  }
}
