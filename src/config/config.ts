import { z } from "zod";
import { parseAddressRange } from "../kernel/net/addressRange.ts";

/** Every setting, read once and frozen. @see .env.example */
export type Config = Readonly<z.infer<typeof schema>>;

/** Settings that cannot be used, all of them at once; the message is meant for the person who set them. */
export class ConfigError extends Error {}

const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;

const flag = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((text) => text === "true")
  .optional();
const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const url = (...protocols: string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join("|")})$`),
    error: `must start with ${protocols.join(":// or ")}://`,
  });
/** As a browser writes it: no path, no default port, lower case. */
const isOrigin = (text: string) =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;

const isRange = (text: string) => {
  try {
    return parseAddressRange(text) !== "";
  } catch {
    return false;
  }
};

const settings = {
  PORT: { schema: whole(0, 65_535).default(4000), example: "4000" },
  HOST: { schema: z.string().min(1).default("127.0.0.1"), example: "0.0.0.0" },
  TRUSTED_PROXIES: {
    schema: z
      .string()
      .transform((text) => text.split(",").map((each) => each.trim()))
      .refine(
        (ranges) => ranges.every(isRange),
        "must be IP addresses or CIDR ranges, with commas between them",
      )
      .optional(),
    example: "10.0.0.5,10.1.0.0/16",
  },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
    example: "info",
  },
  DATABASE_URL: {
    schema: url("postgres", "postgresql").optional(),
    example: "postgres://tallystick:secret@127.0.0.1:5432/tallystick",
  },
  REDIS_URL: { schema: url("redis", "rediss").optional(), example: "redis://127.0.0.1:6379" },
  SECRET_KEY: {
    schema: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, "must be 64 hexadecimal digits: openssl rand -hex 32")
      .optional(),
    example: "64 hexadecimal digits, as `openssl rand -hex 32` prints them",
  },
  CHAINS_FILE: { schema: z.string().min(1).optional(), example: "/etc/tallystick/chains.json" },
  KEYSTORE_DIR: { schema: z.string().min(1).optional(), example: "/etc/tallystick/keys" },
  KEYSTORE_PASSWORD: { schema: z.string().min(1).optional(), example: "the password of the keystore files" },
  SIGN_IN_ORIGINS: {
    schema: z
      .string()
      .transform((text) => text.split(",").map((each) => each.trim()))
      .refine((origins) => origins.every(isOrigin), "must be origins of pages, with commas between them")
      .optional(),
    example: "https://shop.example,https://app.example:8443",
  },
  SANDBOX_RPC_PORT: { schema: whole(0, 65_535).default(8545), example: "8545" },
  RECONCILE_EVERY_SECONDS: { schema: whole(60, 2_592_000).default(3_600), example: "3600" },
  ANCHOR_EVERY_SECONDS: { schema: whole(10, 31_536_000).optional(), example: "86400" },
  WEBHOOK_ALLOW_PRIVATE: { schema: flag, example: "false" },
  TEST_CLOCK: { schema: flag, example: "false" },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url("http", "https").optional(),
    example: "http://127.0.0.1:4318",
  },
  OTEL_SERVICE_NAME: { schema: z.string().min(1).optional(), example: "tallystick" },
  OTEL_TRACES_SAMPLER: {
    schema: z.enum(SAMPLERS, { error: `must be one of ${SAMPLERS.join(", ")}` }).optional(),
    example: "parentbased_traceidratio",
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: z.coerce
      .number({ error: "must be a number from 0 to 1" })
      .min(0, { error: "must be a number from 0 to 1" })
      .max(1, { error: "must be a number from 0 to 1" })
      .optional(),
    example: "0.1",
  },
} as const;

const schema = z
  .object({
    PORT: settings.PORT.schema,
    HOST: settings.HOST.schema,
    TRUSTED_PROXIES: settings.TRUSTED_PROXIES.schema,
    LOG_LEVEL: settings.LOG_LEVEL.schema,
    DATABASE_URL: settings.DATABASE_URL.schema,
    REDIS_URL: settings.REDIS_URL.schema,
    SECRET_KEY: settings.SECRET_KEY.schema,
    CHAINS_FILE: settings.CHAINS_FILE.schema,
    KEYSTORE_DIR: settings.KEYSTORE_DIR.schema,
    KEYSTORE_PASSWORD: settings.KEYSTORE_PASSWORD.schema,
    SIGN_IN_ORIGINS: settings.SIGN_IN_ORIGINS.schema,
    SANDBOX_RPC_PORT: settings.SANDBOX_RPC_PORT.schema,
    RECONCILE_EVERY_SECONDS: settings.RECONCILE_EVERY_SECONDS.schema,
    ANCHOR_EVERY_SECONDS: settings.ANCHOR_EVERY_SECONDS.schema,
    WEBHOOK_ALLOW_PRIVATE: settings.WEBHOOK_ALLOW_PRIVATE.schema,
    TEST_CLOCK: settings.TEST_CLOCK.schema,
    OTEL_EXPORTER_OTLP_ENDPOINT: settings.OTEL_EXPORTER_OTLP_ENDPOINT.schema,
    OTEL_SERVICE_NAME: settings.OTEL_SERVICE_NAME.schema,
    OTEL_TRACES_SAMPLER: settings.OTEL_TRACES_SAMPLER.schema,
    OTEL_TRACES_SAMPLER_ARG: settings.OTEL_TRACES_SAMPLER_ARG.schema,
  })
  .superRefine((values, context) => {
    if (values.CHAINS_FILE === undefined || values.SECRET_KEY !== undefined) return;
    context.addIssue({
      code: "custom",
      path: ["SECRET_KEY"],
      message: "is required when CHAINS_FILE is set",
    });
  });

/**
 * Reads the settings from the environment; an empty value counts as absent.
 * @throws ConfigError naming every setting that is wrong, with an example of each
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(settings).flatMap((name) =>
      env[name] === undefined || env[name] === "" ? [] : [[name, env[name]]],
    ),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]) as keyof typeof settings; // the schema has no other paths
    return `  ${name} ${issue.message} (for example ${settings[name].example})`;
  });
  throw new ConfigError(`These settings cannot be used:\n${lines.join("\n")}`);
}

export { settings as SETTINGS };
