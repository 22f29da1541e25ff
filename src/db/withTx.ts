import { AsyncLocalStorage } from "node:async_hooks";
import { sql, type Transaction } from "kysely";
import type { MerchantId } from "../kernel/ids/ids.ts";
import { type Step, traced } from "../kernel/trace/trace.ts";
import type { Database, Tables } from "./database.ts";
import { isPlanChanged } from "./prepared.ts";

/** The only handle on the database inside a transaction. Nothing awaited beside it may be network, signer or timer. */
export type Tx = Transaction<Tables>;

/** Who the database believes we are: one merchant behind row-level security, or the system. */
export type Scope = { readonly as: "system" } | { readonly as: "merchant"; readonly merchantId: MerchantId };

export const SYSTEM: Scope = { as: "system" };

/** How long a statement waits for a row that another transaction holds, before its transaction lets go of its own. */
const LOCK_TIMEOUT_MS = 2_000;

const inside = new AsyncLocalStorage<{ leavesWork: boolean }>();

/** Says that the transaction under way leaves work for others: they are told once it has committed. */
export function announceAfterCommit(): void {
  const current = inside.getStore();
  if (current) current.leavesWork = true;
}

/** How often work is begun anew when the database chose it to give way to another transaction. */
const MOST_ATTEMPTS = 4;

/** SQLSTATE of a deadlock, of a conflict between serializable transactions, and of a lock waited for too long. */
const GAVE_WAY: readonly unknown[] = ["40P01", "40001", "55P03"];

/**
 * Runs `work` in one transaction; commits when it returns, rolls back when it throws. One that gave way to another,
 * waited too long for a row or met a migration runs again, four times in all; so `work` leaves no trace but rows.
 * A nested call throws at once.
 */
export async function withTx<T>(database: Database, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  requireNoTransaction();
  return traced(stepOf("transaction", scope), async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await attemptTx(database, scope, work);
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !mayBeginAnew(error)) throw error;
      }
    }
  });
}

function mayBeginAnew(error: unknown): boolean {
  return GAVE_WAY.includes((error as { code?: unknown } | null)?.code) || isPlanChanged(error);
}

async function attemptTx<T>(database: Database, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const current = { leavesWork: false };
  const result = await inside.run(current, () =>
    database.kysely.transaction().execute(async (tx) => {
      const [role, merchant] = settingsOf(scope);
      await sql`select set_config('role', ${role}, true), set_config('tallystick.merchant_id', ${merchant}, true),
        set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`.execute(tx);
      return work(tx);
    }),
  );
  if (current.leavesWork) database.announceWork();
  return result;
}

/** @throws Error inside withTx: on PGlite, which is one connection, a second use would wait for the first */
export function requireNoTransaction(): void {
  if (inside.getStore()) throw new Error("a transaction is open already: pass it on instead");
}

/** How a use of the database is seen in a trace. */
export function stepOf(use: "transaction" | "read", scope: Scope): Step {
  const attributes = { "db.system.name": "postgresql", "tallystick.scope": scope.as };
  return { name: `postgresql ${use}`, kind: "CLIENT", attributes };
}

/** What the database is told of a scope: the role, and the merchant whose rows it may see. */
export function settingsOf(scope: Scope): [role: string, merchantId: string] {
  return scope.as === "merchant" ? ["tallystick_api", scope.merchantId] : ["tallystick_system", ""];
}
