import { expect } from "chai";
import { gather } from "../../src/app/services/gather.ts";

interface Item {
  readonly group: string;
  readonly name: string;
}

describe("gather", () => {
  let runs: string[][];
  let under: Map<string, number>;
  beforeEach(() => {
    runs = [];
    under = new Map();
  });

  const collector = (most = 100) =>
    gather<Item, string>({
      groupOf: ({ group }) => group,
      most,
      async run(items) {
        const group = items[0]?.group ?? "";
        under.set(group, (under.get(group) ?? 0) + 1);
        expect(under.get(group), "one run of a group at a time").to.equal(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        under.set(group, 0);
        runs.push(items.map(({ name }) => name));
        if (items.some(({ name }) => name === "poison")) throw new Error("poisoned");
        return items.map(({ name }) => name.toUpperCase());
      },
    });
  const names = (count: number) => Array.from({ length: count }, (_, index) => `item ${index}`);

  it("starts what comes alone at once, and does together what comes meanwhile", async () => {
    const ask = collector();
    const results = await Promise.all(names(10).map((name) => ask({ group: "a", name })));
    expect(results).to.deep.equal(names(10).map((name) => name.toUpperCase()));
    expect(runs).to.deep.equal([["item 0"], names(10).slice(1)]);
  });

  it("does no more together than it may, and nothing of one group with another's", async () => {
    const ask = collector(4);
    await Promise.all(["a", "b"].flatMap((group) => names(6).map((name) => ask({ group, name }))));
    expect(runs.map(({ length }) => length).sort()).to.deep.equal([1, 1, 1, 1, 4, 4]);
  });

  it("does a group that fails one by one, so that only the culprit is refused", async () => {
    const ask = collector();
    const list = ["first", "fine", "poison", "good"].map((name) => ask({ group: "a", name }));
    const results = await Promise.allSettled(list);
    expect(results.map(({ status }) => status)).to.deep.equal([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });

  it("goes on after a failure", async () => {
    const ask = collector();
    await ask({ group: "a", name: "poison" }).catch(() => undefined);
    expect(await ask({ group: "a", name: "later" })).to.equal("LATER");
  });
});
