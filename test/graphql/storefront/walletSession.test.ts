import { expect } from "chai";
import { Wallet } from "ethers";
import fastify from "fastify";
import type { CloseEvent } from "ws";
import { withTx } from "../../../src/db/withTx.ts";
import { registerDoors } from "../../../src/graphql/registerDoors.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { codesOf, type DoorWorld, openDoors } from "../doorWorld.ts";
import { AT, signingIn } from "./walletWorld.ts";

const WALLET = "{ wallet { account sessionExpiresAt } }";
const SIGN_OUT = "mutation { authSignOut { account userErrors { code } } }";
const CHECKOUT = "query ($s: String!) { checkoutPayment(clientSecret: $s) { id } }";
const BOTH = "query ($s: String!) { wallet { account } checkoutPayment(clientSecret: $s) { id } }";

describe("a wallet's session", () => {
  let world: DoorWorld;
  let page: ReturnType<typeof signingIn>;
  let journey: Journey;
  const wallet = new Wallet(`0x${"21".repeat(32)}`);
  const other = new Wallet(`0x${"22".repeat(32)}`);
  before(async () => {
    const limit = { capacity: 1e6, refillPerSecond: 1e6 };
    world = await openDoors({ limits: { perKey: limit, perPayer: limit, perAddress: limit } });
    page = signingIn(world);
    journey = startJourney(world, await world.openShop());
  });
  after(() => world.close());
  const ask = (query: string, key?: string, variables?: Record<string, unknown>) =>
    world.ask(query, { at: AT, ...(key !== undefined && { key }), ...(variables && { variables }) });
  const askedFor = async () => {
    const { id } = await journey.ask();
    return { id, clientSecret: world.services.payments.clientSecretOf(id) };
  };
  const inTwelveHours = () => new Date(world.clock.now().getTime() + 43_200_000).toISOString();

  it("shows each wallet itself, over HTTP and over a WebSocket, whoever ran the same text before", async () => {
    const sessions = [
      [wallet, await page.session(wallet)],
      [other, await page.session(other)],
    ] as const;
    for (const [{ address }, token] of sessions) {
      const shown = { wallet: { account: `eip155:31337:${address}`, sessionExpiresAt: inTwelveHours() } };
      const answer = await ask(WALLET, token);
      expect([answer.status, answer.data]).to.deep.equal([200, shown]);
      expect(await over(world, token)).to.deep.include({ data: shown });
    }
    const nobody = await ask(WALLET);
    expect([nobody.status, codesOf(nobody), nobody.data]).to.deep.equal([
      401,
      ["UNAUTHENTICATED"],
      undefined,
    ]);
  });

  it("gives no payer's rights, and a payment's secret none of a wallet's", async () => {
    const { id, clientSecret } = await askedFor();
    const token = await page.session(wallet);
    expect((await ask(CHECKOUT, undefined, { s: clientSecret })).data.checkoutPayment).to.deep.equal({ id });
    const withoutSecret = await ask(CHECKOUT, token, { s: "" });
    expect([withoutSecret.status, codesOf(withoutSecret)]).to.deep.equal([403, ["FORBIDDEN"]]);
    expect((await ask(CHECKOUT, token, { s: id })).data.checkoutPayment, "an id is no secret").to.equal(null);
    for (const key of [undefined, token]) {
      const answer = await ask(BOTH, key, { s: clientSecret });
      expect([answer.status, codesOf(answer), answer.data]).to.deep.equal([403, ["FORBIDDEN"], undefined]);
    }
  });

  it("leaves a payer what its secret opens, also when it has ended", async () => {
    const { id, clientSecret } = await askedFor();
    const token = await page.session(wallet);
    expect((await ask(CHECKOUT, token, { s: clientSecret })).data.checkoutPayment).to.deep.equal({ id });
    await ask(SIGN_OUT, token);
    expect((await ask(CHECKOUT, token, { s: clientSecret })).data.checkoutPayment).to.deep.equal({ id });
  });

  it("opens nothing at the merchant door, nor does a key open the storefront", async () => {
    const token = await page.session(wallet);
    const key = await world.keyOf(await world.openShop());
    expect((await world.ask("{chains{id}}", { key })).errors).to.equal(undefined);
    for (const query of ["{chains{id}}", "{viewer{kind}}", "{payments(first: 1){nodes{id}}}"]) {
      const answer = await world.ask(query, { key: token });
      expect([answer.status, codesOf(answer)], query).to.deep.equal([401, ["UNAUTHENTICATED"]]);
    }
    const closed = (await over(world, token, "/graphql").catch((error) => error)) as CloseEvent;
    expect(closed.code).to.equal(4403);
    for (const query of ["{chains{id}}", WALLET]) {
      expect(codesOf(await ask(query, key)), query).to.deep.equal(["UNAUTHENTICATED"]);
    }
  });

  it("ends at once when it is signed out, in every process, and alone", async () => {
    const [token, second, others] = [
      await page.session(wallet),
      await page.session(wallet),
      await page.session(other),
    ];
    const beside = await anotherProcess(world);
    for (const url of [world.url, beside.url]) expect(await statusAt(url, token)).to.equal(200);
    const before = await page.rows();
    const ended = await ask(SIGN_OUT, token);
    expect(ended.data.authSignOut).to.deep.equal({
      account: `eip155:31337:${wallet.address}`,
      userErrors: [],
    });
    for (const url of [world.url, beside.url]) {
      expect(await statusAt(url, token)).to.equal(401);
      for (const kept of [second, others]) expect(await statusAt(url, kept)).to.equal(200);
    }
    const after = await page.rows();
    expect(after.sessions).to.have.length(before.sessions.length - 1);
    const again = await ask(SIGN_OUT, token);
    expect([again.status, codesOf(again)]).to.deep.equal([401, ["UNAUTHENTICATED"]]);
    expect(await page.rows()).to.deep.equal(after);
    await beside.close();
  });

  it("is refused from its twelfth hour on", async () => {
    const token = await page.session(wallet);
    world.clock.advance(43_199);
    expect((await ask(WALLET, token)).status).to.equal(200);
    world.clock.advance(1);
    expect(codesOf(await ask(WALLET, token))).to.deep.equal(["UNAUTHENTICATED"]);
    const closed = (await over(world, token).catch((error) => error)) as CloseEvent;
    expect(closed.code).to.equal(4403);
  });

  it("is refused when its token is malformed, unknown or changed", async () => {
    const token = await page.session(wallet);
    const changed = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
    for (const authorization of [
      `Bearer ${changed}`,
      `Bearer ${token}x`,
      `Bearer ${token.slice("wst_".length)}`,
      `Basic ${token}`,
      `Bearer ${token} ${token}`,
      token,
      "Bearer",
    ]) {
      const answer = await world.post(AT, JSON.stringify({ query: WALLET }), { authorization });
      expect([answer.status, codesOf(answer)], authorization).to.deep.equal([401, ["UNAUTHENTICATED"]]);
    }
    expect((await ask(WALLET, token)).status).to.equal(200);
  });

  it("stands where no merchant's role can read", async () => {
    const { merchantId } = await world.openShop();
    for (const table of ["wallet_sessions", "sign_in_nonces"] as const) {
      const reading = withTx(world.database, { as: "merchant", merchantId }, (tx) =>
        tx.selectFrom(table).selectAll().execute(),
      );
      const refusal = await reading.catch((error: Error) => error);
      expect(String(refusal)).to.contain(`permission denied for table ${table}`);
    }
  });

  it("never is a failure of ours", () => {
    expect(world.failures).to.deep.equal([]);
  });
});

