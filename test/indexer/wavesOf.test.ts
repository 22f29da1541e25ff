import { expect } from "chai";
import fc from "fast-check";
import { wavesOf } from "../../src/indexer/sync/wavesOf.ts";

const waves = (text: string) => {
  const items = [...text];
  return wavesOf(
    items,
    items.map((key) => (key === "!" ? null : key)),
  ).map((wave) => wave.join(""));
};

describe("wavesOf", () => {
  it("puts items of different keys side by side, and those of one key behind each other", () => {
    expect(waves("")).to.deep.equal([]);
    expect(waves("abc")).to.deep.equal(["abc"]);
    expect(waves("aabbab")).to.deep.equal(["ab", "ab", "ab"]);
  });

  it("leaves an item without a key alone, between those before and those after it", () => {
    expect(waves("ab!ab")).to.deep.equal(["ab", "!", "ab"]);
    expect(waves("a!!aa")).to.deep.equal(["a", "!", "!", "a", "a"]);
  });

  it("keeps every item once, and the order of all that depend on each other", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c", null)), (keys) => {
        const places = wavesOf([...keys.keys()], keys);
        expect(places.flat().sort((a, b) => a - b)).to.deep.equal([...keys.keys()]);
        const waveOf = new Map(places.flatMap((wave, index) => wave.map((item) => [item, index])));
        for (const [later, key] of keys.entries()) {
          for (const [earlier, other] of keys.slice(0, later).entries()) {
            if (key !== null && other !== null && key !== other) continue;
            expect(waveOf.get(earlier)).to.be.lessThan(waveOf.get(later) ?? 0);
          }
        }
      }),
    );
  });
});
