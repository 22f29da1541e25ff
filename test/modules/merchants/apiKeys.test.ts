import { expect } from "chai";
import type { Database } from "../../../src/db/database.ts";
import { addSeconds } from "../../../src/kernel/time/clock.ts";
import {
  authenticate,
  createApiKey,
  createOperator,
  hashApiKeySecret,
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
    const caller = { kind: "operator", keyId: operator.apiKey.id, expiresAt: null } as const;
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
});