describe("what strangers may ask for sign-ins", () => {
  let world: DoorWorld;
  beforeEach(async () => {
    world = await openDoors();
  });
  afterEach(() => world.close());

  it("is metered per address, as everything at the storefront", async () => {
    const query = "mutation { authNonce { nonce } }";
    const { extensions } = await world.ask(query, { at: AT });
    expect(extensions.cost).to.include({ requested: 10, actual: 10 });
    const answers = await Promise.all(Array.from({ length: 100 }, () => world.ask(query, { at: AT })));
    const throttled = answers.filter((answer) => codesOf(answer)[0] === "THROTTLED");
    expect(throttled, "500 points are 50 nonces, and 5 more come each second").to.have.length.above(30);
    expect(throttled[0]?.headers.get("retry-after")).to.match(/^\d+$/);
    expect((await signingIn(world).rows()).nonces).to.have.length(101 - throttled.length);
  });

  it("is no guessing of tokens: an address that tries many is stopped", async () => {
    const codes: unknown[] = [];
    for (let count = 0; count < 140; count += 1) {
      const key = `wst_${String(count).padStart(43, "A")}`;
      codes.push(...codesOf(await world.ask(WALLET, { at: AT, key })));
    }
    expect(codes.slice(0, 90).every((code) => code === "UNAUTHENTICATED")).to.equal(true);
    expect(codes).to.include("THROTTLED");
  });
});

/** The first answer to the wallet query over a WebSocket that brings the token. */
function over(world: DoorWorld, token: string, at: "/storefront" | "/graphql" = AT): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const query = at === AT ? WALLET : "{viewer{kind}}";
    world.follow(at, token).subscribe({ query }, { next: resolve, error: reject, complete: () => undefined });
  });
}

async function statusAt(url: string, token: string): Promise<number> {
  const response = await fetch(url + AT, {
    method: "POST",
    body: JSON.stringify({ query: WALLET }),
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
  });
  return response.status;
}

/** The doors once more over the same database, with caches and limits of their own. */
async function anotherProcess(world: DoorWorld): Promise<{ url: string; close(): Promise<void> }> {
  const http = fastify({ forceCloseConnections: true });
  await registerDoors(http, { services: world.services, isProduction: false });
  const url = await http.listen({ port: 0, host: "127.0.0.1" });
  return { url, close: async () => void (await http.close()) };
}
