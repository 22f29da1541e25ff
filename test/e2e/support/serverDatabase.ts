import { randomBytes } from "node:crypto";
import pg from "pg";

/** A database of its own on a PostgreSQL server, for programs that are given a URL. */
export interface ServerDatabase {
  readonly url: string;
  /** Asks beside the program, as whoever owns the database. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** A connection with a transaction of its own, as the program's own role, until it is released. */
  transaction(): Promise<{
    readonly pid: number;
    query(text: string, values?: unknown[]): Promise<object[]>;
    release(): Promise<void>;
  }>;
  drop(): Promise<void>;
}

export async function createServerDatabase(server: string): Promise<ServerDatabase> {
  const name = `tallystick_e2e_${randomBytes(6).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const pool = new pg.Pool({ connectionString: url.href, max: 3 });
  pool.on("error", () => undefined); // `drop` ends connections that are still being closed
  return {
    url: url.href,
    query: async (text, values = []) => (await pool.query(text, [...values])).rows,
    async transaction() {
      const client = await pool.connect();
      await client.query("BEGIN");
      await client.query("SET LOCAL ROLE tallystick_system");
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      return {
        pid: rows[0]?.pid ?? 0,
        query: async (text, values) => (await client.query(text, values)).rows,
        async release() {
          await client.query("ROLLBACK");
          client.release();
        },
      };
    },
    async drop() {
      await pool.end();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
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
