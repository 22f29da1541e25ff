import { expect } from "chai";
import type { Database } from "../../../src/db/database.ts";
import type { MerchantCaller } from "../../../src/modules/merchants/index.ts";
import { aesGcmSealer, checkTarget, listDeliveries } from "../../../src/modules/webhooks/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import { asSystem, codeOf, makeMerchant } from "../merchants/merchantWorld.ts";
import { addEndpoint, appendEvent, deliver, openReceiver, publish, webhooksContext } from "./webhookWorld.ts";

const PRIVATE = [
  "127.0.0.1",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "fe80::1",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "::ffff:10.0.0.1",
  "64:ff9b::a00:1",
  "2002:7f00:1::",
];

describe("where webhooks may go", () => {
  const resolvingTo = (...addresses: string[]) =>
    webhooksContext({
      allowPrivate: false,
      resolve: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    }).target;

  it("takes a host whose addresses are all public, and keeps them", async () => {
    const target = await checkTarget(
      "https://shop.example/hooks",
      resolvingTo("93.184.216.34", "2606:2800:220:1::1"),
    );
    expect(target.addresses.map(({ address }) => address)).to.deep.equal([
      "93.184.216.34",
      "2606:2800:220:1::1",
    ]);
  });

  for (const address of PRIVATE) {
    it(`refuses ${address}, by name, as a literal, and among public ones`, async () => {
      const literal = address.includes(":") ? `[${address}]` : address;
      expect(await codeOf(checkTarget("https://shop.example/", resolvingTo(address)))).to.equal(
        "WEBHOOK_URL_REFUSED",
      );
      expect(await codeOf(checkTarget(`https://${literal}/`, resolvingTo("93.184.216.34")))).to.equal(
        "WEBHOOK_URL_REFUSED",
      );
      expect(
        await codeOf(checkTarget("https://shop.example/", resolvingTo("93.184.216.34", address))),
      ).to.equal("WEBHOOK_URL_REFUSED");
    });
  }

  it("refuses what is not https, carries a password, or leads nowhere", async () => {
    const policy = resolvingTo("93.184.216.34");
    for (const url of [
      "http://shop.example/",
      "ftp://shop.example/",
      "https://u:p@shop.example/",
      "shop.example",
      "",
    ]) {
      expect(await codeOf(checkTarget(url, policy)), url).to.equal("WEBHOOK_URL_REFUSED");
    }
    expect(await codeOf(checkTarget("https://shop.example/", resolvingTo()))).to.equal("WEBHOOK_URL_REFUSED");
    const failing = { ...policy, resolve: () => Promise.reject(new Error("ENOTFOUND")) };
    expect(await codeOf(checkTarget("https://shop.example/", failing))).to.equal("WEBHOOK_URL_REFUSED");
    // Decimal and octal spellings of 127.0.0.1 are normalised by the URL parser.
    expect(await codeOf(checkTarget("https://2130706433/", policy))).to.equal("WEBHOOK_URL_REFUSED");
    expect(await codeOf(checkTarget("https://0177.0.0.1/", policy))).to.equal("WEBHOOK_URL_REFUSED");
  });
});

describe("a name that leads elsewhere later", () => {
  let database: Database;
  let drop: () => Promise<void>;
  let caller: MerchantCaller;
  before(async () => {
    ({ database, drop } = await freshDatabase());
    ({ caller } = await makeMerchant(database));
  });
  after(() => drop());

  it("is checked again for each attempt, and the connection goes to what was checked", async () => {
    const receiver = await openReceiver();
    const port = new URL(receiver.url).port;
    let calls = 0;
    const context = webhooksContext({
      resolve: async () => {
        calls += 1;
        return [{ address: "127.0.0.1", family: 4 }];
      },
    });
    // No such name exists: only the checked address can have led to the receiver.
    await addEndpoint(database, { caller, url: `http://rebinding.invalid:${port}/`, context });
    await appendEvent(database, { caller });
    await publish(database, context);
    await deliver(database, context);
    expect(receiver.received).to.have.length(1);
    expect(calls).to.equal(2);
    await appendEvent(database, { caller });
    await publish(database, context);
    await deliver(database, { ...context, target: { ...context.target, allowPrivate: false } });
    expect(receiver.received).to.have.length(1);
    const page = { limit: 1, from: null, backward: false };
    const [latest] = (await asSystem(database, (tx) => listDeliveries(tx, caller, { filter: {}, page })))
      .items;
    expect(latest?.status).to.equal("RETRY_SCHEDULED");
    await receiver.close();
  });
});

describe("sealed secrets", () => {
  const sealer = aesGcmSealer(new Uint8Array(32).fill(1));

  it("open only with the key, on the row they belong to, unchanged", () => {
    const sealed = sealer.seal("whsec_abc", "whe_1");
    expect(sealer.open(sealed, "whe_1")).to.equal("whsec_abc");
    expect(sealed).not.to.contain("whsec");
    expect(sealer.seal("whsec_abc", "whe_1")).not.to.equal(sealed);
    expect(() => sealer.open(sealed, "whe_2")).to.throw();
    expect(() => aesGcmSealer(new Uint8Array(32).fill(2)).open(sealed, "whe_1")).to.throw();
    const bytes = Buffer.from(sealed, "base64");
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    expect(() => sealer.open(bytes.toString("base64"), "whe_1")).to.throw();
    expect(() => aesGcmSealer(new Uint8Array(16))).to.throw();
  });
});
