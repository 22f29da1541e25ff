import { type DatabaseConnection, type Kysely, sql } from "kysely";
import { traced } from "../kernel/trace/trace.ts";
import type { Database, Tables } from "./database.ts";
import { requireNoTransaction, type Scope, settingsOf, stepOf, type Tx, withTx } from "./withTx.ts";

/** What statements that only read need; a transaction will do as well. */
export type Reader = Pick<Tx, "selectFrom" | "with" | "getExecutor">;

/**
 * Runs statements that only read, each seeing what is committed when it starts: one round trip instead of four.
 * PostgreSQL serves them on connections of their own, which can do nothing but read and keep their scope from one
 * use to the next; PGlite, which has one connection, in a transaction.
 */
export async function read<T>(
  database: Database,
  scope: Scope,
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  requireNoTransaction();
  const { readers } = database;
  if (readers === null) return withTx(database, scope, work);
  return traced(stepOf("read", scope), () =>
    readers.connection().execute(async (reader) => {
      await assume(reader, scope);
      return work(reader);
    }),
  );
}

/** The scope that each connection is in; a connection is missing while that is not known for sure. */
const assumed = new WeakMap<DatabaseConnection, string>();

async function assume(reader: Kysely<Tables>, scope: Scope): Promise<void> {
  const [role, merchant] = settingsOf(scope);
  const wanted = `${role} ${merchant}`;
  const connection = await reader.getExecutor().provideConnection(async (only) => only);
  if (assumed.get(connection) === wanted) return;
  assumed.delete(connection);
  await sql`select set_config('role', ${role}, false), set_config('tallystick.merchant_id', ${merchant}, false),
    set_config('default_transaction_read_only', 'on', false)`.execute(reader);
  assumed.set(connection, wanted);
}
