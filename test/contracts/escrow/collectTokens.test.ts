import { expect } from "chai";
import {
  collectorData,
  method,
  PRE_APPROVAL,
  preApproved,
  sign3009,
  tokenDomain,
} from "../fixtures/collect.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { status } from "../fixtures/status.js";
import type { Suite } from "../fixtures/suite.js";

describe("collectTokens", () => {
  let suite: Suite;
  beforeEach(async () => {
    suite = await loadSuite();
  });

  const authorizeBy = (terms: Terms, collector: string, data: string) =>
    suite.escrow.connect(suite.operator).authorize(terms, terms.maxAmount, collector, data);

  it("refuses anyone but the escrow", async () => {
    const { collector, escrow, operator } = suite;
    const terms = await preApproved(suite);
    const call = () =>
      collector.connect(operator).collectTokens(terms, operator.address, AMOUNT, PRE_APPROVAL);
    const error = [collector, "InvalidSender", operator.address, await escrow.getAddress()] as const;
    await expectRefused(suite, terms, call, [...error]);
  });

  it("refuses unknown methods and the operator's money", async () => {
    const { collector } = suite;
    const terms = await preApproved(suite);
    for (const unknown of [method.OperatorFunds, 7]) {
      const call = async () => authorizeBy(terms, await collector.getAddress(), collectorData(unknown));
      await expectRefused(suite, terms, call, [collector, "MethodNotSupported", BigInt(unknown)]);
    }
  });

  it("E8 refuses an EIP-3009 signature of anyone but the payer, and of other terms", async () => {
    const { collector, stranger, token } = suite;
    const terms = await termsOf(suite);
    const address = await collector.getAddress();
    const signatures = [
      await sign3009(suite, terms, stranger),
      await sign3009(suite, { ...terms, receiver: stranger.address }),
      await sign3009(suite, { ...terms, maxAmount: AMOUNT + 1n }),
    ];
    for (const signature of signatures) {
      const call = () => authorizeBy(terms, address, collectorData(method.Erc3009, signature));
      await expectRefused(suite, terms, call, [token, "ERC3009InvalidSignature"]);
    }
  });

  it("E8 refuses to use one signature twice", async () => {
    const { collector, escrow } = suite;
    const terms = await termsOf(suite);
    const data = collectorData(method.Erc3009, await sign3009(suite, terms));
    await authorizeBy(terms, await collector.getAddress(), data);
    const call = async () => authorizeBy(terms, await collector.getAddress(), data);
    const id = await escrow.getHash(terms);
    await expectRefused(suite, terms, call, [escrow, "PaymentAlreadyCollected", id]);
  });

  it("E8 refuses a signature of one wallet for another wallet of the same owner", async () => {
    const { ethers, collector, payer, token } = suite;
    const [wallet, other] = [
      await ethers.deployContract("OwnerWallet", [payer.address]),
      await ethers.deployContract("OwnerWallet", [payer.address]),
    ];
    await token.mint(await wallet.getAddress(), AMOUNT);
    await token.mint(await other.getAddress(), AMOUNT);
    const terms = await termsOf(suite, { payer: await wallet.getAddress() });
    const data = collectorData(method.Erc3009, await sign3009(suite, terms));
    const stolen = { ...terms, payer: await other.getAddress() };
    const address = await collector.getAddress();
    await expectRefused(suite, stolen, () => authorizeBy(stolen, address, data), [
      token,
      "ERC3009InvalidSignature",
    ]);
  });

  for (const [name, prefix] of [
    ["of an account's length", "0x"],
    ["of another length", "0x00"],
  ] as const) {
    it(`takes a smart wallet's signature ${name}`, async () => {
      const { ethers, collector, escrow, payer, token } = suite;
      const wallet = await ethers.deployContract("OwnerWallet", [payer.address]);
      await token.mint(await wallet.getAddress(), AMOUNT);
      const terms = await termsOf(suite, { payer: await wallet.getAddress() });
      const signature = ethers.concat([prefix, await sign3009(suite, terms)]);
      await authorizeBy(terms, await collector.getAddress(), collectorData(method.Erc3009, signature));
      expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
      expect(await token.balanceOf(await wallet.getAddress())).to.equal(0n);
    });
  }

  it("E8 takes a careless wallet's word for that wallet's money only", async () => {
    const { ethers, collector, escrow, payer, token } = suite;
    const wallet = await (await ethers.deployContract("AnySignatureWallet")).getAddress();
    await token.mint(wallet, AMOUNT);
    const terms = await termsOf(suite, { payer: wallet });
    const data = collectorData(method.Erc3009, "0x1234");
    await authorizeBy(terms, await collector.getAddress(), data);
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
    expect(await token.balanceOf(wallet)).to.equal(0n);
    const others = { ...terms, payer: payer.address };
    const call = async () => authorizeBy(others, await collector.getAddress(), data);
    await expectRefused(suite, others, call, [token, "ERC3009InvalidSignature"]);
  });

  it("cannot be front-run by the one who sees the signature", async () => {
    const { collector, stranger, payer, token, ethers } = suite;
    const terms = await termsOf(suite);
    const { v, r, s } = ethers.Signature.from(await sign3009(suite, terms));
    const nonce = await suite.escrow.getHash({ ...terms, payer: ethers.ZeroAddress });
    const to = await collector.getAddress();
    const call = () =>
      token
        .connect(stranger)
        ["receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)"](
          payer.address,
          to,
          AMOUNT,
          0,
          terms.preApprovalExpiry,
          nonce,
          v,
          r,
          s,
        );
    await expectRefused(suite, terms, call, [token, "ERC20InvalidReceiver", to]);
    expect((await tokenDomain(suite)).name).to.equal(await token.name());
  });
});
