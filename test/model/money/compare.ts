import { sql } from "kysely";
import type { Tx } from "../../../src/db/withTx.ts";
import { batchStatusOf, getPayoutBatches } from "../../../src/modules/payouts/index.ts";
import { type Picture, requireSame } from "../step.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";
import type { ModelPayment } from "./paymentModel.ts";
import type { ModelOperation } from "./paymentState.ts";

/** Fails unless the system is exactly where the model says it must be. */
export async function expectSame(model: MoneyModel, world: MoneyWorld): Promise<void> {
  const real = await world.inTx((tx) => realPicture(tx, world));
  nameOperations(model, real.operationIds);
  requireSame(real.picture, modelPicture(model));
}

/** Everything that a refused command must leave as it is, rows and versions included. */
export function digest(world: MoneyWorld): Promise<string> {
  const tables = [
    "payments",
    "payment_operations",
    "payouts",
    "payout_batches",
    "recipients",
    "chain_transactions",
    "journal_entries",
    "ledger_balances",
    "events",
    "idempotency_keys",
  ];
  return world.inTx(async (tx) => {
    const rows = tables.map(
      (table) => sql`select ${table} as name, t::text as row from ${sql.table(table)} t`,
    );
    const all = await sql<{ digest: string | null }>`
      select md5(string_agg(name || row, '|' order by name, row)) as digest
      from (${sql.join(rows, sql` union all `)}) as rows`.execute(tx);
    return all.rows[0]?.digest ?? "";
  });
}

// ── As the database has it ────────────────────────────────────────────────────

interface OperationRow {
  readonly id: string;
  readonly line: string;
}

async function realPicture(tx: Tx, { caller }: MoneyWorld) {
  const [payments, operations, payouts, recipients, balances, entries, events, batchRows] = [
    await tx.selectFrom("payments").selectAll().execute(),
    await tx.selectFrom("payment_operations").selectAll().orderBy("id").execute(),
    await tx.selectFrom("payouts").selectAll().execute(),
    await tx.selectFrom("recipients").selectAll().execute(),
    await tx.selectFrom("ledger_balances").selectAll().execute(),
    await tx.selectFrom("journal_entries").select("kind").execute(),
    await tx.selectFrom("events").select(["type", "object_id"]).orderBy("serial").execute(),
    await tx.selectFrom("payout_batches").select("id").execute(),
  ];
  const ids = batchRows.map(({ id }) => id) as Parameters<typeof getPayoutBatches>[2][number][];
  const batches = await getPayoutBatches(tx, caller, ids);
  const operationIds: OperationRow[] = operations.map((row) => ({
    id: row.id,
    line: operationLine(row.payment_id, row.kind, row.amount, row.status, row.transaction_id),
  }));
  const picture: Picture = {
    payments: payments
      .map((row) => paymentLine(row.id, row.status, row.status_reasons, amountsOfRow(row)))
      .sort(),
    operations: operationIds.map(({ line }) => line).sort(),
    payouts: payouts
      .map(
        (row) =>
          `${row.id} ${row.status} ${row.amount} ${row.destination} ${row.transaction_id} ${row.batch_hash}`,
      )
      .sort(),
    batches: batches.map((batch) => (batch ? `${batch.id} ${batchStatusOf(batch.counts)}` : "")).sort(),
    recipients: recipients
      .map(({ id, address, status, usable_from, transaction_id }) => {
        return `${id} ${address} ${status} ${secondsOf(usable_from)} ${transaction_id}`;
      })
      .sort(),
    balances: balances
      .filter(({ debits, credits }) => debits !== credits)
      .map(({ account, debits, credits }) => `${shortName(account)} ${debits - credits}`),
    journal: counted(entries.map(({ kind }) => kind)),
    events: byObject(events.map(({ type, object_id }) => [object_id, type])),
  };
  return { picture, operationIds };
}

function amountsOfRow(row: Record<`amount_${string}`, bigint> & { fee: bigint }): bigint[] {
  return [
    row.amount_authorized,
    row.amount_captured,
    row.amount_voided,
    row.amount_reclaimed,
    row.amount_refunded,
    row.fee,
    row.amount_capture_pending,
    row.amount_refund_pending,
  ].map((units) => units ?? -1n);
}

