import { type Logger, pino } from "pino";
import type { Config } from "../config/config.ts";

/** Structured logs on the standard error stream; what could open a door is taken out wherever it appears. */
export function createLogger(config: Config): Logger {
  const secrets = [
    "authorization",
    "cookie",
    "secret",
    "secretKey",
    "clientSecret",
    "signature",
    "password",
    "raw",
  ];
  return pino(
    {
      level: config.LOG_LEVEL,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
    },
    pino.destination(2),
  );
}
