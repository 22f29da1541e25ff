import { expect } from "chai";
import { Wallet } from "ethers";
import type { Hex } from "../../../src/kernel/ids/chainIds.ts";
import { registerAsset } from "../../../src/modules/assets/index.ts";
import {
  type PayerReading,
  type Payment,
  preparePayment,
  type SubmitAuthorization,
  submitAuthorization,
} from "../../../src/modules/payments/index.ts";
import { databaseKind, freshDatabase } from "../../fixtures/database.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { refused } from "../../fixtures/refused.ts";
import { CHAIN, CONTRACTS, makeWorld, signTypedData, TOKEN, type World } from "../../fixtures/shop.ts";

/** What is asked for: 100 in units of 1e-6. */
const AMOUNT = 100_000_000n;
const NOTHING: PayerReading = {
  isContract: false,
  walletSchemes: [],
  permitNonce: 7n,
  collectorAllowance: 0n,
  permit2Allowance: 0n,
};

describe(`ways of paying on ${databaseKind}`, () => {
  let world: World;
  let journey: Journey;
  let drop: () => Promise<void>;
  before(async () => {
    const fresh = await freshDatabase();
    drop = fresh.drop;
    world = await makeWorld(fresh.database);
    const token = { symbol: "TUSD", name: "Test Dollar", decimals: 6, eip712Version: "1" };
    const reading = { ...token, gasless: ["EIP3009", "EIP2612"] as const };
    await world.inTx((tx) =>
      registerAsset(tx, { chainId: CHAIN, token: TOKEN, reading, minimumUnits: 1n, enabled: true }),
    );
    journey = startJourney(world, await world.openShop());
  });
  after(() => drop());

  const prepare = (payment: Payment, reading: PayerReading | null) =>
    world.inTx((tx) =>
      preparePayment(
        tx,
        { clientSecret: journey.secret(payment), payer: journey.payerAddress, reading },
        world.payments,
      ),
    );

  /** Everything that the payer's key signs for a scheme. */
  async function signed(
    payment: Payment,
    scheme: SubmitAuthorization["scheme"],
    reading: PayerReading,
    by = journey.payer,
  ): Promise<SubmitAuthorization> {
    const { signatures, payer } = await prepare(payment, reading);
    const option = signatures.find((candidate) => candidate.scheme === scheme);
    if (!option) throw new Error(`${scheme} is offered`);
    const [signature, permitSignature = null] = await Promise.all(
      option.typedData.map((typedData) => signTypedData(by, typedData)),
    );
    if (!signature) throw new Error("every scheme has something to sign");
    const { validAfter, validBefore } = option;
    const clientSecret = journey.secret(payment);
    const wallet = { reading, confirmed: [] };
    return { clientSecret, payer, scheme, validAfter, validBefore, signature, permitSignature, wallet };
  }
  const submit = (command: SubmitAuthorization) =>
    world.inTx((tx) => submitAuthorization(tx, command, world.payments));

  const offers: [string, PayerReading | null, string[]][] = [
    ["an account", NOTHING, ["EIP3009", "EIP2612"]],
    [
      "an account that allowed Permit2",
      { ...NOTHING, permit2Allowance: AMOUNT },
      ["EIP3009", "EIP2612", "PERMIT2"],
    ],
    [
      "an account that allowed Permit2 too little",
      { ...NOTHING, permit2Allowance: AMOUNT - 1n },
      ["EIP3009", "EIP2612"],
    ],
    [
      "an account that allowed the collector",
      { ...NOTHING, collectorAllowance: AMOUNT },
      ["EIP3009", "ALLOWANCE"],
    ],
    ["a contract that the token knows not", { ...NOTHING, isContract: true }, []],
    [
      "a contract that allowed Permit2",
      { ...NOTHING, isContract: true, permit2Allowance: AMOUNT, walletSchemes: ["EIP2612"] },
      ["EIP2612", "PERMIT2"],
    ],
    ["a wallet that no node tells of", null, ["EIP3009"]],
  ];
  for (const [who, reading, schemes] of offers) {
    it(`offers ${who}: ${schemes.join(", ") || "transactions only"}`, async () => {
      const prepared = await prepare(await journey.ask(), reading);
      expect(prepared.signatures.map(({ scheme }) => scheme)).to.deep.equal(schemes);
      expect(prepared.preApproval.isAllowed).to.equal((reading?.collectorAllowance ?? 0n) >= AMOUNT);
      expect(prepared.preApproval.preApprove.to).to.equal(CONTRACTS.paymentCollector);
    });
  }

  it("has the terms signed besides the permit, which carries the token's nonce", async () => {
    const payment = await journey.ask();
    const { signatures } = await prepare(payment, NOTHING);
    const [consent, permit] = signatures.find(({ scheme }) => scheme === "EIP2612")?.typedData ?? [];
    expect(consent?.primaryType).to.equal("PaymentInfo");
    expect(consent?.domain).to.deep.equal({
      name: "Tallystick PaymentCollector",
      version: "1",
      chainId: "31337",
      verifyingContract: CONTRACTS.paymentCollector,
    });
    expect(consent?.message).to.include({ payer: journey.payerAddress, maxAmount: "100000000" });
    expect(permit?.message).to.deep.equal({
      owner: journey.payerAddress,
      spender: CONTRACTS.paymentCollector,
      value: "100000000",
      nonce: "7",
      deadline: String(payment.expiresAt.getTime() / 1000),
    });
  });

  for (const [scheme, reading] of [
    ["EIP3009", NOTHING],
    ["EIP2612", NOTHING],
    ["ALLOWANCE", { ...NOTHING, collectorAllowance: AMOUNT }],
    ["PERMIT2", { ...NOTHING, permit2Allowance: AMOUNT }],
  ] as const) {
    it(`takes ${scheme}, once`, async () => {
      const payment = await journey.ask();
      const command = await signed(payment, scheme, reading);
      expect((await submit(command)).payment.status).to.equal("CONFIRMING");
      expect((await submit(command)).replay).to.equal(true);
      await journey.submit("AUTHORIZE");
    });

    it(`takes ${scheme} on a contract wallet's word`, async () => {
      const payment = await journey.ask();
      const ofWallet = { ...reading, isContract: true, walletSchemes: ["EIP3009", "EIP2612"] as const };
      const command = await signed(payment, scheme, ofWallet, new Wallet(Wallet.createRandom().privateKey));
      await refused("SIGNATURE_INVALID", () => submit(command));
      const confirmed = [command.signature, command.permitSignature].filter((given) => given !== null);
      await submit({ ...command, wallet: { reading: ofWallet, confirmed } });
      expect((await journey.now(payment)).status).to.equal("CONFIRMING");
    });
  }

  it("takes EIP-2612 whose permit somebody else has sent", async () => {
    const payment = await journey.ask();
    const command = await signed(payment, "EIP2612", NOTHING);
    const sent = { ...NOTHING, permitNonce: 8n, collectorAllowance: AMOUNT };
    await submit({ ...command, wallet: { reading: sent, confirmed: [] } });
    expect((await journey.now(payment)).status).to.equal("CONFIRMING");
  });

  it("refuses what could not be collected, and changes nothing", async () => {
    const payment = await journey.ask();
    const allowed = { ...NOTHING, collectorAllowance: AMOUNT, permit2Allowance: AMOUNT };
    const [permit, permit2, allowance] = [
      await signed(payment, "EIP2612", NOTHING),
      await signed(payment, "PERMIT2", allowed),
      await signed(payment, "ALLOWANCE", allowed),
    ];
    const poor = { reading: NOTHING, confirmed: [] };
    const silent = { reading: null, confirmed: [] };
    const wrong: [SubmitAuthorization, Parameters<typeof refused>[0]][] = [
      [{ ...permit, permitSignature: null }, "SIGNATURE_INVALID"],
      [{ ...permit, permitSignature: permit.signature }, "SIGNATURE_INVALID"],
      [{ ...permit, signature: permit.permitSignature as Hex }, "SIGNATURE_INVALID"],
      [
        { ...permit, wallet: { reading: { ...NOTHING, permitNonce: 8n }, confirmed: [] } },
        "SIGNATURE_INVALID",
      ],
      [{ ...permit2, scheme: "ALLOWANCE" }, "SIGNATURE_INVALID"],
      [{ ...permit2, wallet: poor }, "ALLOWANCE_TOO_SMALL"],
      [{ ...allowance, wallet: poor }, "ALLOWANCE_TOO_SMALL"],
      [{ ...allowance, wallet: silent }, "CHAIN_UNAVAILABLE"],
      [{ ...permit, wallet: silent }, "CHAIN_UNAVAILABLE"],
      [
        { ...permit, wallet: { reading: { ...NOTHING, isContract: true }, confirmed: [] } },
        "SCHEME_UNSUPPORTED",
      ],
      [
        { ...permit2, validBefore: (permit2.validBefore + 1) as typeof permit2.validBefore },
        "SIGNATURE_INVALID",
      ],
      [{ ...permit2, signature: `0x${"11".repeat(5_000)}` as Hex }, "SIGNATURE_INVALID"],
    ];
    for (const [command, code] of wrong) await refused(code, () => submit(command));
    expect((await journey.now(payment)).status).to.equal("REQUIRES_PAYMENT");
    expect((await journey.now(payment)).payer).to.equal(null);
  });
});
