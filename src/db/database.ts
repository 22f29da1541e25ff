import { EventEmitter } from "node:events";
import { PGlite, types as pgliteTypes } from "@electric-sql/pglite";
import { Kysely, PGliteDialect, PostgresDialect } from "kysely";
import pg from "pg";
import { preparing } from "./prepared.ts";
import type { DB as Tables } from "./tables.generated.ts";

export type { Tables };

/**
 * One PostgreSQL, in this process (PGlite) or behind a URL; everything above this file sees no difference.
 * Types, in both: numeric is bigint (money), int8 is number (heights, sequences; below 2^53), timestamptz is Date.
 */
export interface Database {
  readonly kind: "pglite" | "postgres";
  readonly kysely: Kysely<Tables>;
  /** Connections that only read, for `read`; null where there is one connection for everything. */
  readonly readers: Kysely<Tables> | null;
  /** Runs a script of several statements; what it leaves open when it fails is rolled back. */
  runScript(script: string): Promise<void>;
  /** Told after each commit that left work, as a hint: nothing depends on its arriving. Returns how to stop. */
  onWork(listener: () => void): () => void;
  announceWork(): void;
  close(): Promise<void>;
}

/**
 * Opens PostgreSQL when there is a URL, else PGlite in memory: empty, or as the data directory in `image` has it.
 * `poolSize` connections write and as many read. Does not migrate.
 */
export async function openDatabase(options: {
  url?: string | undefined;
  poolSize?: number;
  image?: Blob;
}): Promise<Database> {
  return options.url === undefined
    ? openPglite(options.image)
    : openPostgres(options.url, options.poolSize ?? 10);
}

function workHints(): Pick<Database, "onWork" | "announceWork"> {
  const hints = new EventEmitter().setMaxListeners(0);
  return {
    onWork(listener) {
      hints.on("work", listener);
      return () => hints.off("work", listener);
    },
    announceWork: () => void hints.emit("work"),
  };
}

async function openPglite(image: Blob | undefined): Promise<Database> {
  const pglite = await PGlite.create({
    ...(image ? { loadDataDir: image } : {}),
    parsers: PGLITE_PARSERS,
  });
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
  return {
    kind: "pglite",
    kysely,
    readers: null,
    async runScript(script) {
      try {
        await pglite.exec(script);
      } catch (error) {
        await pglite.exec("ROLLBACK");
        throw error;
      }
    },
    ...workHints(),
    close: () => kysely.destroy(),
  };
}

async function openPostgres(connectionString: string, max: number): Promise<Database> {
  const pool = openPool(connectionString, max);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
  const readers = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: preparing(openPool(connectionString, max)) }),
  });
  return {
    kind: "postgres",
    kysely,
    readers,
    async runScript(script) {
      const client = await pool.connect();
      try {
        await client.query(script);
        client.release();
      } catch (error) {
        client.release(true); // the script may have left a transaction open
        throw error;
      }
    },
    ...workHints(),
    close: async () => void (await Promise.all([kysely.destroy(), readers.destroy()])),
  };
}

export function openPool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    // Statements that nobody waits between share a round trip.
    pipeline: true,
    types: POSTGRES_TYPES,
  });
  pool.on("error", () => undefined); // an idle connection broke; the pool replaces it
  return pool;
}

/** How both databases' types become ours. */
export const PGLITE_PARSERS = { [pgliteTypes.NUMERIC]: BigInt, [pgliteTypes.INT8]: Number };
const POSTGRES_TYPES = { getTypeParser: typeParser as typeof pg.types.getTypeParser };

function typeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === pg.types.builtins.NUMERIC) return BigInt;
  if (oid === pg.types.builtins.INT8) return Number;
  return pg.types.getTypeParser(oid, format as "text");
}
