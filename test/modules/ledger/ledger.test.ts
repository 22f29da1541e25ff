import { expect } from "chai";
import { sql } from "kysely";
import type { Database } from "../../../src/db/database.ts";
import { type Scope, SYSTEM, type Tx, withTx } from "../../../src/db/withTx.ts";
import type { ChainId } from "../../../src/kernel/ids/chainIds.ts";
import type { MerchantId } from "../../../src/kernel/ids/ids.ts";
import {
  chainAccount,
  checkLedger,
  credit,
  debit,
  listEntries,
  merchantAccount,
  type NewEntry,
  PAYMENT_FEES,
  postEntries,
  postEntry,
  readBalanceAt,
  readBalances,
  reverseEntries,
  sealJournal,
} from "../../../src/modules/ledger/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { ASSET, insertMerchant } from "../../fixtures/merchant.ts";
import { refused } from "../../fixtures/refused.ts";

const CHAIN = "eip155:31337" as ChainId;
const NOW = new Date("2026-01-01T00:00:00Z");

describe(`ledger on ${databaseKind}`, () => {
  let database: Database;
  let drop: () => Promise<void>;
  let merchant: MerchantId;
  const system = <T>(work: (tx: Tx) => Promise<T>) => withTx(database, SYSTEM, work);

  before(async () => {
    ({ database, drop } = await freshDatabase());
  });
  after(() => drop());
  beforeEach(async () => {
    merchant = await insertMerchant(database);
  });

  function captured(sourceId: string, net: bigint, fee = 0n): NewEntry {
    return {
      kind: "PAYMENT_CAPTURED",
      sourceId,
      merchantId: merchant,
      livemode: false,
      postedAt: NOW,
      lines: [
        debit(chainAccount(CHAIN, "settlement"), { asset: ASSET, units: net + fee }),
        credit(merchantAccount(merchant, "available"), { asset: ASSET, units: net }),
        credit(PAYMENT_FEES, { asset: ASSET, units: fee }),
      ],
    };
  }

  const balanceNow = () => system((tx) => readBalances(tx, merchant));
  const debtNow = async () => {
    const rows = await system((tx) =>
      tx
        .selectFrom("ledger_balances")
        .select(["debits", "credits"])
        .where("account", "=", `receivable:merchant:${merchant}`)
        .execute(),
    );
    return rows.reduce((debt, { debits, credits }) => debt + debits - credits, 0n);
  };
  const empty = { escrowed: 0n, pending: 0n, available: 0n, reserved: 0n };

  it("moves balances by what is posted", async () => {
    await system((tx) => postEntry(tx, captured(`one:${merchant}`, 99n, 1n)));
    await system((tx) => postEntry(tx, captured(`two:${merchant}`, 1n)));
    expect(await balanceNow()).to.deep.equal([{ asset: ASSET, ...empty, available: 100n }]);
  });

  it("knows the balance at every instant, also of several lines at once and after reversals", async () => {
    const at = (minute: number) => new Date(NOW.getTime() + minute * 60_000);
    const asOf = async (minute: number) => {
      const found = await system((tx) => readBalanceAt(tx, merchant, { asset: ASSET, at: at(minute) }));
      return [found.pending, found.available];
    };
    const pending = merchantAccount(merchant, "pending");
    const lines = [5n, 7n].map((units) => credit(pending, { asset: ASSET, units }));
    const chainUnits = { asset: ASSET, units: 12n };
    const twice = {
      ...captured(`twice:${merchant}`, 1n),
      lines: [debit(chainAccount(CHAIN, "settlement"), chainUnits), ...lines],
    };
    await system((tx) => postEntry(tx, { ...twice, postedAt: at(1) }));
    await system((tx) =>
      postEntries(tx, [
        { ...captured(`first:${merchant}`, 100n), postedAt: at(2) },
        { ...captured(`second:${merchant}`, 50n), postedAt: at(3) },
      ]),
    );
    await system((tx) => reverseEntries(tx, `first:${merchant}`, at(4)));
    const known = await Promise.all([0, 1, 2, 2.5, 3, 4, 99].map(asOf));
    expect(known).to.deep.equal([
      [0n, 0n],
      [12n, 0n],
      [12n, 100n],
      [12n, 100n],
      [12n, 150n],
      [12n, 50n],
      [12n, 50n],
    ]);
  });

  it("keeps amounts of 2^120 - 1 units exactly", async () => {
    const most = 2n ** 120n - 1n;
    await system((tx) => postEntry(tx, captured(`most:${merchant}`, most)));
    expect((await balanceNow())[0]?.available).to.equal(most);
  });

  it("makes a debt of what was promised already when its cause is taken back", async () => {
    const source = `fact:${merchant}`;
    const reserve = (units: bigint): NewEntry => ({
      ...captured(`payout:${merchant}`, 0n),
      kind: "PAYOUT_REQUESTED",
      lines: [
        debit(merchantAccount(merchant, "available"), { asset: ASSET, units }),
        credit(merchantAccount(merchant, "reserved"), { asset: ASSET, units }),
      ],
    });
    await system((tx) => postEntry(tx, captured(source, 50n, 1n)));
    await system((tx) => postEntry(tx, reserve(30n)));
    await system((tx) => reverseEntries(tx, source, NOW));
    expect(await balanceNow()).to.deep.equal([{ asset: ASSET, ...empty, reserved: 30n }]);
    expect(await debtNow()).to.equal(30n);
    await system((tx) => postEntry(tx, captured(source, 50n, 1n)));
    await system((tx) => reverseEntries(tx, source, NOW));
    expect(await debtNow()).to.equal(30n); // the second time all of it was there
  });

  it("reverses a source exactly, once, and lets it be posted again", async () => {
    const source = `fact:${merchant}`;
    await system((tx) => postEntry(tx, captured(source, 50n, 1n)));
    await system((tx) => reverseEntries(tx, source, NOW));
    await system((tx) => reverseEntries(tx, source, NOW));
    expect((await balanceNow())[0]?.available).to.equal(0n);
    await system((tx) => postEntry(tx, captured(source, 50n, 1n)));
    expect((await balanceNow())[0]?.available).to.equal(50n);
    const { items } = await system((tx) =>
      listEntries(tx, "all", {
        filter: { sourceId: source },
        page: { limit: 10, from: null, backward: false },
      }),
    );
    expect(items.map((entry) => entry.kind)).to.deep.equal([
      "PAYMENT_CAPTURED",
      "REVERSAL",
      "PAYMENT_CAPTURED",
    ]);
    expect(items[1]?.reverses).to.equal(items[2]?.id);
  });

  it("refuses to post a source twice, and changes nothing", async () => {
    const source = `twice:${merchant}`;
    await system((tx) => postEntry(tx, captured(source, 5n)));
    let failure: unknown;
    await system((tx) => postEntry(tx, captured(source, 5n))).catch((error) => {
      failure = error;
    });
    expect(String(failure)).to.contain("already posted");
    expect((await balanceNow())[0]?.available).to.equal(5n);
  });

  it("refuses to owe a merchant less than nothing, and changes nothing", async () => {
    await system((tx) => postEntry(tx, captured(`some:${merchant}`, 10n)));
    await refused("INSUFFICIENT_BALANCE", () => system((tx) => postEntry(tx, reserve(11n))));
    expect(await balanceNow()).to.deep.equal([{ asset: ASSET, ...empty, available: 10n }]);
    await system((tx) => postEntry(tx, reserve(10n)));
    expect(await balanceNow()).to.deep.equal([{ asset: ASSET, ...empty, reserved: 10n }]);
  });

  function reserve(units: bigint): NewEntry {
    return {
      ...captured(`reserve:${merchant}:${units}`, 0n),
      kind: "PAYOUT_REQUESTED",
      lines: [
        debit(merchantAccount(merchant, "available"), { asset: ASSET, units }),
        credit(merchantAccount(merchant, "reserved"), { asset: ASSET, units }),
      ],
    };
  }

  it("refuses an entry out of balance, whoever writes it", async () => {
    const crooked = { ...captured(`crooked:${merchant}`, 5n), lines: captured("x", 5n).lines.slice(0, 1) };
    const failure = await system((tx) => postEntry(tx, crooked)).catch((error: Error) => error.message);
    expect(failure).to.contain("out of balance by 5");
    expect(await balanceNow()).to.deep.equal([]);
  });

  it("refuses to change or delete what is posted", async () => {
    await system((tx) => postEntry(tx, captured(`kept:${merchant}`, 5n)));
    for (const statement of [
      sql`update journal_lines set units = units + 1`,
      sql`delete from journal_lines`,
      sql`update journal_entries set kind = 'OTHER'`,
      sql`delete from journal_entries`,
    ]) {
      const failure = await system((tx) => statement.execute(tx)).catch((error: Error) => error.message);
      expect(failure).to.contain("append-only");
    }
  });

  it("keeps every account moving under concurrent postings", async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        system((tx) => postEntry(tx, captured(`many:${merchant}:${index}`, 3n, 1n))),
      ),
    );
    expect((await balanceNow())[0]?.available).to.equal(150n);
    expect(await system(checkLedger)).to.deep.include({ unbalanced: [], drifted: [] });
  });

  it("seals without gaps, and notices a change of what was sealed", async () => {
    for (let units = 1n; units <= 5n; units += 1n) {
      await system((tx) => postEntry(tx, captured(`sealed:${merchant}:${units}`, units)));
    }
    while ((await system((tx) => sealJournal(tx, 2))) === 2);
    const checked = await system(checkLedger);
    expect(checked.brokenSeal).to.equal(null);
    const { count } = await system((tx) =>
      tx
        .selectFrom("journal_entries")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow(),
    );
    expect(checked.entries).to.equal(count);
    // Somebody with the owner's rights switches the trigger off and forges an amount on both sides.
    await database.runScript(`ALTER TABLE journal_lines DISABLE TRIGGER append_only;
      UPDATE journal_lines SET units = units + 1 WHERE entry_id = (SELECT entry_id FROM journal_seals WHERE seal_seq = 2);
      ALTER TABLE journal_lines ENABLE TRIGGER append_only;`);
    const forged = await system(checkLedger);
    expect(forged.brokenSeal).to.be.a("string");
    expect(forged.entries).to.equal(1);
    await database.runScript(`ALTER TABLE journal_lines DISABLE TRIGGER append_only;
      UPDATE journal_lines SET units = units - 1 WHERE entry_id = (SELECT entry_id FROM journal_seals WHERE seal_seq = 2);
      ALTER TABLE journal_lines ENABLE TRIGGER append_only;`);
  });

  it("shows a merchant its own lines only, and lets it write no other", async () => {
    const other = await insertMerchant(database);
    await system((tx) => postEntry(tx, captured(`own:${merchant}`, 7n, 1n)));
    const as = (merchantId: MerchantId): Scope => ({ as: "merchant", merchantId });
    const seen = await withTx(database, as(merchant), (tx) =>
      tx.selectFrom("journal_lines").selectAll().execute(),
    );
    expect(seen.map((line) => line.account)).to.deep.equal([`merchant:${merchant}:available`]);
    expect(
      await withTx(database, as(other), (tx) => tx.selectFrom("ledger_balances").selectAll().execute()),
    ).to.deep.equal([]);
    const forged = await withTx(database, as(other), (tx) =>
      postEntry(tx, captured(`forged:${merchant}`, 7n)),
    ).catch((error: Error) => error.message);
    expect(forged).to.contain("row-level security");
    expect((await balanceNow())[0]?.available).to.equal(7n);
  });
});
