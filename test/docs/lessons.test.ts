import { readFile } from "node:fs/promises";
import { expect } from "chai";

const PAGE = new URL("../../docs/lessons.md", import.meta.url);
/** A linked test file, and the titles of its tests in quotes. */
const PROOF = /\[[^\]]+\]\((\.\.\/test\/[^)]+)\): ((?:"[^"]+"(?:, )?)+)/g;
const LESSONS = 43;

describe("docs/lessons.md", () => {
  let page: string;
  let rows: string[][];
  before(async () => {
    page = await readFile(PAGE, "utf8");
    rows = page
      .split("\n")
      .filter((line) => /^\| \d/.test(line))
      .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
  });

  it("has a row for each lesson", () => {
    const numbers = rows.map(([number]) => Number(number));
    expect(numbers).to.deep.equal(Array.from({ length: LESSONS }, (_, index) => index + 1));
  });

  it("counts what is proven, in part and not at all", () => {
    const isMissing = (row: string[]) => row[2]?.startsWith("not done: ");
    const isPartial = (row: string[]) => !isMissing(row) && row[2]?.includes("not offered yet");
    const [missing, partial] = [rows.filter(isMissing).length, rows.filter(isPartial).length];
    const proven = LESSONS - missing - partial;
    expect(page).to.contain(
      `Of ${LESSONS} lessons ${proven} are proven, ${partial} in part (the row says what is not offered yet), ${missing} not done.`,
    );
  });

  it("names tests that are there, or says why there is none", async () => {
    for (const [number, , proof = ""] of rows) {
      if (proof.startsWith("not done: ")) continue;
      const proofs = [...proof.matchAll(PROOF)];
      expect(proofs, `lesson ${number} names a test`).not.to.be.empty;
      for (const [, path = "", titles = ""] of proofs) {
        const source = await readFile(new URL(path, PAGE), "utf8");
        for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g)) {
          expect(
            source.includes(`it("${title}"`) || source.includes(`it(\`${title}\``),
            `${number}: ${title}`,
          ).to.equal(true);
        }
      }
    }
  });
});
