import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from "kysely";
import { Kysely } from "kysely";
import type { Database, Tables } from "../../src/db/database.ts";
import type { FaultCount, FaultRates } from "./faults.ts";
import type { Life, Simulation } from "./simulation.ts";

/** What breaks the way to the database, decided anew for each statement. */
export interface Gate {
  readonly sim: Simulation;
  readonly life: Life;
  readonly rates: () => FaultRates;
  readonly count: FaultCount;
}

class ConnectionLost extends Error {}

/**
 * The same database as one life of the program reaches it: a transaction is one turn. Statements and COMMIT fail,
 * COMMIT also after it was done; and the program may be killed at each of them.
 */
export function gatedDatabase(dialect: Dialect, gate: Gate): Database {
  const kysely = new Kysely<Tables>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createDriver: () => new GatedDriver(dialect.createDriver(), gate),
    },
  });
  return {
    kind: "postgres",
    kysely,
    readers: null,
    runScript: () => Promise.reject(new Error("the simulated program runs no scripts")),
    onWork: () => () => undefined, // hints get lost, and nothing may depend on them
    announceWork: () => undefined,
    close: async () => undefined,
  };
}

class GatedDriver implements Driver {
  readonly #inner: Driver;
  readonly #gate: Gate;

  constructor(inner: Driver, gate: Gate) {
    this.#inner = inner;
    this.#gate = gate;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  /** The turn lasts until the connection is released. */
  async acquireConnection(): Promise<DatabaseConnection> {
    const { sim, life } = this.#gate;
    const connection = Promise.withResolvers<GatedConnection>();
    void sim.turn(life, sim.random.between(0, 3), async () => {
      const released = Promise.withResolvers<void>();
      connection.resolve(
        new GatedConnection(await this.#inner.acquireConnection(), this.#gate, released.resolve),
      );
      await released.promise;
    });
    return connection.promise;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#inner.beginTransaction(innerOf(connection), {});
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { sim, rates, count, life } = this.#gate;
    const inner = innerOf(connection);
    const isLost = sim.random.chance(rates().statement);
    const isKilled = sim.random.chance(rates().kill);
    const before = sim.random.chance(0.5);
    if ((isLost || isKilled) && before) {
      count.add(isKilled ? "kill before commit" : "commit failed");
      if (isKilled) life.end();
      throw new ConnectionLost("the connection broke before COMMIT"); // and Kysely rolls back
    }
    await this.#inner.commitTransaction(inner);
    if (!isLost && !isKilled) return;
    count.add(isKilled ? "kill after commit" : "commit done, answer lost");
    if (isKilled) life.end();
    throw new ConnectionLost("the connection broke after COMMIT");
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.rollbackTransaction(innerOf(connection));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.#inner.releaseConnection(innerOf(connection));
    if (connection instanceof GatedConnection) connection.release();
  }

  /** The database outlives the program. */
  async destroy(): Promise<void> {}
}

class GatedConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly release: () => void;
  readonly #gate: Gate;

  constructor(inner: DatabaseConnection, gate: Gate, release: () => void) {
    this.inner = inner;
    this.#gate = gate;
    this.release = release;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sim, rates, count, life } = this.#gate;
    if (sim.random.chance(rates().kill / 4)) {
      count.add("kill in a transaction");
      life.end();
    }
    if (life.isOver) throw new ConnectionLost("killed");
    if (sim.random.chance(rates().statement)) {
      count.add("statement failed");
      throw new ConnectionLost("the connection broke");
    }
    return this.inner.executeQuery<R>(query);
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("nothing is streamed");
  }
}

function innerOf(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof GatedConnection ? connection.inner : connection;
}
