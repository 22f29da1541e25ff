import { expect } from "chai";
import { sql } from "kysely";
import type { Tx } from "../../../src/db/withTx.ts";
import { checkLedger, sealJournal } from "../../../src/modules/ledger/index.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";

/** The nine invariants of the ledger, by the numbers of its design; read from the database alone, and the chain. */
export async function expectInvariants(model: MoneyModel, world: MoneyWorld): Promise<void> {
  await world.inTx(async (tx) => {
    while ((await sealJournal(tx, 500)) === 500);
    // 1: debits are credits in each entry; 6: balances are the fold of the journal; 7: the hash chain verifies.
    const check = await checkLedger(tx);
    expect(check).to.deep.include({ unbalanced: [], drifted: [], brokenSeal: null });
    const counts = await tx
      .selectFrom("journal_entries")
      .select((eb) => eb.fn.countAll<number>().as("entries"))
      .executeTakeFirstOrThrow();
    expect(check.entries, "sealed entries").to.equal(Number(counts.entries));
    const balances = await balancesOf(tx);
    const of = (name: string) => balances[name] ?? 0n;
    // 2: the whole ledger sums to nothing.
    expect(
      Object.values(balances).reduce((sum, units) => sum + units, 0n),
      "2",
    ).to.equal(0n);
    // 3: no liability below zero. Debits are positive here.
    for (const part of PARTS) expect(of(part) <= 0n, `3: ${part} is ${of(part)}`).to.equal(true);
    // 4: what the chain holds, but for what left it in blocks that are not final.
    const contracts = model.chain.contracts();
    const leaving = await unfinalUnits(tx, ["PayoutSent", "PaymentRefunded"]);
    expect(of("escrow"), "4").to.equal(contracts.held);
    expect(of("settlement"), "4").to.equal(contracts.balance + contracts.fees + leaving);
    // 5: the amounts of the objects are the journal's.
    const sums = await objectSums(tx);
    expect({ escrowed: -of("escrowed"), reserved: -of("reserved"), fees: -of("fees") }, "5").to.deep.equal(
      sums,
    );
    // 8: nothing is converted, so that no fx account may have anything; nor is there any account but these.
    expect(
      Object.keys(balances).filter((name) => !KNOWN.includes(name)),
      "8",
    ).to.deep.equal([]);
    // 9: what waits for finality is the sum of what is not final.
    expect(-of("pending"), "9").to.equal(await pendingUnits(tx));
  });
}

const PARTS = ["escrowed", "pending", "available", "reserved"];
const KNOWN = [...PARTS, "escrow", "settlement", "fees", "receivable"];

async function balancesOf(tx: Tx): Promise<Record<string, bigint>> {
  const rows = await sql<{ name: string; units: bigint }>`
    select case when account like 'receivable:merchant:%' then 'receivable' when account = 'revenue:fee:payment' then 'fees'
        else regexp_replace(account, '^(merchant:[^:]+|chain:eip155:[0-9]+):', '') end as name,
      sum(case direction when 'DEBIT' then units else -units end) as units
    from journal_lines group by 1`.execute(tx);
  return Object.fromEntries(rows.rows.map(({ name, units }) => [name, units]));
}

async function unfinalUnits(tx: Tx, names: readonly string[]): Promise<bigint> {
  const found = await sql<{ units: bigint }>`
    select coalesce(sum((args->>'amount')::numeric), 0) as units from chain_facts
    where state = 'SEEN' and name = any(${names}::text[])`.execute(tx);
  return found.rows[0]?.units ?? 0n;
}

async function objectSums(tx: Tx): Promise<{ escrowed: bigint; reserved: bigint; fees: bigint }> {
  const found = await sql<{ escrowed: bigint; reserved: bigint; fees: bigint }>`
    select
      (select coalesce(sum(amount_authorized - amount_captured - amount_voided - amount_reclaimed), 0) from payments) as escrowed,
      (select coalesce(sum(amount), 0) from payouts where status in ('READY', 'SUBMITTED', 'CONFIRMING')) +
        (select coalesce(sum(amount), 0) from payment_operations
          where kind = 'REFUND' and status in ('PENDING', 'SUBMITTED', 'CONFIRMING')) as reserved,
      (select coalesce(sum(fee), 0) from payments) as fees`.execute(tx);
  const [sums] = found.rows;
  if (!sums) throw new Error("an aggregate has one row");
  return sums;
}

async function pendingUnits(tx: Tx): Promise<bigint> {
  const found = await sql<{ units: bigint }>`
    select coalesce(sum(case
      when name = 'PaymentCaptured' then (args->>'amount')::numeric - div((args->>'amount')::numeric * (args->>'feeBps')::numeric, 10000)
      when name = 'BalanceUpdated' and (args->>'kind')::int = 2 then (args->>'delta')::numeric else 0 end), 0) as units
    from chain_facts where state = 'SEEN'`.execute(tx);
  return found.rows[0]?.units ?? 0n;
}