const secondsOf = (date: Date | null) => (date === null ? null : Math.floor(date.getTime() / 1000));

/** The account without the ids of merchant and chain. */
function shortName(account: string): string {
  if (account.startsWith("receivable:merchant:")) return "receivable";
  if (account === "revenue:fee:payment") return "fees";
  const match = /^(?:merchant:[^:]+|chain:eip155:\d+):(\w+)$/.exec(account);
  return match?.[1] ?? account;
}

// ── As the model has it ───────────────────────────────────────────────────────

function modelPicture(model: MoneyModel): Picture {
  const { payouts, batches, recipients } = model.payouts;
  const operations = model.payments.flatMap((payment) =>
    payment.operations.map((operation) => lineOf(payment, operation)),
  );
  return {
    payments: model.payments
      .map((payment) => paymentLine(payment.id, payment.status, payment.reasons, amountsOf(payment)))
      .sort(),
    operations: operations.sort(),
    payouts: payouts
      .map(({ id, status, amount, to, transaction, batchId }) => {
        return `${id} ${status} ${amount} ${to} ${transaction?.id ?? null} ${batchId}`;
      })
      .sort(),
    batches: batches.map(({ id, status }) => `${id} ${status}`).sort(),
    recipients: recipients
      .map(({ id, address, status, usableFrom, transaction }) => {
        return `${id} ${address} ${status} ${usableFrom} ${transaction?.id ?? null}`;
      })
      .sort(),
    balances: Object.entries(model.books.balances()).map(([account, units]) => `${account} ${units}`),
    journal: counted(model.books.kinds),
    events: byObject(
      model.told.map(({ type, about }) => [
        typeof about === "string" ? about : String((about as ModelOperation).id),
        type,
      ]),
    ),
  };
}

function amountsOf(payment: ModelPayment): bigint[] {
  return [
    payment.sum("PaymentAuthorized"),
    payment.sum("PaymentCaptured"),
    payment.sum("PaymentVoided"),
    payment.sum("PaymentReclaimed"),
    payment.sum("PaymentRefunded"),
    payment.fee,
    payment.pending("CAPTURE"),
    payment.pending("REFUND"),
  ];
}

function lineOf(payment: ModelPayment, { kind, amount, status, transaction }: ModelOperation): string {
  return operationLine(payment.id, kind, amount, status, transaction?.id ?? null);
}

/** Operations that no answer named get the ids that the database gave them. */
function nameOperations(model: MoneyModel, rows: readonly OperationRow[]): void {
  const taken = new Set(model.payments.flatMap(({ operations }) => operations.map(({ id }) => id)));
  for (const payment of model.payments) {
    for (const operation of payment.operations.filter(({ id }) => id === null)) {
      const line = lineOf(payment, operation);
      const row = rows.find((candidate) => candidate.line === line && !taken.has(candidate.id));
      operation.id = row?.id ?? null;
      taken.add(operation.id);
    }
  }
}

// ── Both ──────────────────────────────────────────────────────────────────────

/** Amounts: authorized, captured, voided, reclaimed, refunded, fee, capture and refund pending. */
function paymentLine(
  id: string,
  status: string,
  reasons: readonly string[],
  amounts: readonly bigint[],
): string {
  return `${id} ${status} [${reasons.join()}] ${amounts.join(" ")}`;
}

function operationLine(
  paymentId: string,
  kind: string,
  amount: bigint,
  status: string,
  transactionId: string | null,
): string {
  return `${paymentId} ${kind} ${amount} ${status} ${transactionId}`;
}

function counted(words: readonly string[]): string[] {
  return [...Map.groupBy(words, (word) => word)].map(([word, same]) => `${word} ${same.length}`);
}

function byObject(told: readonly (readonly [string, string])[]): string[] {
  const ofObject = Map.groupBy(told, ([object]) => object);
  return [...ofObject].map(([object, each]) => `${object} ${each.map(([, type]) => type).join()}`);
}
