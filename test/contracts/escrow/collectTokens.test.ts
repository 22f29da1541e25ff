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
    for (const unknown of [method.OperatorFunds, 5, 255]) {
      const call = async () => authorizeBy(terms, await collector.getAddress(), collectorData(unknown));
      await expectRefused(suite, terms, call, [collector, "MethodNotSupported", BigInt(unknown)]);
    }
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
