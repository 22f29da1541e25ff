import { parse } from "node:path";
import { expect } from "chai";
import { CashManagementEndOfDayReport } from "iso20022.js";
import { newId } from "../../../src/kernel/ids/ids.ts";
import type { Asset } from "../../../src/modules/assets/index.ts";
import {
  openStatementUrl,
  type SettlementLine,
  type Statement,
  statementUrl,
  toCamt053,
  toCsv,
} from "../../../src/modules/settlement/index.ts";
import { ASSET, CHAIN, TOKEN } from "../../fixtures/shop.ts";

const SECRET = new Uint8Array(32).fill(7);
const NOW = new Date("2026-01-02T00:00:00Z");
const LARGE = 10n ** 30n + 1n;

function statementOf(decimals: number, lines: Partial<SettlementLine>[]): Statement {
  const asset: Asset = {
    id: newId("Asset"),
    assetId: ASSET,
    chainId: CHAIN,
    token: TOKEN,
    symbol: "TUSD",
    name: "Test Dollar",
    decimals,
    eip712Version: "1",
    gasless: [],
    minimumUnits: 1n,
    enabled: true,
  } as Asset;
  let balance = 0n;
  const full = lines.map((line, index): SettlementLine => {
    balance += line.net ?? 0n;
    return {
      line: index + 1,
      entryId: newId("JournalEntry"),
      entryLine: 1,
      kind: "CAPTURE_FINAL",
      postedAt: new Date("2026-01-01T12:00:00Z"),
      objectId: newId("Capture"),
      merchantReference: null,
      gross: null,
      fee: null,
      net: 1n,
      balance,
      ...line,
    };
  });
  const merchantId = newId("Merchant");
  return {
    asset,
    lines: full,
    merchant: { id: merchantId, name: "Tom & <Jerry>", feeBps: 100 as never, createdAt: NOW },
    batch: {
      id: newId("SettlementBatch"),
      merchantId,
      livemode: false,
      asset: ASSET,
      number: 3,
      openedAt: new Date("2026-01-01T00:00:00Z"),
      closedAt: NOW,
      opening: 0n,
      closing: balance,
      gross: balance,
      fees: 0n,
      refunds: 0n,
      payouts: 0n,
      other: 0n,
      lastEntryId: null,
      payoutId: null,
    },
  };
}

const rowsOf = (csv: string) => {
  const [head = "", ...rows] = csv.trim().split("\n");
  const names = head.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, index) => [names[index], cell])));
};

describe("statements", () => {
  it("are exact in CSV, to the last of 31 digits", () => {
    const [sale, refund] = rowsOf(
      toCsv(
        statementOf(18, [
          { net: LARGE, gross: LARGE, fee: 0n, merchantReference: "order-1" },
          { net: -LARGE + 1n, kind: "REFUND_REQUESTED" },
        ]),
      ),
    );
    expect(sale).to.include({
      line: "1",
      posted_at: "2026-01-01T12:00:00.000Z",
      kind: "CAPTURE_FINAL",
      merchant_reference: "order-1",
      asset_id: ASSET,
      gross: "1000000000000.000000000000000001",
      fee: "0",
      net: "1000000000000.000000000000000001",
      net_atomic: "1000000000000000000000000000001",
    });
    expect(refund).to.include({
      gross: "",
      net: "-1000000000000",
      net_atomic: "-1000000000000000000000000000000",
      balance: "0.000000000000000001",
    });
  });

  it("hold no formula that a spreadsheet would run, and no cell that breaks a row", () => {
    const csv = toCsv(
      statementOf(6, [{ merchantReference: '=HYPERLINK("http://evil")' }, { merchantReference: 'a,"b"\nc' }]),
    );
    expect(csv).to.contain(`"'=HYPERLINK(""http://evil"")"`);
    expect(csv).to.contain('"a,""b""\nc"');
  });

  it("are camt.053, which a reader of banks' statements reads", () => {
    const statement = statementOf(2, [
      { net: 9_900n, merchantReference: "order <1> & co" },
      { net: -1_234n, kind: "PAYOUT_REQUESTED", objectId: "pyo_x" },
    ]);
    const report = CashManagementEndOfDayReport.fromXML(toCamt053(statement));
    const [read, ...others] = report.statements;
    expect(others).to.deep.equal([]);
    expect(read).to.deep.include({ id: statement.batch.id, electronicSequenceNumber: 3 });
    expect(read?.account).to.deep.include({ accountNumber: statement.merchant.id, currency: "XXX" });
    expect(read?.fromDate?.toISOString()).to.equal("2026-01-01T00:00:00.000Z");
    expect(read?.balances.map(({ type, amount }) => [type, amount])).to.deep.equal([
      ["OPBD", 0],
      ["CLBD", 8_666],
    ]);
    expect(
      read?.entries.map((entry) => [entry.creditDebitIndicator, entry.amount, entry.proprietaryCode]),
    ).to.deep.equal([
      ["credit", 9_900, "CAPTURE_FINAL"],
      ["debit", 1_234, "PAYOUT_REQUESTED"],
    ]);
    expect(read?.entries[0]?.transactions[0]?.remittanceInformation).to.equal("order <1> & co");
  });

  it("are exact in XML too, where the reader may round", () => {
    const xml = toCamt053(statementOf(18, [{ net: LARGE }]));
    expect(xml).to.contain('<Amt Ccy="XXX">1000000000000.000000000000000001</Amt>');
  });

  it("of one line or none are read as well", () => {
    for (const lines of [[], [{ net: 5n }]]) {
      const report = CashManagementEndOfDayReport.fromXML(toCamt053(statementOf(2, lines)));
      expect(report.statements[0]?.entries).to.have.length(lines.length);
    }
  });

  it("are opened by a link for a quarter of an hour, and by no other", () => {
    const id = newId("SettlementBatch");
    const link = parse(statementUrl(id, "CSV", { secretKey: SECRET, now: NOW })).base;
    const at = (seconds: number) => ({
      secretKey: SECRET,
      now: new Date(NOW.getTime() + seconds * 1_000),
    });
    expect(openStatementUrl(link, at(899))).to.deep.equal({ id, format: "CSV" });
    expect(openStatementUrl(link, at(900))).to.equal(undefined);
    expect(openStatementUrl(link.replace(id, newId("SettlementBatch")), at(0))).to.equal(undefined);
    expect(openStatementUrl(link.replace("CSV", "CAMT053"), at(0))).to.equal(undefined);
    const [name, until, format, mac] = link.split(".");
    expect(openStatementUrl([name, Number(until) + 1, format, mac].join("."), at(0))).to.equal(undefined);
    expect(openStatementUrl(link, { ...at(0), secretKey: new Uint8Array(32) })).to.equal(undefined);
    for (const wrong of ["", "x", `${link}.x`, "a.b.c.d"]) {
      expect(openStatementUrl(wrong, at(0))).to.equal(undefined);
    }
  });
});
