import { expect } from "chai";
import { decodeLog, factSources } from "../../src/chain/decodeLog.ts";
import { EscrowClient } from "../../src/chain/escrow/escrowClient.ts";
import { payerAgnosticHash } from "../../src/chain/escrow/paymentHash.ts";
import { SettlementClient } from "../../src/chain/settlement/settlementClient.ts";
import type { DevelopmentAccount } from "../../src/chain/signer/developmentAccounts.ts";
import { TransactionSender } from "../../src/chain/signer/transactionSender.ts";
import { IPaymentEscrow__factory } from "../../src/chain/typechain/factories/contracts/interfaces/IPaymentEscrow__factory.ts";
import { ISettlement__factory } from "../../src/chain/typechain/factories/contracts/interfaces/ISettlement__factory.ts";
import type { FactBody, PaymentTerms } from "../../src/kernel/facts/chainFact.ts";
import type { ContractCall } from "../../src/kernel/facts/contractCall.ts";
import { type Bytes32, type Hex, ZERO_ADDRESS } from "../../src/kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../src/kernel/time/clock.ts";
import type { EscrowGateway } from "../../src/modules/payments/index.ts";
import type { SettlementGateway } from "../../src/modules/payouts/index.ts";
import type { Lane } from "../../src/modules/transactions/index.ts";
import { signed } from "../fixtures/signed.ts";
import { dollarAbi, startTestChain, type TestChain } from "../fixtures/testChain.ts";

const LATER = 4_000_000_000 as UnixSeconds;
const NEVER = 0 as UnixSeconds;
const escrowAbi = IPaymentEscrow__factory.createInterface();
const settlementAbi = ISettlement__factory.createInterface();

