import { LRUCache } from "lru-cache";

/** A bucket of points: it holds `capacity` and gains `refillPerSecond`. */
export interface BucketLimit {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

export interface Charge {
  /** False: nothing was taken. */
  readonly paid: boolean;
  readonly remaining: number;
  /** When the bucket is full again if nobody draws on it. */
  readonly resetAt: Date;
  /** Whole seconds after which this request could be paid; 0 when it was. */
  readonly retryAfterSeconds: number;
}

/** Points of callers, wherever they are counted. */
export interface Points {
  take(key: string, points: number): Charge | Promise<Charge>;
  /** Gives back what a request was charged beyond what it turned out to cost. */
  giveBack(key: string, points: number): void;
}

interface Bucket {
  points: number;
  at: number;
}

/** Token buckets of this process, one per caller; the fullest-by-now ones are forgotten first when there are too many,
 *  which only ever gives points back. */
export class Buckets implements Points {
  readonly #limit: BucketLimit;
  readonly #now: () => number;
  readonly #buckets = new LRUCache<string, Bucket>({ max: 50_000 });

  constructor(limit: BucketLimit, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  take(key: string, points: number): Charge {
    const bucket = this.#refilled(key);
    const paid = bucket.points >= points;
    if (paid) bucket.points -= points;
    return chargeOf(this.#limit, bucket.points, paid ? 0 : points);
  }

  giveBack(key: string, points: number): void {
    const bucket = this.#refilled(key);
    bucket.points = Math.min(this.#limit.capacity, bucket.points + points);
  }

  #refilled(key: string): Bucket {
    const now = this.#now();
    const { capacity, refillPerSecond } = this.#limit;
    const bucket = this.#buckets.get(key) ?? { points: capacity, at: now };
    bucket.points = Math.min(capacity, bucket.points + ((now - bucket.at) / 1000) * refillPerSecond);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

/** What a caller is told of a bucket that holds `points`, of which it could not pay `unpaid`. */
export function chargeOf({ capacity, refillPerSecond }: BucketLimit, points: number, unpaid: number): Charge {
  return {
    paid: unpaid === 0,
    remaining: Math.floor(points),
    resetAt: new Date(Date.now() + ((capacity - points) / refillPerSecond) * 1000),
    retryAfterSeconds: unpaid === 0 ? 0 : Math.max(1, Math.ceil((unpaid - points) / refillPerSecond)),
  };
}
