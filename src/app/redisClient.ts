import { createClient } from "@redis/client";
import type { FastifyBaseLogger } from "fastify";

export type RedisClient = ReturnType<typeof openClient>;

const LONGEST_PAUSE_MS = 5_000;

/**
 * Connects to Redis, as many clients as asked for.
 * Shape: later breaks are logged and reconnected from; commands fail at once meanwhile, so check `isReady`.
 * @throws Error when Redis does not answer at the start
 */
export async function connectRedis(
  url: string,
  count: number,
  logger: FastifyBaseLogger,
): Promise<RedisClient[]> {
  let isStarted = false;
  const clients = Array.from({ length: count }, () => openClient(url, () => isStarted));
  for (const client of clients) {
    client.on("error", (error: Error) => isStarted && logger.warn({ err: error }, "redis"));
  }
  await Promise.all(clients.map((client) => client.connect())).catch((cause: Error) => {
    for (const client of clients) client.destroy();
    throw new Error(`no Redis answers at REDIS_URL (${cause.message})`, { cause });
  });
  isStarted = true;
  return clients;
}

function openClient(url: string, isStarted: () => boolean) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      reconnectStrategy: (tries: number, cause: Error) =>
        isStarted() ? Math.min(100 * 2 ** tries, LONGEST_PAUSE_MS) : cause,
    },
  });
}