describe("calls and facts of the contracts", () => {
  let chain: TestChain;
  let escrow: EscrowGateway;
  let settlement: SettlementGateway;
  let sender: TransactionSender<Lane>;
  let payer: DevelopmentAccount;
  let shop: DevelopmentAccount;
  let salt = 0n;

  before(async () => {
    chain = await startTestChain();
    escrow = new EscrowClient(() => chain.contracts);
    settlement = new SettlementClient(() => chain.contracts);
    sender = new TransactionSender<Lane>(chain.reader, chain.rpc, chain.laneSigners, async () => -1);
    [payer, shop] = chain.wallets as [DevelopmentAccount, DevelopmentAccount];
    await run("capture", dollars("transfer", [payer.address, 10_000n]));
  });
  after(() => chain.close());

  const dollars = (name: "transfer" | "approve", args: [string, bigint]): ContractCall => ({
    chainId: chain.chainId,
    to: chain.dollar,
    data: dollarAbi.encodeFunctionData(name, args) as Hex,
  });

  const terms = (change: Partial<PaymentTerms> = {}): PaymentTerms => ({
    operator: chain.contracts.operator,
    payer: payer.address,
    receiver: shop.address,
    token: chain.dollar,
    maxAmount: 1_000n,
    preApprovalExpiry: LATER,
    authorizationExpiry: LATER,
    refundExpiry: LATER,
    minFeeBps: 0,
    maxFeeBps: 500,
    feeReceiver: chain.contracts.feeReceiver,
    salt: ++salt,
    ...change,
  });

  /** Sends a call of a lane in a block of its own; returns what our contracts said in it. */
  async function run(lane: Lane, call: ContractCall): Promise<FactBody[]> {
    const from = chain.signers[lane].address;
    const simulated = await sender.simulate(from, call);
    if (simulated.outcome !== "SUCCEEDS") throw new Error(simulated.reason);
    const nonce = await sender.nonceAt(from, await sender.head());
    const gasLimit = simulated.gas * 2n;
    const { raw, hash } = await signed(sender, from, { call, nonce, gasLimit, fees: await sender.fees() });
    expect(await sender.broadcast(raw)).to.deep.equal({ outcome: "TAKEN" });
    await chain.mine();
    expect((await sender.receipt(hash))?.succeeded).to.equal(true);
    return factsOfHead();
  }

  async function factsOfHead(): Promise<FactBody[]> {
    const { hash } = await chain.reader.head();
    const logs = await chain.reader.logsOfBlock(hash, factSources(chain.contracts));
    return logs.flatMap((log) => decodeLog(chain.contracts, log) ?? []);
  }

  /** Holds money by the payer's signature alone. */
  async function authorize(agreed: PaymentTerms, amount = agreed.maxAmount): Promise<FactBody[]> {
    const typedData = escrow.receiveAuthorization({
      chainId: chain.chainId,
      terms: agreed,
      token: { name: "Test Dollar", version: "1" },
    });
    const signature = await payer.signTypedData(typedData);
    expect(escrow.isSignedBy(payer.address, typedData, signature)).to.equal(true);
    const consent = { scheme: "EIP3009" as const, validAfter: NEVER, validBefore: LATER, signature };
    return run("capture", escrow.authorizeCall({ chainId: chain.chainId, terms: agreed, amount, consent }));
  }

  it("hashes terms as the escrow does", async () => {
    const agreed = terms({ feeReceiver: ZERO_ADDRESS, salt: 2n ** 256n - 1n });
    const onChain = async (of: PaymentTerms) => {
      const data = escrowAbi.encodeFunctionData("getHash", [of]);
      return chain.rpc.request("eth_call", [{ to: chain.contracts.escrow, data }, "latest"]);
    };
    expect(escrow.paymentHash(chain.chainId, agreed)).to.equal(await onChain(agreed));
    expect(payerAgnosticHash(chain.chainId, chain.contracts.escrow, agreed)).to.equal(
      await onChain({ ...agreed, payer: ZERO_ADDRESS }),
    );
  });

  it("holds money by a signed authorization", async () => {
    const agreed = terms();
    const facts = await authorize(agreed, 900n);
    const paymentHash = escrow.paymentHash(chain.chainId, agreed);
    expect(facts).to.deep.equal([{ name: "PaymentAuthorized", paymentHash, terms: agreed, amount: 900n }]);
  });

  it("holds money by a pre-approval", async () => {
    const agreed = terms();
    const { approve, preApprove } = escrow.preApprovalCalls(chain.chainId, agreed);
    await chain.send(payer, approve);
    await chain.send(payer, preApprove);
    await chain.mine();
    const paymentHash = escrow.paymentHash(chain.chainId, agreed);
    expect(await factsOfHead()).to.deep.equal([
      { name: "PaymentPreApproved", paymentHash, payer: payer.address },
    ]);
    const order = {
      chainId: chain.chainId,
      terms: agreed,
      amount: 1_000n,
      consent: { scheme: "PREAPPROVAL" },
    } as const;
    expect((await run("capture", escrow.authorizeCall(order)))[0]?.name).to.equal("PaymentAuthorized");
  });

  it("captures what it can of a batch, and says what it skipped", async () => {
    const [first, second] = [terms(), terms()];
    await authorize(first);
    await authorize(second);
    const item = { amount: 400n, feeBps: 250, feeReceiver: chain.contracts.feeReceiver };
    const facts = await run(
      "capture",
      escrow.captureBatchCall(chain.chainId, [
        { terms: first, ...item, expectedCapturable: 1_000n },
        { terms: second, ...item, expectedCapturable: 999n },
      ]),
    );
    const hashes = [first, second].map((of) => escrow.paymentHash(chain.chainId, of)) as [Bytes32, Bytes32];
    expect(facts.find(({ name }) => name === "PaymentCaptured")).to.deep.equal({
      name: "PaymentCaptured",
      paymentHash: hashes[0],
      amount: 400n,
      feeBps: 250,
      feeReceiver: chain.contracts.feeReceiver,
    });
    const skipped = facts.find(({ name }) => name === "CaptureSkipped");
    expect(skipped).to.include({ name: "CaptureSkipped", paymentHash: hashes[1] });
    const selector = escrowAbi.getError("StateMismatch")?.selector;
    expect((skipped as Extract<FactBody, { name: "CaptureSkipped" }>).reason.slice(0, 10)).to.equal(selector);
    const balances = facts.filter(({ name }) => name === "BalanceUpdated");
    expect(balances).to.deep.include({
      name: "BalanceUpdated",
      account: shop.address,
      token: chain.dollar,
      ref: hashes[0],
      kind: 0,
      delta: 390n,
      available: 390n,
      reserved: 0n,
    });
  });

  it("voids and refunds", async () => {
    const agreed = terms();
    const paymentHash = escrow.paymentHash(chain.chainId, agreed);
    await authorize(agreed);
    const capture = {
      terms: agreed,
      amount: 300n,
      feeBps: 0,
      feeReceiver: ZERO_ADDRESS,
      expectedCapturable: 1_000n,
    };
    await run(
      "capture",
      escrow.captureBatchCall(chain.chainId, [{ ...capture, feeReceiver: agreed.feeReceiver }]),
    );
    const voided = await run("capture", escrow.voidCall(chain.chainId, agreed));
    expect(voided).to.deep.equal([{ name: "PaymentVoided", paymentHash, amount: 700n }]);
    const refunded = await run(
      "capture",
      escrow.refundBatchCall(chain.chainId, [{ terms: agreed, amount: 100n, expectedRefundable: 300n }]),
    );
    expect(refunded.find(({ name }) => name === "PaymentRefunded")).to.deep.equal({
      name: "PaymentRefunded",
      paymentHash,
      amount: 100n,
      collector: ZERO_ADDRESS,
    });
    const again = await run(
      "capture",
      escrow.refundBatchCall(chain.chainId, [{ terms: agreed, amount: 100n, expectedRefundable: 300n }]),
    );
    expect(again.map(({ name }) => name)).to.deep.equal(["RefundSkipped"]);
  });

  it("pays out, and says which item failed and why", async () => {
    const agreed = terms();
    await authorize(agreed);
    const capture = { terms: agreed, amount: 1_000n, feeBps: 0, feeReceiver: agreed.feeReceiver };
    await run(
      "capture",
      escrow.captureBatchCall(chain.chainId, [{ ...capture, expectedCapturable: 1_000n }]),
    );
    const batchId = `0x${"5a".repeat(32)}` as Bytes32;
    const item = { account: shop.address, token: chain.dollar };
    const facts = await run(
      "payout",
      settlement.payoutBatchCall(chain.chainId, batchId, [
        { ...item, to: shop.address, amount: 50n },
        { ...item, to: payer.address, amount: 60n },
      ]),
    );
    expect(facts.find(({ name }) => name === "PayoutSent")).to.deep.equal({
      name: "PayoutSent",
      batchId,
      ...item,
      to: shop.address,
      amount: 50n,
    });
    const failed = facts.find(({ name }) => name === "PayoutFailed") as Extract<
      FactBody,
      { name: "PayoutFailed" }
    >;
    expect(failed).to.include({ batchId, to: payer.address, amount: 60n });
    expect(failed.reason.slice(0, 10)).to.equal(settlementAbi.getError("RecipientNotAllowed")?.selector);
    expect(
      await sender.simulate(
        chain.signers.payout.address,
        settlement.payoutBatchCall(chain.chainId, batchId, []),
      ),
    ).to.deep.equal({
      outcome: "REVERTS",
      reason: "BatchAlreadyExecuted",
    });
  });

  it("adds and removes recipients of a managed account", async () => {
    const order = { chainId: chain.chainId, account: shop.address, recipient: payer.address };
    expect(
      await sender.simulate(
        chain.signers.admin.address,
        settlement.setRecipientCall({ ...order, allowed: true }),
      ),
    ).to.deep.equal({
      outcome: "REVERTS",
      reason: "NotManaged",
    });
    await chain.send(shop, {
      to: chain.contracts.settlement,
      data: settlementAbi.encodeFunctionData("setManaged", [true]),
    });
    await chain.mine();
    const [added] = await run("admin", settlement.setRecipientCall({ ...order, allowed: true }));
    expect(added).to.include({ name: "RecipientSet", account: shop.address, recipient: payer.address });
    expect((added as Extract<FactBody, { name: "RecipientSet" }>).effectiveAt).to.be.greaterThan(0);
    const [removed] = await run("admin", settlement.setRecipientCall({ ...order, allowed: false }));
    expect(removed).to.deep.equal({
      name: "RecipientSet",
      account: shop.address,
      recipient: payer.address,
      effectiveAt: 0,
    });
  });
});
