import { expect } from "chai";
import { Wallet } from "ethers";
import { RpcUnreachable } from "../../../src/chain/rpc/rpc.errors.ts";
import type { TypedData } from "../../../src/kernel/facts/contractCall.ts";
import type { PayerReading } from "../../../src/modules/payments/index.ts";
import { type Journey, startJourney } from "../../fixtures/journey.ts";
import { signTypedData } from "../../fixtures/shop.ts";
import { type DoorWorld, FRESH_ACCOUNT, openDoors } from "../doorWorld.ts";

const PREPARE = `mutation ($input: PaymentPrepareInput!) { paymentPrepare(input: $input) {
  preparedPayment { signatures { scheme typedData validAfter validBefore } authorization { validAfter }
    preApproval { isAllowed } }
  userErrors { code path } } }`;
const SUBMIT = `mutation ($input: PaymentAuthorizationSubmitInput!) { paymentAuthorizationSubmit(input: $input) {
  checkoutPayment { status } userErrors { code path retryable } } }`;

interface Option {
  readonly scheme: string;
  readonly typedData: TypedData[];
  readonly validAfter: string;
  readonly validBefore: string;
}

describe("ways of paying at the storefront door", () => {
  let world: DoorWorld;
  let journey: Journey;
  /** What the chain says; null when no node answers. */
  let reading: PayerReading | null;
  const payer = new Wallet(Wallet.createRandom().privateKey);
  before(async () => {
    world = await openDoors({
      payers: {
        async readPayer() {
          if (!reading) throw new RpcUnreachable("eth_call", "no answer");
          return reading;
        },
        isConfirmedBy: async ({ signature }) => signature === "0x1234",
      },
    });
    journey = startJourney(world, await world.openShop());
  });
  after(() => world.close());
  beforeEach(() => {
    reading = { ...FRESH_ACCOUNT, collectorAllowance: 100_000_000n, permit2Allowance: 100_000_000n };
  });

  const run = async (query: string, input: object) => {
    const answer = await world.ask(query, { at: "/storefront", variables: { input } });
    expect(answer.errors).to.equal(undefined);
    // biome-ignore lint/suspicious/noExplicitAny: answers are read by the test that knows their shape
    return Object.values(answer.data)[0] as Record<string, any>;
  };
  async function prepare() {
    const payment = await journey.ask();
    const clientSecret = world.services.payments.clientSecretOf(payment.id);
    const { preparedPayment } = await run(PREPARE, { clientSecret, payer: payer.address });
    const options = preparedPayment.signatures as Option[];
    return { payment, clientSecret, options, preparedPayment };
  }
  async function signedInput(scheme: string) {
    const { payment, clientSecret, options } = await prepare();
    const option = options.find((candidate) => candidate.scheme === scheme);
    const [typedData] = option?.typedData ?? [];
    if (!option || !typedData) throw new Error(`${scheme} is offered`);
    const { validAfter, validBefore } = option;
    const signature = await signTypedData(payer, typedData);
    return {
      payment,
      input: { clientSecret, payer: payer.address, scheme, validAfter, validBefore, signature },
    };
  }

  it("names them, the cheapest for the payer first", async () => {
    const { options, preparedPayment } = await prepare();
    expect(options.map(({ scheme }) => scheme)).to.deep.equal(["EIP3009", "ALLOWANCE", "PERMIT2"]);
    expect(options.map(({ typedData }) => typedData.map(({ primaryType }) => primaryType))).to.deep.equal([
      ["ReceiveWithAuthorization"],
      ["PaymentInfo"],
      ["PermitWitnessTransferFrom"],
    ]);
    expect(preparedPayment.preApproval.isAllowed).to.equal(true);
  });

  it("names what needs no node when none answers", async () => {
    reading = null;
    const { options, preparedPayment } = await prepare();
    expect(options.map(({ scheme }) => scheme)).to.deep.equal(["EIP3009"]);
    expect(preparedPayment.authorization).to.deep.equal({ validAfter: "0" });
  });

  for (const scheme of ["EIP3009", "ALLOWANCE", "PERMIT2"]) {
    it(`takes ${scheme}, of a key and on a contract's word`, async () => {
      const { input } = await signedInput(scheme);
      expect(await run(SUBMIT, input)).to.deep.include({ checkoutPayment: { status: "CONFIRMING" } });
      const ofWallet = await signedInput(scheme);
      reading = reading && { ...reading, isContract: true, walletSchemes: ["EIP3009"] };
      expect(await run(SUBMIT, { ...ofWallet.input, signature: "0x1234" })).to.deep.include({
        checkoutPayment: { status: "CONFIRMING" },
      });
    });
  }

  it("refuses with a code that says why, and changes nothing", async () => {
    const { payment, input } = await signedInput("PERMIT2");
    const code = async (change: object) => {
      const { checkoutPayment, userErrors } = await run(SUBMIT, { ...input, ...change });
      expect(checkoutPayment).to.equal(null);
      return userErrors[0];
    };
    expect(await code({ scheme: "ALLOWANCE" })).to.include({ code: "SIGNATURE_INVALID" });
    expect(await code({ signature: "0x1234" })).to.include({ code: "SIGNATURE_INVALID" });
    expect(await code({ scheme: "EIP2612" })).to.include({ code: "SCHEME_UNSUPPORTED" });
    reading = FRESH_ACCOUNT;
    expect(await code({})).to.include({ code: "ALLOWANCE_TOO_SMALL", retryable: false });
    reading = null;
    expect(await code({})).to.include({ code: "CHAIN_UNAVAILABLE", retryable: true });
    expect((await journey.now(payment)).status).to.equal("REQUIRES_PAYMENT");
  });
});
