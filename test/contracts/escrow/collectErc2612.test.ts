import { expect } from "chai";
import { Signature } from "ethers";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { byErc2612, erc2612Data, signConsent, signPermit, withWalletDollar } from "../fixtures/signatures.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

describe("collecting by EIP-2612, whose permit does not say what for", () => {
  let suite: Suite;
  let collector: string;
  beforeEach(async () => {
    suite = await withWalletDollar(await loadSuite());
    collector = await suite.collector.getAddress();
  });

  const authorize = (terms: Terms, data: string, amount = terms.maxAmount) =>
    suite.escrow.connect(suite.operator).authorize(terms, amount, collector, data);
  const allowance = () => suite.token.allowance(suite.payer, collector);

  /** Somebody who saw the permit sends it to the token. */
  async function frontRun(terms: Terms, permit: string): Promise<void> {
    const { v, r, s } = Signature.from(permit);
    const { payer, maxAmount, preApprovalExpiry } = terms;
    await suite.token.connect(suite.stranger).permit(payer, collector, maxAmount, preApprovalExpiry, v, r, s);
  }

  it("leaves no allowance when all of it is taken", async () => {
    const terms = await termsOf(suite);
    await authorize(terms, await byErc2612(suite, terms));
    expect(await allowance()).to.equal(0n);
  });

  it("takes an account's permit of a token that knows no smart wallets", async () => {
    const { escrow, token, payer } = await loadSuite();
    await token.connect(payer).approve(collector, 0n);
    const terms = await termsOf(suite, { token: await token.getAddress() });
    await authorize(terms, await byErc2612(suite, terms));
    expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, AMOUNT, 0n]);
    expect(await token.nonces(payer)).to.equal(1n);
  });

  it("collects although somebody else sent the permit first", async () => {
    const { escrow, token, payer } = suite;
    const terms = await termsOf(suite);
    const data = await byErc2612(suite, terms);
    await frontRun(terms, await signPermit(suite, terms));
    expect(await allowance()).to.equal(AMOUNT);
    await authorize(terms, data);
    expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, AMOUNT, 0n]);
    expect(await token.balanceOf(payer)).to.equal(START_BALANCE - AMOUNT);
    expect(await allowance()).to.equal(0n);
  });

  it("needs no permit where an allowance stands, and does not lower it to the permit's", async () => {
    const { escrow, token, payer } = suite;
    await token.connect(payer).approve(collector, 5n * AMOUNT);
    for (const data of [
      async (terms: Terms) => erc2612Data(await signConsent(suite, terms)),
      (terms: Terms) => byErc2612(suite, terms),
    ]) {
      const terms = await termsOf(suite);
      await authorize(terms, await data(terms));
      expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
    }
    expect(await allowance()).to.equal(3n * AMOUNT);
    expect(await token.nonces(payer)).to.equal(0n);
  });

  it("E8 refuses a permit of the payer's without its consent to these terms", async () => {
    const { escrow, stranger, token, payer } = suite;
    const terms = await termsOf(suite);
    const permit = await signPermit(suite, terms);
    const other = await signConsent(suite, { ...terms, receiver: stranger.address });
    for (const consent of ["0x", permit, other, await signConsent(suite, terms, { signer: stranger })]) {
      await expectRefused(suite, terms, () => authorize(terms, erc2612Data(consent, permit)), [
        suite.collector,
        "InvalidSignature",
        payer.address,
      ]);
    }
    expect(await allowance()).to.equal(0n);
    expect(await token.nonces(payer)).to.equal(0n);
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.None);
  });

  it("E8 lets a standing allowance pay for nothing that was not signed", async () => {
    const { token, payer, ethers } = suite;
    const signed = await termsOf(suite);
    const data = await byErc2612(suite, signed);
    await token.connect(payer).approve(collector, ethers.MaxUint256);
    const unsigned = await termsOf(suite);
    for (const reused of [data, erc2612Data("0x"), erc2612Data("0x", "0x")]) {
      await expectRefused(suite, unsigned, () => authorize(unsigned, reused), [
        suite.collector,
        "InvalidSignature",
        payer.address,
      ]);
    }
  });

  it("E8 lets what a part left of the allowance pay for nothing else", async () => {
    const { payer } = suite;
    const terms = await termsOf(suite);
    const data = await byErc2612(suite, terms);
    await authorize(terms, data, 40_000_000n);
    expect(await allowance()).to.equal(60_000_000n);
    const next = await termsOf(suite, { maxAmount: 60_000_000n });
    await expectRefused(suite, next, () => authorize(next, data), [
      suite.collector,
      "InvalidSignature",
      payer.address,
    ]);
  });

  it("E8 refuses a consent that was signed for another chain or another collector", async () => {
    const { refundCollector, payer } = suite;
    const terms = await termsOf(suite);
    const permit = await signPermit(suite, terms);
    const consents = [
      await signConsent(suite, terms, { chainId: 1n }),
      await signConsent(suite, terms, { collector: await refundCollector.getAddress() }),
    ];
    for (const consent of consents) {
      await expectRefused(suite, terms, () => authorize(terms, erc2612Data(consent, permit)), [
        suite.collector,
        "InvalidSignature",
        payer.address,
      ]);
    }
  });

  it("refuses a permit of somebody else, of another chain, spender or amount, or used before", async () => {
    const { stranger, token, payer, refundCollector, ethers } = suite;
    const terms = await termsOf(suite);
    const consent = await signConsent(suite, terms);
    const permits = [
      await signPermit(suite, terms, { signer: stranger }),
      await signPermit(suite, terms, { chainId: 1n }),
      await signPermit(suite, terms, { collector: await refundCollector.getAddress() }),
      await signPermit(suite, { ...terms, maxAmount: AMOUNT + 1n }),
      await signPermit(suite, { ...terms, preApprovalExpiry: terms.preApprovalExpiry + 1n }),
      await signPermit(suite, terms, { nonce: 1n }),
      "0x",
    ];
    for (const permit of permits) {
      await expectRefused(suite, terms, () => authorize(terms, erc2612Data(consent, permit)), [
        token,
        "ERC2612InvalidSigner",
        ethers.ZeroAddress,
        payer.address,
      ]);
    }
    expect(await allowance()).to.equal(0n);
    expect(await token.nonces(payer)).to.equal(0n);
  });

  it("refuses a token that has no permit, or swallows it as wrapped native coin does", async () => {
    const { ethers, payer } = suite;
    const [plain, coin] = [
      await ethers.deployContract("PlainToken", [6]),
      await ethers.deployContract("WrappedCoin"),
    ];
    await plain.mint(payer.address, AMOUNT);
    await coin.connect(payer).deposit({ value: AMOUNT });
    for (const token of [plain, coin]) {
      const terms = await termsOf(suite, { token: await token.getAddress() });
      const data = erc2612Data(await signConsent(suite, terms), `0x${"11".repeat(64)}1b`);
      await expect(authorize(terms, data)).to.be.revert(ethers);
      expect(await token.balanceOf(payer)).to.equal(AMOUNT);
      expect(await suite.escrow.statusOf(await suite.escrow.getHash(terms))).to.equal(status.None);
    }
  });

  it("refuses a token that takes a fee on transfer", async () => {
    const { ethers, payer, escrow } = suite;
    const token = await ethers.deployContract("FeeOnTransferToken");
    await token.mint(payer.address, AMOUNT);
    await token.connect(payer).approve(collector, AMOUNT);
    const terms = await termsOf(suite, { token: await token.getAddress() });
    const data = erc2612Data(await signConsent(suite, terms));
    const received = (AMOUNT * 99n) / 100n;
    await expectRefused(suite, terms, () => authorize(terms, data), [
      escrow,
      "InexactTransfer",
      terms.token,
      AMOUNT,
      received,
    ]);
  });

  it("takes the key's consent of an account that has code besides", async () => {
    const { escrow, payer, token, connection, ethers } = suite;
    await token.connect(payer).approve(collector, AMOUNT);
    // As after EIP-7702, by a delegate that knows no signatures.
    await connection.networkHelpers.setCode(payer.address, await ethers.provider.getCode(token));
    const terms = await termsOf(suite);
    await authorize(terms, erc2612Data(await signConsent(suite, terms)));
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
  });
});
