import { expect } from "chai";
import { AbiCoder, Contract, getCreate2Address, keccak256 } from "ethers";
import { CREATE2_DEPLOYER, PERMIT2, PERMIT2_SALT } from "../../../ignition/permit2/ensurePermit2.js";
import permit2Code from "../../../ignition/permit2/Permit2.json" with { type: "json" };
import { loadSuite } from "../fixtures/loadSuite.js";
import { AMOUNT, type Terms, termsOf } from "../fixtures/paymentInfo.js";
import { expectRefused } from "../fixtures/refusal.js";
import { byPermit2 } from "../fixtures/signatures.js";
import { status } from "../fixtures/status.js";
import { START_BALANCE, type Suite } from "../fixtures/suite.js";

/** From Permit2's ISignatureTransfer, SignatureVerification and PermitErrors. */
const permit2Abi = [
  "function permitTransferFrom(((address token,uint256 amount) permitted,uint256 nonce,uint256 deadline) permit,(address to,uint256 requestedAmount) transferDetails,address owner,bytes signature)",
  "function permitWitnessTransferFrom(((address token,uint256 amount) permitted,uint256 nonce,uint256 deadline) permit,(address to,uint256 requestedAmount) transferDetails,address owner,bytes32 witness,string witnessTypeString,bytes signature)",
  "function invalidateUnorderedNonces(uint256 wordPos,uint256 mask)",
  "function nonceBitmap(address owner,uint256 wordPos) view returns (uint256)",
  "error InvalidSigner()",
  "error InvalidNonce()",
];

