import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const tests = import.meta.dirname;
const page = readFileSync(join(tests, "../../docs/contracts/promises.md"), "utf8");

/** The first column of a section's table. */
function namesOf(section: string): string[] {
  const text = page.split(`## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = text.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(1).map((row) => row.split("|")[1]?.trim() ?? "");
}

/** Every title of a Mocha test or suite, and every name of a Solidity test. */
function testNames(): string[] {
  const files = readdirSync(tests, { recursive: true, encoding: "utf8" });
  return files.flatMap((file) => {
    if (!/\.(test\.ts|t\.sol)$/.test(file) || file === "promises.test.ts") return [];
    const source = readFileSync(join(tests, file), "utf8");
    const titles = source.matchAll(/\b(?:it|describe)\(\s*(["'`])(.*?)\1,/gs);
    const functions = source.matchAll(/function ((?:invariant|test|testFuzz)_\w+)/g);
    return [...[...titles].map((match) => match[2] ?? ""), ...[...functions].map((match) => match[1] ?? "")];
  });
}

describe("promises and threats of docs/contracts/promises.md", () => {
  const names = testNames();

  it("are as many as the design has", () => {
    expect(namesOf("Promises")).to.have.lengthOf(48);
    expect(new Set(namesOf("Promises")).size).to.equal(48);
    expect(namesOf("Threats met elsewhere")).to.have.lengthOf(9);
  });

  for (const id of namesOf("Promises")) {
    it(`${id} has a test that carries its id`, () => {
      const carriesId = new RegExp(`(^|[^A-Za-z0-9])${id}([^A-Za-z0-9]|$)`);
      expect(names.filter((name) => carriesId.test(name))).not.to.have.lengthOf(0);
    });
  }

  for (const mechanism of namesOf("Threats met elsewhere")) {
    it(`${mechanism} has a test that carries its name`, () => {
      const words = mechanism.toLowerCase().replaceAll(/[^a-z]/g, "");
      const carries = (name: string) =>
        name
          .toLowerCase()
          .replaceAll(/[^a-z]/g, "")
          .includes(words);
      expect(names.filter(carries)).not.to.have.lengthOf(0);
    });
  }
});
