import { expect } from "chai";
import fc from "fast-check";
import type { Segment } from "../../src/indexer/sync/fetchSegment.ts";
import { partsOf } from "../../src/indexer/sync/partsOf.ts";

/** Blocks 0, 1, 2… with so many facts each; each fact says which it is. */
function segmentOf(factsPerBlock: readonly number[]): Segment {
  const headers = factsPerBlock.map((_, number) => ({ number }));
  const facts = factsPerBlock.flatMap((count, blockNumber) =>
    Array.from({ length: count }, (_, logIndex) => ({ place: { blockNumber, logIndex } })),
  );
  return { headers, last: headers.at(-1), facts } as unknown as Segment; // what partsOf looks at
}

const sizes = (parts: readonly Segment[]) => parts.map(({ facts, last }) => [last.number, facts.length]);

describe("partsOf", () => {
  it("cuts behind a block with facts, as late as it may", () => {
    expect(sizes(partsOf(segmentOf([2, 0, 2, 1, 0]), 4))).to.deep.equal([
      [2, 4],
      [4, 1],
    ]);
    expect(sizes(partsOf(segmentOf([0, 0]), 4))).to.deep.equal([[1, 0]]);
    expect(sizes(partsOf(segmentOf([2, 2]), 4))).to.deep.equal([[1, 4]]);
  });

  it("never cuts a block", () => {
    expect(sizes(partsOf(segmentOf([1, 9, 1]), 4))).to.deep.equal([
      [0, 1],
      [1, 9],
      [2, 1],
    ]);
    expect(sizes(partsOf(segmentOf([9]), 4))).to.deep.equal([[0, 9]]);
  });

  it("gives parts that together are the segment", () => {
    const blocks = fc.array(fc.nat({ max: 6 }), { minLength: 1 });
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 10 }), (factsPerBlock, most) => {
        const segment = segmentOf(factsPerBlock);
        const parts = partsOf(segment, most);
        expect(parts.flatMap(({ facts }) => facts)).to.deep.equal(segment.facts);
        expect(parts.flatMap(({ headers }) => headers)).to.deep.equal(segment.headers);
        for (const { facts, headers, last } of parts) {
          expect(last).to.equal(headers.at(-1));
          const blocksWithFacts = new Set(facts.map(({ place }) => place.blockNumber)).size;
          expect(facts.length <= most || blocksWithFacts === 1).to.equal(true);
        }
      }),
    );
  });
});
