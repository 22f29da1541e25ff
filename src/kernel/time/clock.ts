/** Seconds since 1970 in UTC, as block timestamps count them. */
export type UnixSeconds = number & { readonly __unixSeconds: true };

/** Our own time. Business code receives a clock and never asks the machine. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Rounds down to the second, as the chain does. */
export function toUnixSeconds(instant: Date): UnixSeconds {
  return Math.floor(instant.getTime() / 1000) as UnixSeconds; // the conversion itself
}

export function fromUnixSeconds(seconds: UnixSeconds): Date {
  return new Date(seconds * 1000);
}

export function addSeconds(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}
