import { randomBytes } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { type Dialect, Kysely, PGliteDialect, PostgresDialect } from "kysely";
import pg from "pg";
import { type Database, openDatabase, openPool, PGLITE_PARSERS, type Tables } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { migratedImage } from "../fixtures/database.ts";

/** A migrated database of a seed's own. */
export interface SimDatabase {
  readonly dialect: Dialect;
  /** Straight to it, without turns and faults. */
  readonly plain: Database;
  drop(): Promise<void>;
}

/** Makes such databases, one after another. */
export interface Databases {
  fresh(): Promise<SimDatabase>;
  close(): Promise<void>;
}

/** On that server by copying a template, or without one in this process. */
export async function openDatabases(server: string | undefined): Promise<Databases> {
  return server ? serverDatabases(server) : { fresh: freshPglite, close: async () => undefined };
}

async function freshPglite(): Promise<SimDatabase> {
  const pglite = await PGlite.create({ loadDataDir: await migratedImage(), parsers: PGLITE_PARSERS });
  const dialect = new PGliteDialect({ pglite });
  return { dialect, plain: plainOver(dialect), drop: () => pglite.close() };
}

async function serverDatabases(server: string): Promise<Databases> {
  const run = randomBytes(6).toString("hex");
  const template = `tallystick_sim_${run}`;
  let made = 0;
  await onServer(server, `CREATE DATABASE ${template}`);
  const migrated = await openDatabase({ url: urlOf(server, template) });
  await migrate(migrated);
  await migrated.close();
  return {
    async fresh() {
      made += 1;
      const name = `${template}_${made}`;
      await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
      // What a crash of the server would lose is not what is simulated.
      await onServer(server, `ALTER DATABASE ${name} SET synchronous_commit = off`);
      const pool = openPool(urlOf(server, name), 4);
      const dialect = new PostgresDialect({ pool });
      return {
        dialect,
        plain: plainOver(dialect),
        async drop() {
          await pool.end();
          await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
        },
      };
    },
    close: () => onServer(server, `DROP DATABASE ${template} WITH (FORCE)`),
  };
}

function plainOver(dialect: Dialect): Database {
  return {
    kind: "postgres",
    kysely: new Kysely<Tables>({ dialect }),
    readers: null,
    runScript: () => Promise.reject(new Error("no scripts here")),
    onWork: () => () => undefined,
    announceWork: () => undefined,
    close: async () => undefined,
  };
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
