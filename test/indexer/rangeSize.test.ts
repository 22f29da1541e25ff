import { expect } from "chai";
import { RangeSize } from "../../src/indexer/sync/rangeSize.ts";

describe("RangeSize", () => {
  it("begins small and grows by a quarter up to the largest", () => {
    const range = new RangeSize({ largest: 50, mostFacts: 1_000 });
    expect(range.blocks).to.equal(32);
    range.fit({ blocks: 32, facts: 0 });
    expect(range.blocks).to.equal(40);
    range.fit({ blocks: 40, facts: 1 });
    range.fit({ blocks: 50, facts: 1 });
    expect(range.blocks).to.equal(50);
  });

  it("shrinks at once to what the facts found leave room for", () => {
    const range = new RangeSize({ largest: 2_000, mostFacts: 5_000 });
    range.fit({ blocks: 32, facts: 32_000 });
    expect(range.blocks).to.equal(5);
    range.fit({ blocks: 5, facts: 20_000 });
    expect(range.blocks).to.equal(1);
    range.fit({ blocks: 1, facts: 9_000 });
    expect(range.blocks).to.equal(1);
  });

  it("halves after a refusal, down to one block", () => {
    const range = new RangeSize({ largest: 3, mostFacts: 10 });
    expect([range.shrink(), range.blocks, range.shrink(), range.blocks, range.shrink()]).to.deep.equal([
      true,
      2,
      true,
      1,
      false,
    ]);
  });
});
