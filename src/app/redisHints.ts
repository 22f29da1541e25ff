import type { FastifyBaseLogger } from "fastify";
import { connectRedis } from "./redisClient.ts";
import type { Signal } from "./signal.ts";

const CHANNEL = "tallystick:published";

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
  const [sender, listener] = await connectRedis(url, 2, logger);
  if (!sender || !listener) throw new Error("two were asked for");
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
