import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { authenticator } from "../../../src/graphql/common/access/authenticator.ts";
import { ownPoints } from "../../../src/graphql/common/cost/meter.ts";
import { parseAddressRange } from "../../../src/kernel/net/addressRange.ts";
import { type Caller, mayCallFrom } from "../../../src/modules/merchants/index.ts";

/** Longer than a caller is remembered. */
const FORGOTTEN_MS = 1_050;
const VALID = "sk_test_valid";

function doorkeeper() {
  const lookups: string[] = [];
  const withdrawn = new Set<string>();
  const holderOf = async (secret: string): Promise<Caller | undefined> => {
    lookups.push(secret);
    await pause(20);
    if (!secret.startsWith(VALID) || withdrawn.has(secret)) return undefined;
    return {
      kind: "operator",
      keyId: secret as never,
      expiresAt: null,
      allowedAddresses: secret.endsWith("bound") ? [parseAddressRange("10.0.0.0/24")] : [],
    };
  };
  const { callerOf } = authenticator(
    { name: "API key", prefix: "sk_", holderOf, worksFrom: mayCallFrom, rememberMs: 1_000 },
    ownPoints,
  );
  return {
    lookups,
    withdrawn,
    ask: async (secret: string, address = "10.0.0.1") =>
      callerOf({ authorization: `Bearer ${secret}`, address }),
  };
}

const keys = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${VALID}${from + index}`);
const codesOf = async (asked: Promise<unknown>[]) =>
  (await Promise.allSettled(asked)).flatMap((each) =>
    each.status === "rejected" ? [(each.reason as { code: string }).code] : [],
  );

describe("who a key belongs to", () => {
  it("is looked up once for however many ask at the same moment", async () => {
    const { ask, lookups } = doorkeeper();
    const many = () => keys(0, 50).flatMap((key) => Array.from({ length: 20 }, () => ask(key)));
    for (const round of [1, 2]) {
      expect(await codesOf(many()), `round ${round}`).to.deep.equal([]);
      expect(lookups).to.have.length(50 * round);
      await pause(FORGOTTEN_MS);
    }
  });

  it("is no attempt at guessing once a key was valid, however many come from one address", async () => {
    const { ask } = doorkeeper();
    for (const from of [0, 75, 150])
      expect(await codesOf(keys(from, from + 75).map((key) => ask(key)))).to.deep.equal([]);
    await pause(FORGOTTEN_MS);
    expect(await codesOf(keys(0, 225).map((key) => ask(key)))).to.deep.equal([]);
  });

  it("is an attempt again after a key was withdrawn", async () => {
    const { ask, withdrawn } = doorkeeper();
    const [key = ""] = keys(0, 1);
    await ask(key);
    withdrawn.add(key);
    await pause(FORGOTTEN_MS);
    const codes: string[] = [];
    for (let turn = 0; turn < 130; turn += 1) codes.push(...(await codesOf([ask(key)])));
    expect(codes[0]).to.equal("UNAUTHENTICATED");
    expect(codes).to.include("THROTTLED");
  });

  it("is asked for no more after too many wrong ones, at the same moment or one by one", async () => {
    const { ask, lookups } = doorkeeper();
    const wrong = Array.from({ length: 150 }, (_, index) => ask(`sk_test_wrong${index}`));
    const codes = await codesOf(wrong);
    expect(codes.filter((code) => code === "THROTTLED").length).to.be.within(40, 50);
    expect(lookups.length).to.be.within(100, 110);
  });

  it("counts only where it works from, also while it is remembered, and is no guess elsewhere", async () => {
    const { ask, lookups } = doorkeeper();
    const key = `${VALID}bound`;
    const elsewhere = Array.from({ length: 150 }, () => ask(key, "10.0.1.1"));
    expect(new Set(await codesOf(elsewhere))).to.deep.equal(new Set(["FORBIDDEN"]));
    expect(await codesOf([ask(key), ask(key, "::ffff:10.0.0.255")])).to.deep.equal([]);
    expect(await codesOf([ask(key, "10.0.1.1"), ask(key, "unknown")])).to.deep.equal([
      "FORBIDDEN",
      "FORBIDDEN",
    ]);
    expect(lookups).to.have.length(1);
  });
});
