import { expect } from "chai";
import { type BaseContract, Contract } from "ethers";
import { PERMIT2 } from "../../../ignition/permit2/ensurePermit2.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import {
  byErc2612,
  byErc3009,
  byPermit2,
  type SignedData,
  withWalletDollar,
} from "../fixtures/signatures.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

const permit2Abi = ["error InvalidSigner()", "error InvalidContractSignature()"];
const permit2 = new Contract(PERMIT2, permit2Abi);

interface Method {
  readonly sign: SignedData;
  /** How somebody else's signature, or one over something else, is refused. */
  readonly refusal: (suite: Suite, terms: Terms) => [BaseContract, string, ...unknown[]];
  /** The same where the payer is a contract. */
  readonly walletRefusal: (suite: Suite, terms: Terms) => [BaseContract, string, ...unknown[]];
}

const ofToken: Method["refusal"] = ({ token }) => [token, "ERC3009InvalidSignature"];
const ofCollector: Method["refusal"] = ({ collector }, { payer }) => [collector, "InvalidSignature", payer];

/** What holds for each way of paying by signature. */
const methods: Readonly<Record<string, Method>> = {
  "EIP-3009": { sign: byErc3009, refusal: ofToken, walletRefusal: ofToken },
  Permit2: {
    sign: byPermit2,
    refusal: () => [permit2, "InvalidSigner"],
    walletRefusal: () => [permit2, "InvalidContractSignature"],
  },
  "EIP-2612": { sign: byErc2612, refusal: ofCollector, walletRefusal: ofCollector },
};

