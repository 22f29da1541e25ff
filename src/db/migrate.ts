import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { sql } from "kysely";
import type { Database } from "./database.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

/** Any constant; one per kind of advisory lock that we take. */
const MIGRATION_LOCK = 7_411_001;

/**
 * Applies the migrations that the database lacks, in order, each in a transaction of its own under an
 * advisory lock, so that several processes may start at once.
 * Returns the names of those it applied.
 * @throws Error when an applied migration's text has changed, or the database knows one that we do not
 */
export async function migrate(database: Database): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort();
  await database.runScript(`
    BEGIN; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK});
    CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
    COMMIT;`);
  const applied: string[] = [];
  for (const name of files) {
    const text = await readFile(new URL(name, FOLDER), "utf8");
    const sha256 = createHash("sha256").update(text).digest("hex");
    if (await applyOnce(database, { name, text, sha256 })) applied.push(name);
  }
  await refuseUnknown(database, files);
  return applied;
}

async function applyOnce(database: Database, migration: { name: string; text: string; sha256: string }) {
  const known = await recordedSha256(database, migration.name);
  if (known === migration.sha256) return false;
  if (known !== undefined) {
    throw new Error(
      `Migration ${migration.name} was applied with another text; add a new migration instead of editing it.`,
    );
  }
  // The insert comes first: of two processes the second waits on the lock, then fails on the primary key.
  try {
    await database.runScript(`BEGIN; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK});
      INSERT INTO schema_migrations (name, sha256) VALUES ('${migration.name}', '${migration.sha256}');
      ${migration.text}
      COMMIT;`);
    return true;
  } catch (error) {
    if ((await recordedSha256(database, migration.name)) === migration.sha256) return false;
    throw error;
  }
}

async function recordedSha256(database: Database, name: string): Promise<string | undefined> {
  const found = await sql<{
    sha256: string;
  }>`select sha256 from schema_migrations where name = ${name}`.execute(database.kysely);
  return found.rows[0]?.sha256;
}

async function refuseUnknown(database: Database, files: string[]): Promise<void> {
  const found = await sql<{ name: string }>`select name from schema_migrations`.execute(database.kysely);
  const unknown = found.rows.map((row) => row.name).filter((name) => !files.includes(name));
  if (unknown.length > 0)
    throw new Error(`The database is newer than this program: it has ${unknown.join(", ")}.`);
}
