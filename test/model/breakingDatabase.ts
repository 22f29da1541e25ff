import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { Kysely } from "kysely";
import type { Database, Tables } from "../../src/db/database.ts";

/** Where a command is to break: before its n-th statement, or at the COMMIT that ends it, done or not. */
export type Break =
  | { readonly at: "statement"; readonly number: number }
  | { readonly at: "before commit" }
  | { readonly at: "after commit" };

export class Crashed extends Error {}

/** A database whose next break can be laid. It breaks once and is whole again. */
export class BreakingDatabase {
  readonly database: Database;
  #next: Break | null = null;
  #statements = 0;

  constructor(dialect: Dialect) {
    const driver = () => new BreakingDriver(dialect.createDriver(), this);
    const kysely = new Kysely<Tables>({
      dialect: {
        createAdapter: () => dialect.createAdapter(),
        createQueryCompiler: () => dialect.createQueryCompiler(),
        createIntrospector: (db) => dialect.createIntrospector(db),
        createDriver: driver,
      },
    });
    this.database = {
      kind: "postgres",
      kysely,
      readers: null,
      runScript: () => Promise.reject(new Error("no scripts here")),
      onWork: () => () => undefined,
      announceWork: () => undefined,
      close: async () => undefined,
    };
  }

  lay(next: Break | null): void {
    this.#next = next;
    this.#statements = 0;
  }

  /** Whether what was laid has not happened. */
  get isLaid(): boolean {
    return this.#next !== null;
  }

  passStatement(): void {
    this.#statements += 1;
    if (this.#next?.at === "statement" && this.#next.number === this.#statements) this.#break();
  }

  passCommit(side: "before commit" | "after commit"): void {
    if (this.#next?.at === side) this.#break();
  }

  #break(): never {
    this.#next = null;
    throw new Crashed("the program was killed here");
  }
}

class BreakingDriver implements Driver {
  readonly #inner: Driver;
  readonly #breaking: BreakingDatabase;

  constructor(inner: Driver, breaking: BreakingDatabase) {
    this.#inner = inner;
    this.#breaking = breaking;
  }

  init = () => this.#inner.init();
  acquireConnection = async () =>
    new BreakingConnection(await this.#inner.acquireConnection(), this.#breaking);
  beginTransaction = (connection: DatabaseConnection) =>
    this.#inner.beginTransaction(innerOf(connection), {});
  rollbackTransaction = (connection: DatabaseConnection) =>
    this.#inner.rollbackTransaction(innerOf(connection));
  releaseConnection = (connection: DatabaseConnection) => this.#inner.releaseConnection(innerOf(connection));

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    this.#breaking.passCommit("before commit");
    await this.#inner.commitTransaction(innerOf(connection));
    this.#breaking.passCommit("after commit");
  }

  /** The database outlives the program. */
  async destroy(): Promise<void> {}
}

class BreakingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #breaking: BreakingDatabase;

  constructor(inner: DatabaseConnection, breaking: BreakingDatabase) {
    this.inner = inner;
    this.#breaking = breaking;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#breaking.passStatement();
    return this.inner.executeQuery<R>(query);
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("nothing is streamed");
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof BreakingConnection ? connection.inner : connection;
}
