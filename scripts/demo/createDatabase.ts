import { randomBytes } from "node:crypto";
import pg from "pg";

/** Makes a database of its own on a server, to be dropped with everything in it. */
export async function createDatabase(serverUrl: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `tallystick_demo_${randomBytes(6).toString("hex")}`;
  await run(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function run(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect().catch((cause: Error) => {
    throw new Error("the server of DATABASE_URL cannot be reached", { cause });
  });
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
