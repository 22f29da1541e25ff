import { createHash } from "node:crypto";
import { expect } from "chai";
import { Wallet } from "ethers";
import { siweMessage } from "../../fixtures/siweMessage.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";
import { type MessageChange, signingIn } from "./walletWorld.ts";

/** Order of secp256k1 (SEC 2, section 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

describe("signing in with a wallet", () => {
  let world: DoorWorld;
  let page: ReturnType<typeof signingIn>;
  const wallet = new Wallet(`0x${"21".repeat(32)}`);
  const other = new Wallet(`0x${"22".repeat(32)}`);
  before(async () => {
    const limit = { capacity: 1e6, refillPerSecond: 1e6 };
    world = await openDoors({ limits: { perKey: limit, perPayer: limit, perAddress: limit } });
    page = signingIn(world);
  });
  after(() => world.close());
  const later = (seconds: number) => new Date(world.clock.now().getTime() + seconds * 1000).toISOString();
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

  it("gives nonces of 128 random bits that are valid for ten minutes", async () => {
    const made = [await page.nonce(), await page.nonce()];
    for (const { nonce, expiresAt } of made) {
      expect(nonce).to.match(/^[0-9a-f]{32}$/);
      expect(expiresAt).to.equal(later(600));
    }
    expect(made[0]?.nonce).not.to.equal(made[1]?.nonce);
  });

  it("opens a session for the account, for twelve hours, and keeps hashes only", async () => {
    const { nonce } = await page.nonce();
    const { sessionToken, ...rest } = await page.signIn(wallet, { nonce });
    expect(sessionToken).to.match(/^wst_[\w-]{43}$/);
    expect(rest).to.deep.equal({
      account: `eip155:31337:${wallet.address}`,
      expiresAt: later(43_200),
      userErrors: [],
    });
    const rows = await page.rows();
    const kept = JSON.stringify(rows);
    expect(kept).to.contain(sha256(sessionToken ?? ""));
    expect(kept).not.to.contain(sessionToken).and.not.to.contain(nonce);
    expect(kept, "used up").not.to.contain(sha256(nonce));
  });

  it("ends the session with the message where that ends sooner", async () => {
    const further = [`Expiration Time: ${later(3_600)}`];
    expect((await page.signIn(wallet, { further })).expiresAt).to.equal(later(3_600));
    const long = [`Expiration Time: ${later(86_400)}`];
    expect((await page.signIn(wallet, { further: long })).expiresAt).to.equal(later(43_200));
  });

  const taken: [string, () => MessageChange][] = [
    ["with a scheme", () => ({ domain: "https://shop.example" })],
    [
      "of another origin of the list, with its port",
      () => ({ domain: "localhost:3000", uri: "http://localhost:3000" }),
    ],
    ["with a domain in capitals", () => ({ domain: "Shop.Example" })],
    ["issued long ago: the nonce was ours", () => ({ issuedAt: later(-86_400) })],
    ["issued a minute ahead of our clock", () => ({ issuedAt: later(60) })],
    ["valid from now", () => ({ further: [`Not Before: ${later(0)}`] })],
    [
      "with every field",
      () => ({
        further: [
          `Expiration Time: ${later(600)}`,
          `Not Before: ${later(-1)}`,
          "Request ID: 7",
          "Resources:",
          "- https://shop.example/terms",
        ],
      }),
    ],
  ];
  for (const [name, change] of taken) {
    it(`takes a message ${name}`, async () => {
      expect((await page.signIn(wallet, change())).userErrors).to.deep.equal([]);
    });
  }

  const refused: [string, string, () => MessageChange][] = [
    ["another domain", "SIGN_IN_ORIGIN_UNKNOWN", () => ({ domain: "shop.example.evil.example" })],
    ["a domain with a user", "SIGN_IN_ORIGIN_UNKNOWN", () => ({ domain: "shop.example@evil.example" })],
    ["a domain with another port", "SIGN_IN_ORIGIN_UNKNOWN", () => ({ domain: "shop.example:8443" })],
    ["another scheme", "SIGN_IN_ORIGIN_UNKNOWN", () => ({ domain: "http://shop.example" })],
    ["a URI elsewhere", "SIGN_IN_ORIGIN_UNKNOWN", () => ({ uri: "https://evil.example/account" })],
    ["a chain that is not served", "CHAIN_UNKNOWN", () => ({ chainId: "8453" })],
    ["a chain id beyond exact floats", "SIGN_IN_MESSAGE_MALFORMED", () => ({ chainId: "9007199254740993" })],
    ["no chain", "SIGN_IN_MESSAGE_MALFORMED", () => ({ chainId: "0" })],
    ["another version", "SIGN_IN_MESSAGE_MALFORMED", () => ({ version: "2" })],
    [
      "an address without checksum",
      "SIGN_IN_MESSAGE_MALFORMED",
      () => ({ address: wallet.address.toLowerCase() }),
    ],
    [
      "fields in another order",
      "SIGN_IN_MESSAGE_MALFORMED",
      () => ({ further: ["Nonce: 0123456789abcdef"] }),
    ],
    ["a line more", "SIGN_IN_MESSAGE_MALFORMED", () => ({ further: [""] })],
    [
      "more characters than any wallet shows",
      "SIGN_IN_MESSAGE_MALFORMED",
      () => ({ uri: `https://shop.example/${"a".repeat(2_000)}` }),
    ],
    ["an issue later than a minute", "SIGN_IN_MESSAGE_EXPIRED", () => ({ issuedAt: later(61) })],
    ["an end that is now", "SIGN_IN_MESSAGE_EXPIRED", () => ({ further: [`Expiration Time: ${later(0)}`] })],
    ["a beginning later", "SIGN_IN_MESSAGE_EXPIRED", () => ({ further: [`Not Before: ${later(1)}`] })],
    [
      "an end that no clock shows",
      "SIGN_IN_MESSAGE_MALFORMED",
      () => ({ further: ["Expiration Time: 2016-12-31T23:59:60Z"] }),
    ],
    ["a nonce of its own making", "SIGN_IN_NONCE_INVALID", () => ({ nonce: "0123456789abcdef" })],
  ];
  for (const [name, code, change] of refused) {
    it(`refuses ${name} with ${code}, and uses nothing up`, async () => {
      const given = change();
      const nonce = given.nonce ?? (await page.nonce()).nonce;
      const before = await page.rows();
      const answer = await page.signIn(wallet, { ...given, nonce });
      expect(answer).to.deep.equal({
        sessionToken: null,
        account: null,
        expiresAt: null,
        userErrors: [{ code, path: ["input", "message"], retryable: false }],
      });
      expect(await page.rows()).to.deep.equal(before);
      if (given.nonce === undefined) {
        expect((await page.signIn(wallet, { nonce })).userErrors).to.deep.equal([]);
      }
    });
  }

  it("refuses a signature that is not the account's over this message, and uses nothing up", async () => {
    const message = await page.message(wallet);
    const before = await page.rows();
    const signature = await wallet.signMessage(message);
    const s = BigInt(`0x${signature.slice(66, 130)}`);
    const otherV = signature.endsWith("1b") ? "1c" : "1b";
    const malleable = signature.slice(0, 66) + (ORDER - s).toString(16).padStart(64, "0") + otherV;
    const tampered = message.replace("your positions", "my positions");
    const wrong = [
      { message, signature: await other.signMessage(message) },
      { message, signature: await wallet.signMessage(tampered) },
      { message: tampered, signature },
      { message: message.replace(wallet.address, other.address), signature },
      { message, signature: malleable },
    ];
    for (const input of wrong) {
      const { sessionToken, userErrors } = await page.verify(input);
      expect(sessionToken).to.equal(null);
      // Where no key fits, a contract could stand at the address; here no node says so.
      expect(userErrors).to.deep.equal([
        { code: "CHAIN_UNAVAILABLE", path: ["input", "signature"], retryable: true },
      ]);
      expect(await page.rows()).to.deep.equal(before);
    }
    expect((await page.verify({ message, signature })).userErrors).to.deep.equal([]);
  });

  it("takes a message once, also when it comes several times at the same moment", async () => {
    const message = await page.message(wallet);
    const input = { message, signature: await wallet.signMessage(message) };
    const before = (await page.rows()).sessions.length;
    const answers = await Promise.all(Array.from({ length: 5 }, () => page.verify(input)));
    answers.push(await page.verify(input));
    expect(answers.filter(({ sessionToken }) => sessionToken !== null)).to.have.length(1);
    const refusals = answers.flatMap(({ userErrors }) => userErrors);
    expect(refusals).to.have.length(5);
    for (const refusal of refusals) expect(refusal).to.include({ code: "SIGN_IN_NONCE_INVALID" });
    expect((await page.rows()).sessions).to.have.length(before + 1);
    const { nonce } = /Nonce: (?<nonce>\w+)/.exec(message)?.groups ?? {};
    if (nonce === undefined) throw new Error("there is one");
    const again = siweMessage({ address: other.address, nonce, issuedAt: later(0) });
    const { userErrors } = await page.verify({ message: again, signature: await other.signMessage(again) });
    expect(userErrors[0]?.code, "of another wallet").to.equal("SIGN_IN_NONCE_INVALID");
  });

  it("refuses a nonce from the end of its time, and forgets what has expired", async () => {
    const used = await page.message(wallet);
    world.clock.advance(599);
    const inTime = await page.verify({ message: used, signature: await wallet.signMessage(used) });
    expect(inTime.userErrors).to.deep.equal([]);
    const late = await page.message(wallet);
    world.clock.advance(600);
    const { userErrors } = await page.verify({ message: late, signature: await wallet.signMessage(late) });
    expect(userErrors[0]?.code).to.equal("SIGN_IN_NONCE_INVALID");
    expect((await page.rows()).nonces).not.to.deep.equal([]);
    await page.nonce();
    expect((await page.rows()).nonces).to.have.length(1);
    world.clock.advance(43_200);
    await page.signIn(other);
    expect((await page.rows()).sessions).to.have.length(1);
  });

  it("never is a failure of ours", () => {
    expect(world.failures).to.deep.equal([]);
  });
});
