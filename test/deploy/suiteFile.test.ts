import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readSuiteFile } from "../../scripts/suiteFile.js";

const EXAMPLE = "examples/suite.json";
const TREASURY = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";

describe("the file of deploy --suite", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "suite-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Reads the example with a change. */
  function readChanged(change: (suite: Record<string, unknown>, asset: Record<string, unknown>) => void) {
    const suite = JSON.parse(readFileSync(EXAMPLE, "utf8"));
    change(suite, suite.assets[0]);
    const file = join(folder, "suite.json");
    writeFileSync(file, JSON.stringify(suite));
    return readSuiteFile(file);
  }

  it("reads the example, whose token and coin are test money, and fills in what it leaves out", () => {
    expect(readSuiteFile(EXAMPLE)).to.deep.equal({
      treasury: TREASURY,
      oracles: [],
      underwriters: [
        "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
        "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
      ],
      pledgeOperators: ["0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"],
      assets: [
        {
          symbol: "TUSD",
          gainWindowSeconds: 604_800,
          bufferBps: 2_000,
          earnFeeBps: 0,
          poolFeeBps: 1_000,
          adapters: [],
          creditLimits: {
            globalPrincipal: 1_000_000_000_000n,
            borrowerDebt: 50_000_000_000n,
            lineLimit: 50_000_000_000n,
            secondSignatureAbove: 10_000_000_000n,
          },
          defaultDelaySeconds: 2_592_000,
        },
      ],
    });
  });

  it("reads a token, a coin and adapters, with addresses in their checked form", () => {
    const { wrappedNative, assets } = readChanged((suite, asset) => {
      suite.wrappedNative = TREASURY.toLowerCase();
      asset.token = TREASURY.toLowerCase();
      asset.adapters = [{ adapter: TREASURY.toLowerCase(), cap: "7" }];
    });
    expect(wrappedNative).to.equal(TREASURY);
    expect(assets[0]?.token).to.equal(TREASURY);
    expect(assets[0]?.adapters).to.deep.equal([{ adapter: TREASURY, cap: 7n }]);
  });

  it("refuses a field that it does not know, naming it", () => {
    expect(() =>
      readChanged((_, asset) => {
        asset.buffer = 2_000;
      }),
    ).to.throw("buffer");
  });

  it("refuses amounts that are no strings of digits, parts above the whole, and false addresses", () => {
    for (const [field, value] of [
      ["creditLimits", { globalPrincipal: 1, borrowerDebt: "1", lineLimit: "1", secondSignatureAbove: "1" }],
      [
        "creditLimits",
        { globalPrincipal: "1.5", borrowerDebt: "1", lineLimit: "1", secondSignatureAbove: "1" },
      ],
      ["bufferBps", 10_001],
      ["token", TREASURY.replace("0a", "0A")],
      ["symbol", "US D"],
    ] as const) {
      expect(() =>
        readChanged((_, asset) => {
          asset[field] = value;
        }),
      ).to.throw(Error, undefined, field);
    }
  });
});
