import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { getAddress } from "ethers";
import { readSuiteFile } from "../../../scripts/suiteFile.js";

const PAGE = new URL("../../../docs/contracts/deployment.md", import.meta.url);
const ACCOUNT = getAddress(`0x${"aa".repeat(20)}`);

describe("deploy --suite", () => {
  const folder = mkdtempSync(join(tmpdir(), "suite-"));
  const file = join(folder, "suite.json");
  after(() => rmSync(folder, { recursive: true }));

  /** The example of the page, with an account where it leaves one out. */
  const example = (): Record<string, unknown> => {
    const [, json = ""] = /```json\n([^`]+)```/.exec(readFileSync(PAGE, "utf8")) ?? [];
    return JSON.parse(json.replaceAll("0x…", ACCOUNT));
  };
  const read = (content: unknown) => {
    writeFileSync(file, JSON.stringify(content));
    return readSuiteFile(file);
  };

  it("reads the page's example, with amounts as integers and what is left out as its default", () => {
    const suite = read(example());
    expect(suite.underwriters).to.deep.equal([ACCOUNT, ACCOUNT]);
    const [asset] = suite.assets;
    expect(asset?.creditLimits.globalPrincipal).to.equal(1_000_000_000_000n);
    expect(asset?.adapters).to.deep.equal([{ adapter: ACCOUNT, cap: 500_000_000_000n }]);
    expect([asset?.gainWindowSeconds, asset?.defaultDelaySeconds, asset?.earnFeeBps]).to.deep.equal([
      604_800, 2_592_000, 0,
    ]);
  });

  it("refuses a field it does not know, an amount that is a number, and an address that is none", () => {
    expect(() => read({ ...example(), tresury: ACCOUNT })).to.throw("tresury");
    expect(() => read({ ...example(), treasury: "0x12" })).to.throw("treasury");
    const { assets } = example() as { assets: [Record<string, unknown>] };
    const creditLimits = { globalPrincipal: 1, borrowerDebt: "1", lineLimit: "1", secondSignatureAbove: "1" };
    expect(() => read({ ...example(), assets: [{ ...assets[0], creditLimits }] })).to.throw(
      "globalPrincipal",
    );
  });
});
