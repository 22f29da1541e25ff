import { expect } from "chai";
import type { Database } from "../../src/db/database.ts";
import { claimKeys } from "../../src/db/idempotency.ts";
import { type Made, makeOnce } from "../../src/db/makeOnce.ts";
import { withTx } from "../../src/db/withTx.ts";
import { DomainError } from "../../src/kernel/errors/domainError.ts";
import { type MerchantId, newId } from "../../src/kernel/ids/ids.ts";
import { databaseKind, freshDatabase } from "../fixtures/database.ts";
import { insertMerchant } from "../fixtures/merchant.ts";

interface Order {
  readonly idempotencyKey: string;
  readonly name: string;
}

describe(`makeOnce on ${databaseKind}`, () => {
  let database: Database;
  let drop: () => Promise<void>;
  let merchantId: MerchantId;
  let saved: string[];

  before(async () => {
    ({ database, drop } = await freshDatabase());
    merchantId = await insertMerchant(database);
  });
  after(() => drop());
  beforeEach(() => {
    saved = [];
  });

  /** Things are named; a name that starts with "bad" is refused. */
  const make = (...commands: Order[]): Promise<Made<{ id: string; name: string }>[]> =>
    withTx(database, { as: "merchant", merchantId }, (tx) =>
      makeOnce(
        tx,
        { space: { merchantId, livemode: false, operation: "thingCreate" }, commands, at: new Date() },
        {
          draft: async (wanted) =>
            wanted.map(({ name }) =>
              name.startsWith("bad")
                ? new DomainError("INVALID_INPUT", "a bad name")
                : { id: newId("Payment"), name },
            ),
          save: async (things) => void saved.push(...things.map(({ name }) => name)),
        },
      ),
    );
  const idOf = (made: Made<{ id: string }> | undefined) => made && "made" in made && made.made.id;
  const codeOf = (made: Made<object> | undefined) => made && "refused" in made && made.refused.code;

  it("makes what is new, answers what is known, and refuses what is bad, in their order", async () => {
    const [first] = await make({ idempotencyKey: "one", name: "cup" });
    const [known, bad, fresh, reused] = await make(
      { idempotencyKey: "one", name: "cup" },
      { idempotencyKey: "two", name: "bad cup" },
      { idempotencyKey: "three", name: "plate" },
      { idempotencyKey: "one", name: "bowl" },
    );
    expect(known).to.deep.equal({ earlier: idOf(first) });
    expect(codeOf(bad)).to.equal("INVALID_INPUT");
    expect(idOf(fresh)).to.match(/^pay_/);
    expect(codeOf(reused)).to.equal("IDEMPOTENCY_KEY_REUSED");
    expect(saved).to.deep.equal(["cup", "plate"]);
  });

  it("leaves the key of a refused command unused", async () => {
    await make({ idempotencyKey: "again", name: "bad fork" });
    const [made] = await make({ idempotencyKey: "again", name: "fork" });
    expect(idOf(made)).to.match(/^pay_/);
  });

  it("answers twins of one group with what the first made", async () => {
    const [first, twin, other] = await make(
      { idempotencyKey: "twin", name: "spoon" },
      { idempotencyKey: "twin", name: "spoon" },
      { idempotencyKey: "twin", name: "ladle" },
    );
    expect(twin).to.deep.equal({ earlier: idOf(first) });
    expect(codeOf(other)).to.equal("IDEMPOTENCY_KEY_REUSED");
    expect(saved).to.deep.equal(["spoon"]);
  });

  it("answers with what a twin made between the look at its key and the refusal of what is there now", async () => {
    const space = { merchantId, livemode: false, operation: "thingCreate" };
    const order = { space, commands: [{ idempotencyKey: "race", name: "jug" }], at: new Date() };
    const [made] = await withTx(database, { as: "merchant", merchantId }, (tx) =>
      makeOnce<Order, { id: string }>(tx, order, {
        async draft() {
          // As seen from here the twin has committed: its key is taken, and so is the name.
          const twin = { key: "race", input: { name: "jug" }, resultId: "the twin's" };
          await claimKeys(tx, space, [twin], order.at);
          return [new DomainError("REFERENCE_TAKEN", "there is such a thing")];
        },
        save: async () => undefined,
      }),
    );
    expect(made).to.deep.equal({ earlier: "the twin's" });
  });

  it("undoes the group when a twin's first is refused", async () => {
    const group = make(
      { idempotencyKey: "good", name: "knife" },
      { idempotencyKey: "pair", name: "bad knife" },
      { idempotencyKey: "pair", name: "better knife" },
    );
    expect(await group.then(String, (error: Error) => error.message)).to.contain("one by one");
    expect(idOf((await make({ idempotencyKey: "good", name: "knife" }))[0])).to.match(/^pay_/);
    expect(idOf((await make({ idempotencyKey: "pair", name: "better knife" }))[0])).to.match(/^pay_/);
  });

  it("makes one thing for groups that meet, in whatever order their keys come", async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `meet ${index}`);
    const orders = keys.map((key) => ({ idempotencyKey: key, name: key }));
    const groups = await Promise.all([
      make(...orders),
      make(...[...orders].reverse()),
      make(...orders),
      make(...[...orders].reverse()),
    ]);
    expect([...saved].sort()).to.deep.equal([...keys].sort());
    const ids = new Map<string, Set<string>>();
    for (const [turn, group] of groups.entries()) {
      for (const [index, made] of group.entries()) {
        const key = turn % 2 === 0 ? index : keys.length - 1 - index;
        const id = "earlier" in made ? made.earlier : String(idOf(made));
        ids.set(`${key}`, (ids.get(`${key}`) ?? new Set()).add(id));
      }
    }
    expect([...ids.values()].map(({ size }) => size)).to.deep.equal(keys.map(() => 1));
  });
});
