import type { PostgresPool, PostgresPoolClient } from "kysely";
import { LRUCache } from "lru-cache";
import type pg from "pg";
import { DatabaseError } from "pg";

/** A statement is prepared from its third use on: some texts, as of lists of many lengths, come once only. */
const USES_BEFORE = 2;

/** How many statements a connection keeps prepared at most; PostgreSQL holds each until the connection ends. */
const MOST_PREPARED = 500;

/** Which statements are prepared, under which names; a text has one name on every connection of a process. */
export class StatementNames {
  readonly #uses = new LRUCache<string, number>({ max: 2 * MOST_PREPARED });
  readonly #names = new Map<string, string>();
  #given = 0;

  /** The name to prepare a statement under; none while it was seldom used, or when too many are prepared. */
  nameOf(text: string): string | undefined {
    const name = this.#names.get(text);
    if (name !== undefined || this.#given >= MOST_PREPARED) return name;
    const uses = this.#uses.get(text) ?? 0;
    if (uses < USES_BEFORE) {
      this.#uses.set(text, uses + 1);
      return undefined;
    }
    this.#uses.delete(text);
    return this.#give(text);
  }

  /** The statement is prepared anew, under another name, wherever it is used next. */
  renew(text: string): void {
    if (this.#names.delete(text) && this.#given < MOST_PREPARED) this.#give(text);
  }

  #give(text: string): string {
    this.#given += 1;
    const name = `t${this.#given}`;
    this.#names.set(text, name);
    return name;
  }
}

/**
 * The pool as Kysely uses it, with the statements that are used often prepared on its connections: PostgreSQL reads and
 * plans them once instead of each time. A statement whose columns a migration changed is asked once more, unprepared;
 * inside a transaction, which has failed by then, its error is that of the changed plan, and `withTx` begins anew.
 */
export function preparing(pool: pg.Pool): PostgresPool {
  const names = new StatementNames();
  // Kysely knows a connection by its client, so a client has one face.
  const faces = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const face = faces.get(client) ?? faceOf(client, names);
      faces.set(client, face);
      return face;
    },
    end: () => pool.end(),
  };
}

function faceOf(client: pg.PoolClient, names: StatementNames): PostgresPoolClient {
  async function query(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    const name = names.nameOf(text);
    const statement = { text, values: [...values] };
    if (name === undefined) return client.query(statement);
    try {
      return await client.query({ ...statement, name });
    } catch (error) {
      if (!isPlanChanged(error)) throw error;
      names.renew(text);
      return await client.query(statement).catch(() => {
        throw error;
      });
    }
  }
  // Kysely's type has a second form, with a cursor, that only streams use; nothing streams here.
  const face: Pick<PostgresPoolClient, "release"> & { query: unknown } = {
    query,
    release: (destroy) => client.release(destroy),
  };
  return face as PostgresPoolClient;
}

/** PostgreSQL refuses a prepared statement whose result has other columns than when it was prepared. */
export function isPlanChanged(error: unknown): boolean {
  return (
    error instanceof DatabaseError && error.code === "0A000" && error.routine === "RevalidateCachedQuery"
  );
}