describe("collecting by Permit2", () => {
  let suite: Suite;
  let collector: string;
  let permit2: Contract;
  beforeEach(async () => {
    suite = await loadSuite();
    collector = await suite.collector.getAddress();
    permit2 = new Contract(PERMIT2, permit2Abi, suite.stranger);
    await suite.token.connect(suite.payer).approve(collector, 0n);
    await suite.token.connect(suite.payer).approve(PERMIT2, suite.ethers.MaxUint256);
  });

  const authorize = (terms: Terms, data: string, amount = terms.maxAmount) =>
    suite.escrow.connect(suite.operator).authorize(terms, amount, collector, data);
  const signatureIn = (data: string): string =>
    AbiCoder.defaultAbiCoder().decode(["uint8", "bytes"], data)[1];
  const nonceOf = async (terms: Terms) =>
    BigInt(await suite.escrow.getHash({ ...terms, payer: suite.ethers.ZeroAddress }));

  it("meets the contract that is on every chain: its address is a hash of its code", async () => {
    const address = getCreate2Address(CREATE2_DEPLOYER, PERMIT2_SALT, keccak256(permit2Code.initCode));
    expect(address).to.equal(PERMIT2);
    expect(await suite.collector.permit2Deployment()).to.equal(PERMIT2);
    expect(await suite.ethers.provider.getCode(PERMIT2)).to.have.length(2 + 2 * 9_152);
  });

  it("uses up the payer's nonce, which is the payment's id without payer", async () => {
    const terms = await termsOf(suite);
    await authorize(terms, await byPermit2(suite, terms));
    const nonce = await nonceOf(terms);
    const word = await permit2.getFunction("nonceBitmap")(suite.payer.address, nonce >> 8n);
    expect(word).to.equal(1n << (nonce & 0xffn));
  });

  it("takes compact signatures, as Permit2 does", async () => {
    const { ethers, escrow } = suite;
    const terms = await termsOf(suite);
    const { compactSerialized } = ethers.Signature.from(signatureIn(await byPermit2(suite, terms)));
    const data = AbiCoder.defaultAbiCoder().encode(["uint8", "bytes"], [3, compactSerialized]);
    await authorize(terms, data);
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.Authorized);
  });

  it("cannot be front-run by the one who sees the signature", async () => {
    const { payer, stranger, token, ethers } = suite;
    const terms = await termsOf(suite);
    const signature = signatureIn(await byPermit2(suite, terms));
    const permit = [[terms.token, AMOUNT], await nonceOf(terms), terms.preApprovalExpiry];
    const details = [stranger.address, AMOUNT];
    await expect(
      permit2.getFunction("permitTransferFrom")(permit, details, payer.address, signature),
    ).to.be.revertedWithCustomError(permit2, "InvalidSigner");
    const call = permit2.getFunction("permitWitnessTransferFrom");
    await expect(
      call(permit, details, payer.address, ethers.id("terms"), "bytes32 witness)", signature),
    ).to.be.revertedWithCustomError(permit2, "InvalidSigner");
    expect(await token.balanceOf(payer)).to.equal(START_BALANCE);
    expect(await token.balanceOf(stranger)).to.equal(START_BALANCE);
  });

  it("refuses what the payer took back", async () => {
    const { payer } = suite;
    const terms = await termsOf(suite);
    const data = await byPermit2(suite, terms);
    const nonce = await nonceOf(terms);
    const asPayer = new Contract(PERMIT2, permit2Abi, payer);
    await asPayer.getFunction("invalidateUnorderedNonces")(nonce >> 8n, 1n << (nonce & 0xffn));
    await expectRefused(suite, terms, () => authorize(terms, data), [permit2, "InvalidNonce"]);
  });

  it("E8 refuses a signature for another chain", async () => {
    const terms = await termsOf(suite);
    const data = await byPermit2(suite, terms, { chainId: 1n });
    await expectRefused(suite, terms, () => authorize(terms, data), [permit2, "InvalidSigner"]);
  });

  it("E8 refuses a transfer that the payer signed without these terms", async () => {
    const { payer, ethers } = suite;
    const terms = await termsOf(suite);
    const { chainId } = await ethers.provider.getNetwork();
    const signature = await payer.signTypedData(
      { name: "Permit2", chainId, verifyingContract: PERMIT2 },
      {
        PermitTransferFrom: [
          { name: "permitted", type: "TokenPermissions" },
          { name: "spender", type: "address" },
          { name: "nonce", type: "uint256" },
          { name: "deadline", type: "uint256" },
        ],
        TokenPermissions: [
          { name: "token", type: "address" },
          { name: "amount", type: "uint256" },
        ],
      },
      {
        permitted: { token: terms.token, amount: AMOUNT },
        spender: collector,
        nonce: await nonceOf(terms),
        deadline: terms.preApprovalExpiry,
      },
    );
    const data = AbiCoder.defaultAbiCoder().encode(["uint8", "bytes"], [3, signature]);
    await expectRefused(suite, terms, () => authorize(terms, data), [permit2, "InvalidSigner"]);
  });

  it("refuses a payer that has not let Permit2 take the token", async () => {
    const { token, payer, escrow } = suite;
    await token.connect(payer).approve(PERMIT2, AMOUNT - 1n);
    const terms = await termsOf(suite);
    await expect(authorize(terms, await byPermit2(suite, terms))).to.be.revertedWith("TRANSFER_FROM_FAILED");
    expect(await escrow.statusOf(await escrow.getHash(terms))).to.equal(status.None);
    expect(await token.balanceOf(payer)).to.equal(START_BALANCE);
  });

  it("refuses a token that takes a fee on transfer", async () => {
    const { ethers, payer, escrow } = suite;
    const token = await ethers.deployContract("FeeOnTransferToken");
    await token.mint(payer.address, AMOUNT);
    await token.connect(payer).approve(PERMIT2, AMOUNT);
    const terms = await termsOf(suite, { token: await token.getAddress() });
    const data = await byPermit2(suite, terms);
    await expectRefused(suite, terms, () => authorize(terms, data), [
      escrow,
      "InexactTransfer",
      terms.token,
      AMOUNT,
      (AMOUNT * 99n) / 100n,
    ]);
  });
});
