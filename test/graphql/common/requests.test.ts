import { expect } from "chai";
import { codesOf, type DoorWorld, openDoors, type Path } from "../doorWorld.ts";

const PATHS: Path[] = ["/graphql", "/storefront"];

describe("requests that are refused before execution", () => {
  let world: DoorWorld;
  let key: string;
  before(async () => {
    world = await openDoors();
    key = await world.keyOf(await world.openShop());
  });
  after(() => world.close());

  for (const at of PATHS) {
    describe(`at ${at}`, () => {
      const refused = async (body: string, code: string, status = 400) => {
        const answer = await world.post(at, body);
        expect(codesOf(answer), body.slice(0, 200)).to.include(code);
        expect(answer.status, body.slice(0, 200)).to.equal(status);
        expect(answer.data).to.equal(undefined);
        for (const error of answer.errors ?? []) {
          expect(error.extensions.requestId).to.match(/^[0-9a-f-]{36}$/);
          expect(JSON.stringify(error)).not.to.match(/node_modules|\.ts|stack/);
        }
      };
      const query = (text: string, rest: object = {}) => JSON.stringify({ query: text, ...rest });

      it("is not JSON", async () => {
        for (const body of ["{", "", '{"query": }', "\u0000"]) await refused(body, "PARSE_FAILED");
      });

      it("is not one request", async () => {
        const bodies = [
          "[]",
          `[${query("{chains{id}}")}]`,
          '"x"',
          "null",
          "{}",
          '{"query": 1}',
          '{"query": ""}',
          query("{chains{id}}", { variables: [] }),
          query("{chains{id}}", { variables: "{}" }),
          query("{chains{id}}", { operationName: 1 }),
          query("query A {chains{id}}", { operationName: "B" }),
        ];
        for (const body of bodies) await refused(body, "BAD_USER_INPUT");
      });

      it("is too large, or of another kind", async () => {
        const most = at === "/graphql" ? 400_000 : 100_000;
        const ofSize = (bytes: number) => {
          const rest = query("{chains{id}} #").length;
          return query(`{chains{id}} #${"x".repeat(bytes - rest)}`);
        };
        await refused(ofSize(most + 1), "BAD_USER_INPUT");
        const { errors } = await world.post(at, ofSize(most + 1));
        expect(errors?.[0]?.message).to.contain(`at most ${most.toLocaleString("en")} bytes`);
        expect(codesOf(await world.post(at, ofSize(most)))).not.to.include("BAD_USER_INPUT");
        const answer = await world.post(at, "{chains{id}}", { "content-type": "application/graphql" });
        expect(codesOf(answer)).to.deep.equal(["BAD_USER_INPUT"]);
      });

      it("contains text that no database can store", async () => {
        const text = "query ($id: ID!) {node(id: $id){id}}";
        for (const bad of ["a\\u0000b", "\\ud800"]) {
          await refused(`{"query": "${text}", "variables": {"id": "${bad}"}}`, "BAD_USER_INPUT");
          await refused(`{"query": "${text}", "variables": {"id": "x", "${bad}": 1}}`, "BAD_USER_INPUT");
        }
        await refused(query('{node(id:"a\\u0000b"){id}}'), "BAD_USER_INPUT");
      });

      it("nests its variables deeper than anything that is taken", async () => {
        const nested = (depth: number) =>
          `{"query": "{chains{id}}", "variables": {"x": ${"[".repeat(depth)}${"]".repeat(depth)}}}`;
        expect((await world.post(at, nested(20))).errors).to.equal(undefined);
        for (const depth of [21, 30_000]) await refused(nested(depth), "BAD_USER_INPUT");
      });

      it("does not parse", async () => {
        for (const text of [
          "{",
          "query {",
          "{chains{id}}}",
          "hello",
          '{"kind":"Document","definitions":[]}',
        ]) {
          await refused(query(text), "PARSE_FAILED");
        }
      });

      it("does not fit the schema", async () => {
        const texts = [
          "{nothing}",
          "{chains{nothing}}",
          "{chains}",
          "query ($n: Nothing) {chains{id}}",
          "{chains(x: 1){id}}",
          "fragment F on Chain {id}",
          "{...F} fragment F on Query {...F}",
          "mutation {nothing}",
        ];
        for (const text of texts) await refused(query(text), "VALIDATION_FAILED");
      });

      it("has several operations, also when one of them was run before", async () => {
        expect((await world.ask("query A {chains{id}}", { at })).errors).to.equal(undefined);
        const text = "query A {chains{id}} query B {chains{name}}";
        for (const operationName of ["A", "B", undefined]) {
          await refused(query(text, { operationName }), "MULTIPLE_OPERATIONS");
        }
      });

      it("has variables that do not fit, on the first run and once it is compiled", async () => {
        const text = "query ($first: Int!) {assets(first: $first){nodes{id}}}";
        for (let run = 0; run < 3; run += 1) {
          for (const variables of [{}, { first: "x" }, { first: null }, { first: 1.5 }]) {
            await refused(query(text, { variables }), "BAD_USER_INPUT");
          }
          const good = await world.ask(text, { at, variables: { first: 5 } });
          expect(good.errors).to.equal(undefined);
        }
      });

      it("asks for a subscription by POST", () =>
        refused(
          query(
            at === "/graphql"
              ? "subscription {events{id}}"
              : 'subscription {checkoutPaymentUpdated(clientSecret:"x"){id}}',
          ),
          "BAD_USER_INPUT",
        ));

      it("nests, renames or says too much", async () => {
        const deep = `{node(id:"x"){${"...on Node{".repeat(40)}id${"}".repeat(40)}}}`;
        expect((await world.ask(deep, { at })).errors, "fragments add no depth").to.equal(undefined);
        const aliases = (count: number) =>
          `{${Array.from({ length: count }, (_, i) => `a${i}: chains{id}`).join(" ")}}`;
        expect((await world.ask(aliases(15), { at })).errors).to.equal(undefined);
        await refused(query(aliases(16)), "QUERY_TOO_COMPLEX");
        await refused(query(`{chains{${"id ".repeat(2_000)}}}`), "QUERY_TOO_COMPLEX");
        await refused(query(`{${"a".repeat(50_000)}}`), "QUERY_TOO_COMPLEX");
      });

      it("hides many aliases or much work in fragments", async () => {
        const bomb = Array.from(
          { length: 100 },
          (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
        ).join(" ");
        const began = performance.now();
        await refused(query(`{...F0} ${bomb} fragment F100 on Query { a: chains{id} }`), "QUERY_TOO_COMPLEX");
        expect(performance.now() - began).to.be.lessThan(1_000);
      });
    });
  }

  it("takes one mutation that moves money per document", async () => {
    const one = 'paymentVoid(input: {paymentId: "x", idempotencyKey: "x"}) { userErrors { code } }';
    const answer = await world.ask(`mutation { a: ${one} b: ${one} }`, { key });
    expect(codesOf(answer)).to.deep.equal(["MULTIPLE_OPERATIONS"]);
    const hidden = await world.ask(
      `mutation { ...A ...B } fragment A on Mutation { a: ${one} } fragment B on Mutation { b: ${one} }`,
      { key },
    );
    expect(codesOf(hidden)).to.deep.equal(["MULTIPLE_OPERATIONS"]);
  });

  it("nests too deep", async () => {
    const chain = (depth: number): string =>
      depth === 0 ? "id" : `payment{captures{nodes{${chain(depth - 1)}}}}`;
    const answer = await world.ask(`{payments(first:1){nodes{captures{nodes{${chain(3)}}}}}}`, { key });
    expect(codesOf(answer)).to.deep.equal(["QUERY_TOO_COMPLEX"]);
  });

  it("never shows what went wrong inside", async () => {
    const broken = await openDoors({
      wrap: (services) => ({
        ...services,
        assets: {
          ...services.assets,
          listChains: async () => {
            if (armed) throw new Error("secret detail of the database");
            return services.assets.listChains();
          },
        },
      }),
    });
    let armed = false;
    for (const at of PATHS) {
      armed = false;
      broken.failures.length = 0;
      await broken.ask('{node(id:"x"){id}}', { at });
      armed = true;
      const answer = await broken.ask("{chains{id}}", { at });
      expect(codesOf(answer)).to.deep.equal(["INTERNAL"]);
      expect(answer.status).to.equal(500);
      expect(JSON.stringify(answer)).not.to.contain("secret detail");
      expect(String(broken.failures[0])).to.contain("secret detail");
    }
    await broken.close();
  });

  it("answers GET with the explorer for people and a refusal for programs", async () => {
    for (const at of PATHS) {
      const program = await fetch(`${world.url}${at}?query={chains{id}}`);
      expect(program.status).to.equal(400);
      const person = await fetch(world.url + at, { headers: { accept: "text/html" }, redirect: "manual" });
      expect([person.status, person.headers.get("location")]).to.deep.equal([302, `${at}/explorer/`]);
    }
  });
});
