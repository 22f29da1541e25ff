import { expect } from "chai";
import type { Database } from "../../../src/db/database.ts";
import { addSeconds } from "../../../src/kernel/time/clock.ts";
import {
  authenticate,
  createApiKey,
  createOperator,
  hashApiKeySecret,
  type MerchantCaller,
  mayCallFrom,
  rotateApiKey,
} from "../../../src/modules/merchants/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import { asSystem, codeOf, makeMerchant, NOW } from "./merchantWorld.ts";

describe("API keys", () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => ({ database, drop } = await freshDatabase()));
  after(() => drop());

  it("knows the merchant, mode and scopes behind a secret", async () => {
    const { merchant, secret } = await makeMerchant(database, {
      scopes: ["payments:read", "payments:write"],
    });
    expect(secret).to.match(/^sk_test_[A-Za-z0-9_-]{43}$/);
    const caller = await asSystem(database, (tx) => authenticate(tx, { secret, now: NOW }));
    expect(caller).to.deep.include({ kind: "merchant", merchantId: merchant.id, livemode: false });
    expect([...(caller?.kind === "merchant" ? caller.scopes : [])]).to.deep.equal([
      "payments:read",
      "payments:write",
    ]);
  });

  it("stores the secret as a hash only", async () => {
    const { secret } = await makeMerchant(database);
    const rows = await database.kysely.selectFrom("api_keys").selectAll().execute();
    expect(rows.map((row) => row.secret_hash)).to.include(hashApiKeySecret(secret));
    expect(JSON.stringify(rows)).not.to.contain(secret);
  });

  it("knows an operator", async () => {
    const { secret } = await asSystem(database, (tx) => createOperator(tx, { label: "ops", now: NOW }));
    expect(secret).to.match(/^ok_/);
    const caller = await asSystem(database, (tx) => authenticate(tx, { secret, now: NOW }));
    expect(caller?.kind).to.equal("operator");
  });

  it("knows nobody behind an unknown, mistyped or empty secret", async () => {
    for (const secret of ["", "sk_test_x", `sk_test_${"A".repeat(43)}`, `ok_${"A".repeat(43)}`]) {
      expect(await asSystem(database, (tx) => authenticate(tx, { secret, now: NOW }))).to.equal(undefined);
    }
  });

  it("lets both secrets work until the overlap of a rotation ends", async () => {
    const { caller, secret } = await makeMerchant(database);
    const rotated = await asSystem(database, (tx) =>
      rotateApiKey(tx, { caller, keyId: caller.keyId, overlapSeconds: 60, now: NOW }),
    );
    const kindAt = async (text: string, seconds: number) =>
      (await asSystem(database, (tx) => authenticate(tx, { secret: text, now: addSeconds(NOW, seconds) })))
        ?.kind;
    expect(await kindAt(secret, 59)).to.equal("merchant");
    expect(await kindAt(secret, 60)).to.equal(undefined);
    expect(await kindAt(rotated.secret, 61)).to.equal("merchant");
    const again = asSystem(database, (tx) =>
      rotateApiKey(tx, { caller, keyId: caller.keyId, overlapSeconds: 0, now: NOW }),
    );
    expect(await codeOf(again)).to.equal("NOT_FOUND");
  });

  it("refuses to hand on scopes that the key has not", async () => {
    const { caller, merchant } = await makeMerchant(database, { scopes: ["keys:write", "payments:read"] });
    const order = { caller, merchantId: merchant.id, livemode: false, label: "more", now: NOW };
    expect(
      await codeOf(asSystem(database, (tx) => createApiKey(tx, { ...order, scopes: ["payouts:write"] }))),
    ).to.equal("INVALID_INPUT");
    const { apiKey } = await asSystem(database, (tx) =>
      createApiKey(tx, { ...order, scopes: ["payments:read"] }),
    );
    expect(apiKey.scopes).to.deep.equal(["payments:read"]);
  });

  it("refuses another merchant's key, another mode's key, and an operator's second key of a mode", async () => {
    const mine = await makeMerchant(database);
    const other = await makeMerchant(database);
    const order = {
      merchantId: other.merchant.id,
      livemode: false,
      label: "x",
      scopes: ["payments:read"] as const,
      now: NOW,
    };
    expect(
      await codeOf(asSystem(database, (tx) => createApiKey(tx, { ...order, caller: mine.caller }))),
    ).to.equal("NOT_FOUND");
    expect(
      await codeOf(
        asSystem(database, (tx) => createApiKey(tx, { ...order, caller: other.caller, livemode: true })),
      ),
    ).to.equal("INVALID_INPUT");
    const operator = await asSystem(database, (tx) => createOperator(tx, { label: "ops", now: NOW }));
    const caller = {
      kind: "operator",
      keyId: operator.apiKey.id,
      expiresAt: null,
      allowedAddresses: [],
    } as const;
    expect(await codeOf(asSystem(database, (tx) => createApiKey(tx, { ...order, caller })))).to.equal(
      "INVALID_STATE",
    );
    const live = await asSystem(database, (tx) => createApiKey(tx, { ...order, caller, livemode: true }));
    expect(live.secret).to.match(/^sk_live_/);
    expect(
      await codeOf(
        asSystem(database, (tx) =>
          rotateApiKey(tx, { caller: mine.caller, keyId: other.caller.keyId, overlapSeconds: 0, now: NOW }),
        ),
      ),
    ).to.equal("NOT_FOUND");
  });

  describe("with addresses", () => {
    const order = (caller: MerchantCaller, allowedAddresses: readonly string[]) =>
      ({
        caller,
        merchantId: caller.merchantId,
        livemode: false,
        label: "till",
        scopes: ["keys:write"],
        allowedAddresses,
        now: NOW,
      }) as const;
    const issue = (caller: MerchantCaller, allowed: readonly string[]) =>
      asSystem(database, (tx) => createApiKey(tx, order(caller, allowed)));
    const holderOf = async (secret: string) => {
      const caller = await asSystem(database, (tx) => authenticate(tx, { secret, now: NOW }));
      if (caller?.kind !== "merchant") throw new Error("it is a merchant's");
      return caller;
    };
    const countOf = async (caller: MerchantCaller) =>
      (
        await database.kysely
          .selectFrom("api_keys")
          .select("id")
          .where("merchant_id", "=", caller.merchantId)
          .execute()
      ).length;

    it("work from these only, and keep them when they are rotated", async () => {
      const { caller } = await makeMerchant(database);
      const { apiKey, secret } = await issue(caller, ["203.0.113.77", "2001:db8::5/32", "203.0.113.77/32"]);
      expect(apiKey.allowedAddresses).to.deep.equal(["203.0.113.77/32", "2001:db8::/32"]);
      const bound = await holderOf(secret);
      expect(mayCallFrom(bound, "203.0.113.77")).to.equal(true);
      expect(mayCallFrom(bound, "2001:db8:ffff::1")).to.equal(true);
      expect(mayCallFrom(bound, "203.0.113.78")).to.equal(false);
      expect(mayCallFrom(caller, "203.0.113.78")).to.equal(true);
      const rotated = await asSystem(database, (tx) =>
        rotateApiKey(tx, { caller: bound, keyId: apiKey.id, overlapSeconds: 0, now: NOW }),
      );
      expect(rotated.apiKey.allowedAddresses).to.deep.equal(apiKey.allowedAddresses);
    });

    it("make keys for no others, and rotate no key that works from elsewhere", async () => {
      const { caller } = await makeMerchant(database);
      const bound = await holderOf((await issue(caller, ["10.0.0.0/16"])).secret);
      const narrower = await issue(bound, ["10.0.7.0/24"]);
      expect(narrower.apiKey.allowedAddresses).to.deep.equal(["10.0.7.0/24"]);
      const before = await countOf(caller);
      for (const wider of [[], ["10.0.0.0/15"], ["10.0.7.1", "10.1.0.1"], ["::/0"]]) {
        expect(await codeOf(issue(bound, wider)), wider.join()).to.equal("INVALID_INPUT");
      }
      const free = asSystem(database, (tx) =>
        rotateApiKey(tx, {
          caller: { ...bound, scopes: caller.scopes },
          keyId: caller.keyId,
          overlapSeconds: 0,
          now: NOW,
        }),
      );
      expect(await codeOf(free)).to.equal("INVALID_INPUT");
      expect(await countOf(caller)).to.equal(before);
    });

    it("are refused where they are none, or too many", async () => {
      const { caller } = await makeMerchant(database);
      const before = await countOf(caller);
      const wrong = ["", "localhost", "10.0.0.0/33", "10.0.0", "10.0.0.1/", "10.0.0.1/8/8", "0x0a.0.0.1"];
      for (const text of [...wrong, "fe80::1%eth0", "::ffff:10.0.0.1", "2001:db8::/129", "10.0.0.0/-1"]) {
        expect(await codeOf(issue(caller, [text])), text).to.equal("INVALID_INPUT");
      }
      const many = Array.from({ length: 51 }, (_, index) => `10.0.0.${index}`);
      expect(await codeOf(issue(caller, many))).to.equal("INVALID_INPUT");
      expect(await countOf(caller)).to.equal(before);
    });

    it("are an operator's as well", async () => {
      const { secret } = await asSystem(database, (tx) =>
        createOperator(tx, { label: "ops", allowedAddresses: ["192.0.2.0/24"], now: NOW }),
      );
      const operator = await asSystem(database, (tx) => authenticate(tx, { secret, now: NOW }));
      if (!operator) throw new Error("it is valid");
      expect(mayCallFrom(operator, "192.0.2.9")).to.equal(true);
      expect(mayCallFrom(operator, "198.51.100.9")).to.equal(false);
    });
  });
});
