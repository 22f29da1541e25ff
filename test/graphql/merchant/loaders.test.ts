import { expect } from "chai";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";

const PAGE = `query ($first: Int!) { payments(first: $first) { totalCount nodes {
  id merchant { name } amount { decimal asset { symbol chain { name } } }
  captures(first: 3) { nodes { id amount { decimal } transaction { id status } payment { id } } }
  refunds(first: 3) { nodes { id } } } } }`;

describe("a page of payments with captures and refunds", () => {
  let world: DoorWorld;
  let journey: Journey;
  let key: string;
  /** Statements that went to the database, those that open and close transactions left out. */
  let statements = 0;
  let restore: () => void;

  function countStatements(): void {
    const prototype = Object.getPrototypeOf(world.database.kysely.getExecutor());
    const original = prototype.executeQuery as (...parts: unknown[]) => unknown;
    prototype.executeQuery = function (this: unknown, ...parts: unknown[]) {
      statements += 1;
      return original.apply(this, parts);
    };
    restore = () => {
      prototype.executeQuery = original;
    };
  }

  before(async () => {
    const limit = { capacity: 1e6, refillPerSecond: 1e6 };
    world = await openDoors({ limits: { perKey: limit, perPayer: limit, perAddress: limit } });
    const shop = await world.openShop();
    journey = startJourney(world, shop);
    key = await world.keyOf(shop);
    countStatements();
    for (let count = 0; count < 12; count += 1) {
      const payment = await journey.ask();
      if (count % 3 === 0) {
        await journey.pay(payment);
        for (const amount of ["1", "2"]) {
          await world.services.payments.capturePayment(
            (await world.services.merchants.authenticate(key)) as never,
            { paymentId: payment.id, amount, idempotencyKey: `${payment.id}${amount}` },
          );
        }
      }
    }
  });
  after(async () => {
    restore();
    await world.close();
  });

  async function statementsFor(first: number): Promise<number> {
    // Warm: the key and the catalogue are remembered, the document is compiled.
    for (let run = 0; run < 3; run += 1) await world.ask(PAGE, { key, variables: { first } });
    const before = statements;
    const answer = await world.ask(PAGE, { key, variables: { first } });
    expect(answer.errors).to.equal(undefined);
    expect(answer.data.payments.nodes).to.have.length(first);
    expect(answer.data.payments.totalCount).to.equal(12);
    return statements - before;
  }

  it("takes the same number of statements for 3 payments as for 12", async () => {
    const few = await statementsFor(3);
    const many = await statementsFor(12);
    expect(many).to.equal(few);
    expect(many).to.be.lessThan(40);
  });

  it("gives each payment its own", async () => {
    const answer = await world.ask(PAGE, { key, variables: { first: 12 } });
    const counts = answer.data.payments.nodes.map(
      (node: { captures: { nodes: unknown[] } }) => node.captures.nodes.length,
    );
    expect(counts).to.deep.equal([0, 0, 2, 0, 0, 2, 0, 0, 2, 0, 0, 2]);
    for (const node of answer.data.payments.nodes) {
      for (const capture of node.captures.nodes) expect(capture.payment.id).to.equal(node.id);
    }
  });

  it("walks all payments forward and backward, by creation and by change", async () => {
    for (const orderBy of ["CREATED_DESC", "CREATED_ASC", "UPDATED_DESC", "UPDATED_ASC"]) {
      const walk = async (
        size: "first" | "last",
        cursor: "after" | "before",
        next: "hasNextPage" | "hasPreviousPage",
      ) => {
        const ids: string[] = [];
        let at: string | null = null;
        for (;;) {
          const answer = await world.ask(
            `query ($at: String) {payments(${size}: 5, ${cursor}: $at, orderBy: ${orderBy}) {
              nodes{id} pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}`,
            { key, variables: { at } },
          );
          const { nodes, pageInfo } = answer.data.payments;
          const page = nodes.map((node: { id: string }) => node.id);
          if (size === "first") ids.push(...page);
          else ids.unshift(...page);
          if (!pageInfo[next]) return ids;
          at = size === "first" ? pageInfo.endCursor : pageInfo.startCursor;
        }
      };
      const forward = await walk("first", "after", "hasNextPage");
      expect(new Set(forward).size).to.equal(12);
      expect(await walk("last", "before", "hasPreviousPage"), orderBy).to.deep.equal(forward);
    }
  });

  it("refuses pages without a size, with two, too large, or with a foreign cursor", async () => {
    for (const args of [
      "",
      "(first: 0)",
      "(first: 101)",
      "(first: 1, last: 1)",
      '(first: 1, before: "x")',
      '(first: 1, after: "x")',
    ]) {
      const answer = await world.ask(`{payments${args}{nodes{id}}}`, { key });
      expect(answer.errors?.[0]?.extensions.code, args).to.equal("BAD_USER_INPUT");
    }
  });

  it("filters by status and catches up by updatedSince", async () => {
    const held = await world.ask(
      "{payments(first: 100, filter: {status: [REQUIRES_CAPTURE]}) {totalCount nodes{status}}}",
      { key },
    );
    expect(held.data.payments.totalCount).to.equal(4);
    world.clock.advance(60);
    const since = world.clock.now().toISOString();
    const changed = await journey.ask();
    const answer = await world.ask(
      "query ($since: DateTime) {payments(first: 100, orderBy: UPDATED_ASC, filter: {updatedSince: $since}) {nodes{id}}}",
      { key, variables: { since } },
    );
    expect(answer.data.payments.nodes).to.deep.equal([{ id: changed.id }]);
  });
});
