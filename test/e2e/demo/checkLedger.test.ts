import { expect } from "chai";
import { checkLedger } from "../../../scripts/demo/checkLedger.ts";
import type { JournalEntry } from "../../../scripts/demo/operatorDoor.ts";

type Line = readonly [account: string, side: "DEBIT" | "CREDIT", atomic: string, assetId?: string];

function entry(id: string, ...lines: Line[]): JournalEntry {
  return {
    id,
    kind: "PAYMENT_AUTHORIZED",
    lines: lines.map(([account, direction, atomic, assetId = "TUSD"]) => ({
      account,
      direction,
      amount: { atomic, asset: { assetId } },
    })),
  };
}

const HELD = entry("one", ["chain:1:escrow", "DEBIT", "100"], ["merchant:m:escrowed", "CREDIT", "100"]);

describe("demo: checkLedger", () => {
  it("adds up accounts, each on its own side", () => {
    const voided = entry("two", ["merchant:m:escrowed", "DEBIT", "30"], ["chain:1:escrow", "CREDIT", "30"]);
    const books = checkLedger([HELD, voided]);
    expect(books.faults).to.deep.equal([]);
    expect(books.entries).to.equal(2);
    expect(books.balanceOf("chain:1:escrow", "TUSD")).to.equal(70n);
    expect(books.balanceOf("merchant:m:escrowed", "TUSD")).to.equal(70n);
    expect(books.balanceOf("merchant:m:escrowed", "OTHER")).to.equal(0n);
    expect(books.accounts("TUSD", /^merchant:/)).to.deep.equal(["merchant:m:escrowed"]);
  });

  it("finds an entry whose sides differ, and the journal with it", () => {
    const wrong = entry("bad", ["chain:1:escrow", "DEBIT", "100"], ["merchant:m:escrowed", "CREDIT", "99"]);
    expect(checkLedger([HELD, wrong]).faults).to.have.length(2);
  });

  it("finds entries that balance only across assets, or only together", () => {
    const acrossAssets = entry(
      "bad",
      ["chain:1:escrow", "DEBIT", "1"],
      ["merchant:m:escrowed", "CREDIT", "1", "OTHER"],
    );
    expect(checkLedger([acrossAssets]).faults).to.have.length(4);
    const halves = [
      entry("a", ["chain:1:escrow", "DEBIT", "1"]),
      entry("b", ["merchant:m:escrowed", "CREDIT", "1"]),
    ];
    expect(checkLedger(halves).faults).to.have.length(2);
  });

  it("finds an entry without lines, and one that is listed twice", () => {
    expect(checkLedger([entry("empty")]).faults).to.have.length(1);
    expect(checkLedger([HELD, HELD]).faults).to.have.length(1);
  });
});
