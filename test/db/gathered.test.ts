import { expect } from "chai";
import { gathered, sideBySide } from "../../src/db/gathered.ts";
import type { Tx } from "../../src/db/withTx.ts";

/** A transaction is only handed on. */
const anyTx = () => ({}) as Tx;

describe("gathered", () => {
  const asked: number[][] = [];
  const double = gathered(async (_tx, numbers: readonly number[]) => {
    asked.push([...numbers]);
    return numbers.map((number) => 2 * number);
  });
  beforeEach(() => void asked.splice(0));

  it("answers what is asked at the same moment with one run, in order", async () => {
    const tx = anyTx();
    expect(await sideBySide([3, 1, 3], (number) => double(tx, number))).to.deep.equal([6, 2, 6]);
    expect(asked).to.deep.equal([[3, 1, 3]]);
  });

  it("gathers again after each step of work that goes on side by side", async () => {
    const tx = anyTx();
    const results = await sideBySide([1, 2], async (number) => double(tx, await double(tx, number)));
    expect(results).to.deep.equal([4, 8]);
    expect(asked).to.deep.equal([
      [1, 2],
      [2, 4],
    ]);
  });

  it("remembers no answer", async () => {
    const tx = anyTx();
    await double(tx, 1);
    await double(tx, 1);
    expect(asked).to.deep.equal([[1], [1]]);
  });

  it("never puts two transactions together", async () => {
    await Promise.all([double(anyTx(), 1), double(anyTx(), 2)]);
    expect(asked).to.deep.equal([[1], [2]]);
  });
});

describe("sideBySide", () => {
  it("throws what failed first in order, once nothing is under way any more", async () => {
    let ended = 0;
    const work = sideBySide([1, 2, 3], async (number) => {
      for (let turn = 0; turn < number; turn++) await new Promise(setImmediate);
      ended += 1;
      if (number < 3) throw new Error(String(number));
    });
    const failure = await work.then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect([failure, ended]).to.deep.equal(["1", 3]);
  });
});