for (const [name, { sign, refusal, walletRefusal }] of Object.entries(methods)) {
  describe(`collecting by ${name}`, () => {
    let suite: Suite;
    beforeEach(async () => {
      suite = await withWalletDollar(await loadSuite());
      const { token, payer, ethers } = suite;
      await token.connect(payer).approve(await suite.collector.getAddress(), 0n);
      await token.connect(payer).approve(PERMIT2, ethers.MaxUint256);
    });

    const authorize = async (terms: Terms, data: string, amount = terms.maxAmount) =>
      suite.escrow.connect(suite.operator).authorize(terms, amount, await suite.collector.getAddress(), data);

    /** A contract wallet of the payer's key, with money and an allowance to Permit2. */
    async function walletOfPayer(): Promise<string> {
      const { ethers, payer, token } = suite;
      const wallet = await ethers.deployContract("OwnerWallet", [payer.address]);
      await token.mint(wallet, AMOUNT);
      const approve = token.interface.encodeFunctionData("approve", [PERMIT2, ethers.MaxUint256]);
      await wallet.connect(payer).execute(token, approve);
      return wallet.getAddress();
    }

    it("holds all of it", async () => {
      const { escrow, token, payer, collector } = suite;
      const terms = await termsOf(suite);
      await authorize(terms, await sign(suite, terms));
      expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, AMOUNT, 0n]);
      expect(await token.balanceOf(payer)).to.equal(START_BALANCE - AMOUNT);
      expect(await token.balanceOf(escrow)).to.equal(AMOUNT);
      expect(await token.balanceOf(collector)).to.equal(0n);
    });

    it("takes a part and leaves the rest to the payer", async () => {
      const { escrow, token, payer, collector } = suite;
      const terms = await termsOf(suite);
      await authorize(terms, await sign(suite, terms), 30_000_000n);
      expect(await escrow.paymentState(await escrow.getHash(terms))).to.deep.equal([true, 30_000_000n, 0n]);
      expect(await token.balanceOf(payer)).to.equal(START_BALANCE - 30_000_000n);
      expect(await token.balanceOf(escrow)).to.equal(30_000_000n);
      expect(await token.balanceOf(collector)).to.equal(0n);
    });

    it("charges, straight into Settlement", async () => {
      const { escrow, operator, collector, token, settlement, feeReceiver } = suite;
      const terms = await termsOf(suite);
      const data = await sign(suite, terms);
      await escrow.connect(operator).charge(terms, AMOUNT, collector, data, 100, feeReceiver.address);
      expect(await token.balanceOf(settlement)).to.equal(AMOUNT);
      expect(await settlement.balanceOf(terms.receiver, terms.token)).to.deep.equal([99_000_000n, 0n]);
    });

    for (const [length, prefix] of [
      ["of an account's length", "0x"],
      ["of another length", "0x00"],
    ] as const) {
      it(`takes a smart wallet's signature ${length}`, async () => {
        const { escrow, token } = suite;
        const payer = await walletOfPayer();
        const terms = await termsOf(suite, { payer });
        await authorize(terms, await sign(suite, terms, { prefix }));
        expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
        expect(await token.balanceOf(payer)).to.equal(0n);
      });
    }

    it("E8 refuses the signature of anyone but the payer", async () => {
      const terms = await termsOf(suite);
      const data = await sign(suite, terms, { signer: suite.stranger });
      await expectRefused(suite, terms, () => authorize(terms, data), refusal(suite, terms));
    });

    it("E8 refuses a signature over other terms, whatever differs", async () => {
      const { stranger, settler, feeReceiver } = suite;
      const terms = await termsOf(suite);
      const changes: readonly Partial<Terms>[] = [
        { operator: settler.address },
        { receiver: stranger.address },
        { maxAmount: AMOUNT + 1n },
        { preApprovalExpiry: terms.preApprovalExpiry - 1n },
        { authorizationExpiry: terms.authorizationExpiry + 1n },
        { refundExpiry: terms.refundExpiry + 1n },
        { minFeeBps: 1n },
        { maxFeeBps: 501n },
        { feeReceiver: feeReceiver.address },
        { salt: terms.salt + 1_000n },
      ];
      for (const change of changes) {
        const data = await sign(suite, { ...terms, ...change });
        await expectRefused(suite, terms, () => authorize(terms, data), refusal(suite, terms));
      }
    });

    it("E8 refuses to take another token than was signed", async () => {
      const { ethers, admin, payer, collector } = suite;
      const other = await ethers.deployContract("TestDollar", [admin.address]);
      await other.mint(payer.address, AMOUNT);
      await other.connect(payer).approve(collector, ethers.MaxUint256);
      await other.connect(payer).approve(PERMIT2, ethers.MaxUint256);
      const terms = await termsOf(suite);
      const data = await sign(suite, terms);
      const stolen = { ...terms, token: await other.getAddress() };
      await expectRefused(
        suite,
        stolen,
        () => authorize(stolen, data),
        refusal({ ...suite, token: other }, stolen),
      );
    });

    it("E8 refuses to use one signature twice", async () => {
      const { escrow } = suite;
      const terms = await termsOf(suite);
      const data = await sign(suite, terms);
      await authorize(terms, data, 1n);
      const id = await escrow.getHash(terms);
      await expectRefused(suite, terms, () => authorize(terms, data, 1n), [
        escrow,
        "PaymentAlreadyCollected",
        id,
      ]);
    });

    it("E8 refuses a signature for another collector", async () => {
      const { refundCollector } = suite;
      const terms = await termsOf(suite);
      // An EIP-3009 signature names the collector as receiver; the others as spender or domain.
      const elsewhere: Suite = { ...suite, collector: refundCollector };
      const data = await sign(elsewhere, terms);
      await expectRefused(suite, terms, () => authorize(terms, data), refusal(suite, terms));
    });

    it("E8 refuses a signature for another escrow", async () => {
      const { ethers, accessManager, settlement } = suite;
      const other = await ethers.deployContract("PaymentEscrow", [accessManager, settlement]);
      const terms = await termsOf(suite);
      const collector = await ethers.deployContract("PaymentCollector", [other, 0, PERMIT2]);
      const data = await sign({ ...suite, escrow: other, collector }, terms);
      await expectRefused(suite, terms, () => authorize(terms, data), refusal(suite, terms));
    });

    it("E8 refuses a signature of one wallet for another wallet of the same owner", async () => {
      const [wallet, other] = [await walletOfPayer(), await walletOfPayer()];
      const terms = await termsOf(suite, { payer: wallet });
      const data = await sign(suite, terms);
      const stolen = { ...terms, payer: other };
      await expectRefused(suite, stolen, () => authorize(stolen, data), walletRefusal(suite, stolen));
    });

    it("E8 takes a careless wallet's word for that wallet's money only", async () => {
      const { ethers, token, payer, escrow, connection } = suite;
      const careless = await (await ethers.deployContract("AnySignatureWallet")).getAddress();
      await token.mint(careless, AMOUNT);
      const asWallet = await connection.networkHelpers
        .impersonateAccount(careless)
        .then(() => ethers.getSigner(careless));
      await connection.networkHelpers.setBalance(careless, 10n ** 18n);
      await token.connect(asWallet).approve(PERMIT2, AMOUNT);
      const terms = await termsOf(suite, { payer: careless });
      const data = await sign(suite, terms, { signer: suite.stranger });
      const others = { ...terms, payer: payer.address };
      await expectRefused(suite, others, () => authorize(others, data), refusal(suite, others));
      await authorize(terms, data);
      expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
      expect(await token.balanceOf(careless)).to.equal(0n);
    });

    it("refuses what was signed too long ago", async () => {
      const { escrow, connection } = suite;
      const terms = await termsOf(suite);
      const data = await sign(suite, terms);
      const expiry = terms.preApprovalExpiry;
      await connection.networkHelpers.time.setNextBlockTimestamp(expiry - 1n);
      await connection.networkHelpers.mine();
      await connection.networkHelpers.time.setNextBlockTimestamp(expiry);
      await expectRefused(suite, terms, () => authorize(terms, data), [
        escrow,
        "AfterPreApprovalExpiry",
        expiry,
        expiry,
      ]);
    });

    it("refuses a payer without the money", async () => {
      const { token, payer, stranger, escrow } = suite;
      await token.connect(payer).transfer(stranger, START_BALANCE - AMOUNT + 1n);
      const terms = await termsOf(suite);
      const data = await sign(suite, terms);
      await expect(authorize(terms, data)).to.be.revert(suite.ethers);
      expect(await token.balanceOf(payer)).to.equal(AMOUNT - 1n);
      expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.None);
    });

    it("is unknown to the refund collector", async () => {
      const { escrow, operator, refundCollector, payer } = suite;
      const terms = await termsOf(suite);
      await authorize(terms, await sign(suite, terms));
      await escrow.connect(operator).capture(terms, AMOUNT, 0, suite.ethers.ZeroAddress);
      const next = { ...(await termsOf(suite)), payer: payer.address };
      const data = await sign({ ...suite, collector: refundCollector }, next);
      const methodId = BigInt(data.slice(0, 66));
      await expectRefused(
        suite,
        terms,
        () => escrow.connect(operator).refund(terms, AMOUNT, refundCollector, data),
        [refundCollector, "MethodNotSupported", methodId],
      );
    });
  });
}
