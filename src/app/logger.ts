import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";
import type { Config } from "../config/config.ts";

/** Whatever opens a door or names a person, by the name of its field. */
const SECRET =
  /authorization|cookie|secret|signature|password|private_?key|mnemonic|e-?mail|connection_?string|^raw$|^token$|session_?token/i;
/** Deeper things are not shown. */
const DEEPEST = 8;

/** Structured logs on the standard error stream; what could open a door is taken out wherever it appears. */
export function createLogger(config: Config, destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level: config.LOG_LEVEL,
      formatters: { log: (fields) => redacted(fields, 0) as Record<string, unknown> },
    },
    destination,
  );
}

function redacted(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth === DEEPEST) return "[deeper]";
  if (value instanceof Error) return redacted(stdSerializers.err(value), depth + 1);
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      SECRET.test(name) && field !== null ? "[redacted]" : redacted(field, depth + 1),
    ]),
  );
}
