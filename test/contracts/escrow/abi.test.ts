import { expect } from "chai";
import { AbiCoder, type Interface, id, keccak256, toUtf8Bytes } from "ethers";
import { loadSuite } from "../fixtures/loadSuite.js";
import type { Suite } from "../fixtures/suite.js";

/** Written from the ABI of Base's AuthCaptureEscrow, not from our artifact. */
const info = "(address,address,address,address,uint120,uint48,uint48,uint48,uint16,uint16,address,uint256)";
const functions = [
  `authorize(${info},uint256,address,bytes)`,
  `charge(${info},uint256,address,bytes,uint16,address)`,
  `capture(${info},uint256,uint16,address)`,
  `void(${info})`,
  `reclaim(${info})`,
  `refund(${info},uint256,address,bytes)`,
  `getHash(${info})`,
  "paymentState(bytes32)",
  "PAYMENT_INFO_TYPEHASH()",
];
const events = [
  `PaymentCharged(bytes32,${info},uint256,address,uint16,address)`,
  `PaymentAuthorized(bytes32,${info},uint256,address)`,
  "PaymentCaptured(bytes32,uint256,uint16,address)",
  "PaymentVoided(bytes32,uint256)",
  "PaymentReclaimed(bytes32,uint256)",
  "PaymentRefunded(bytes32,uint256,address)",
];
const typeString =
  "PaymentInfo(address operator,address payer,address receiver,address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)";
const fieldTypes = [
  "address",
  "address",
  "address",
  "address",
  "uint120",
  "uint48",
  "uint48",
  "uint48",
].concat(["uint16", "uint16", "address", "uint256"]);
const numbered = (n: number): string => `0x${n.toString(16).padStart(40, "0")}`;
const example = {
  operator: numbered(0xa1),
  payer: numbered(0xa2),
  receiver: numbered(0xa3),
  token: numbered(0xa4),
  maxAmount: 1_000_000n,
  preApprovalExpiry: 1_800_000_000n,
  authorizationExpiry: 1_800_086_400n,
  refundExpiry: 1_802_592_000n,
  minFeeBps: 0n,
  maxFeeBps: 250n,
  feeReceiver: numbered(0xa5),
  salt: 42n,
};

describe("ABI of the escrow", () => {
  let suite: Suite;
  let escrow: Interface;
  let collector: Interface;
  before(async () => {
    suite = await loadSuite();
    [escrow, collector] = [suite.escrow.interface, suite.collector.interface];
  });

  for (const signature of functions) {
    it(`has the function ${signature.slice(0, signature.indexOf("("))} with its selector`, () => {
      const selector = id(signature).slice(0, 10);
      expect(escrow.getFunction(selector)?.format("sighash")).to.equal(signature);
    });
  }

  for (const signature of events) {
    it(`has the event ${signature.slice(0, signature.indexOf("("))} with its topic and one indexed id`, () => {
      const event = escrow.getEvent(id(signature));
      expect(event?.format("sighash")).to.equal(signature);
      expect(event?.inputs.map(({ indexed }) => indexed === true)).to.deep.equal(
        event?.inputs.map((_, i) => i === 0),
      );
    });
  }

  it("returns the payment state in the same order", () => {
    const outputs = suite.escrow.interface
      .getFunction("paymentState")
      .outputs.map(({ type, name }) => [type, name]);
    expect(outputs).to.deep.equal([
      ["bool", "hasCollectedPayment"],
      ["uint120", "capturableAmount"],
      ["uint120", "refundableAmount"],
    ]);
  });

  it("hashes terms by the same recipe", async () => {
    const { escrow, ethers } = suite;
    const coder = AbiCoder.defaultAbiCoder();
    const typehash = keccak256(toUtf8Bytes(typeString));
    expect(await escrow.PAYMENT_INFO_TYPEHASH()).to.equal(typehash);
    const { chainId } = await ethers.provider.getNetwork();
    const idOf = (terms: typeof example) => {
      const termsHash = keccak256(
        coder.encode(["bytes32", ...fieldTypes], [typehash, ...Object.values(terms)]),
      );
      return keccak256(coder.encode(["uint256", "address", "bytes32"], [chainId, escrow.target, termsHash]));
    };
    expect(await escrow.getHash(example)).to.equal(idOf(example));
    const anyPayer = { ...example, payer: ethers.ZeroAddress };
    expect(await escrow.getHash(anyPayer)).to.equal(idOf(anyPayer));
  });

  it("has the collector's functions with their selectors", () => {
    for (const signature of [`collectTokens(${info},address,uint256,bytes)`, "collectorType()"]) {
      const selector = id(signature).slice(0, 10);
      expect(collector.getFunction(selector)?.format("sighash")).to.equal(signature);
    }
    const preApproved = collector.getEvent(id("PaymentPreApproved(bytes32,address)"));
    expect(preApproved?.inputs.map(({ indexed }) => indexed)).to.deep.equal([true, true]);
  });
});
