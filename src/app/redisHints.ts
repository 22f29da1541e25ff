import { createClient } from "@redis/client";
import type { FastifyBaseLogger } from "fastify";
import type { Signal } from "./signal.ts";

const CHANNEL = "tallystick:published";
const LONGEST_PAUSE_MS = 5_000;

/**
 * Carries the hint that events were published to the other processes behind the same Redis. Hints may be lost: whoever
 * waits for one also looks by itself, more rarely.
 * @throws Error when Redis does not answer at the start; later it is reconnected to
 */
export async function shareHints(
  url: string,
  published: Signal,
  logger: FastifyBaseLogger,
): Promise<{ close(): void }> {
  let isStarted = false;
  const sender = createClient({
    url,
    socket: {
      reconnectStrategy: (tries, cause) => (isStarted ? Math.min(100 * 2 ** tries, LONGEST_PAUSE_MS) : cause),
    },
  });
  const listener = sender.duplicate();
  for (const client of [sender, listener]) {
    client.on("error", (error: Error) => isStarted && logger.warn({ err: error }, "redis"));
  }
  await Promise.all([sender.connect(), listener.connect()]).catch((cause: Error) => {
    for (const client of [sender, listener]) client.destroy();
    throw new Error(`no Redis answers at REDIS_URL (${cause.message})`, { cause });
  });
  isStarted = true;
  const self = crypto.randomUUID();
  let isHeard = false;
  await listener.subscribe(CHANNEL, (from) => {
    if (from === self) return;
    isHeard = true; // what came from another process is not sent back
    published.send();
    isHeard = false;
  });
  const stop = published.on(() => {
    if (!isHeard && sender.isReady) sender.publish(CHANNEL, self).catch(() => undefined);
  });
  return {
    /** At once, also while Redis is away: what is lost is a hint. */
    close() {
      stop();
      for (const client of [sender, listener]) client.destroy();
    },
  };
}
