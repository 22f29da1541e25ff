import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { buildSchema } from "graphql";
import { breakingChanges } from "../../../scripts/schemaChanges.ts";

const PROMISED = new URL("../../snapshots/released/merchant.graphql", import.meta.url);

describe("changes of the schema", () => {
  let promised: string;
  before(async () => {
    promised = await readFile(PROMISED, "utf8");
  });

  const changed = (from: string | RegExp, to: string) => {
    const text = promised.replace(from, to);
    expect(text).not.to.equal(promised);
    return breakingChanges(buildSchema(promised), buildSchema(text));
  };

  it("break clients when a field or a value they use is gone", async () => {
    expect(
      await changed(/ {2}"""What the destination receives."""\n {2}amount: TokenAmount!\n/, ""),
    ).to.deep.equal(["Field 'amount' was removed from object type 'Payout'"]);
    const ready = / {2}"""Accepted and reserved; no transaction carries it yet."""\n {2}READY\n/;
    expect(await changed(ready, "")).to.deep.equal([
      "Enum value 'READY' was removed from enum 'PayoutStatus'",
    ]);
  });

  it("break clients when an input needs more than it did", async () => {
    expect(
      await changed("input PayoutCreateInput {", "input PayoutCreateInput {\n  purpose: String!"),
    ).to.deep.equal([
      "Input field 'purpose' of type 'String!' was added to input object type 'PayoutCreateInput'",
    ]);
  });

  it("break nobody when something is added or deprecated", async () => {
    expect(
      await changed("input PayoutCreateInput {", "input PayoutCreateInput {\n  purpose: String"),
    ).to.deep.equal([]);
    const amount = "  amount: TokenAmount!\n";
    expect(await changed(amount, amount.replace("!", '! @deprecated(reason: "see total")'))).to.deep.equal(
      [],
    );
    expect(
      await changed("type Payout implements Node {", "type Payout implements Node {\n  purpose: String"),
    ).to.deep.equal([]);
  });
});
