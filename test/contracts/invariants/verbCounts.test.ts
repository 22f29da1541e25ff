import { expect } from "chai";
import { type Campaign, handlersWithout, verbCounts } from "../../../scripts/deep/verbCounts.js";

const flag = "test/GateHandler.sol:GateHandler.flag";
const campaign = (invariant: string, metrics: Campaign["metrics"]): Campaign => ({
  suite: "GateInvariants",
  invariant,
  runs: 2n,
  calls: 96n,
  metrics,
});

describe("counting the calls of invariant handlers", () => {
  const verbsOf = () => ["flag", "list"];

  it("counts what neither reverted nor found nothing to do, in all and in the campaign with the fewest", () => {
    const counts = verbCounts(
      [
        campaign("first", { [flag]: { calls: 50n, reverts: 2n, discards: 8n } }),
        campaign("second", { [flag]: { calls: 9n, reverts: 0n, discards: 2n } }),
      ],
      () => ["flag"],
    );
    const handler = "test/GateHandler.sol:GateHandler";
    expect(counts).to.deep.equal([{ suite: "GateInvariants", handler, verb: "flag", total: 47n, least: 7n }]);
  });

  it("shows a verb that was never called, and one that only one campaign called", () => {
    const list = flag.replace("flag", "list");
    const called = { calls: 5n, reverts: 0n, discards: 0n };
    const counts = verbCounts([campaign("first", { [flag]: called })], verbsOf);
    expect(counts.map(({ verb, least }) => [verb, least])).to.deep.equal([
      ["flag", 5n],
      ["list", 0n],
    ]);
    const both = [
      campaign("first", { [flag]: called, [list]: called }),
      campaign("second", { [flag]: called }),
    ];
    expect(verbCounts(both, verbsOf)[1]).to.include({ verb: "list", total: 5n, least: 0n });
  });

  it("names the handlers that no campaign aims at", () => {
    const counts = verbCounts(
      [campaign("first", { [flag]: { calls: 1n, reverts: 0n, discards: 0n } })],
      verbsOf,
    );
    const handlers = ["test/GateHandler.sol:GateHandler", "test/WorldHandler.sol:WorldHandler"];
    expect(handlersWithout(counts, handlers)).to.deep.equal(["test/WorldHandler.sol:WorldHandler"]);
  });
});
