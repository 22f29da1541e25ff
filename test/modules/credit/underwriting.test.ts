import { expect } from "chai";
import { attestationOf, isAttested, proofOf } from "../../../src/chain/credit/attestation.ts";
import { CreditClient } from "../../../src/chain/credit/creditClient.ts";
import { signTerms } from "../../../src/chain/credit/termsSigner.ts";
import { developmentAccounts } from "../../../src/chain/signer/developmentAccounts.ts";
import { underwriteCreditPass } from "../../../src/jobs/workers/underwriteCredit.worker.ts";
import type { DomainError } from "../../../src/kernel/errors/domainError.ts";
import { assetIdOf } from "../../../src/kernel/ids/chainIds.ts";
import { type Id, newId } from "../../../src/kernel/ids/ids.ts";
import {
  approveRequest,
  type CreditRequest,
  findRequestOf,
  getRequests,
  listLines,
  requestCredit,
  revokeConsent,
} from "../../../src/modules/credit/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { FINALITY_DEPTH } from "../../indexer/followWorld.ts";
import { type CreditWorld, DAY, openCreditWorld } from "./creditWorld.ts";

const TUSD = 1_000_000n;

describe(`underwriting (${databaseKind})`, function () {
  this.timeout(60_000);
  let chain: TestChain;
  let world: CreditWorld;
  let clean: unknown;
  let pass: () => Promise<boolean>;
  let gateway: CreditClient;
  const context = () => ({ clock: world.clock, creditOf: () => chain.contracts.credit ?? [] });

  before(async () => {
    chain = await startTestChain(undefined, { withSuite: true });
    gateway = new CreditClient(() => ({
      rpc: chain.rpc,
      finality: { kind: "DEPTH", depth: FINALITY_DEPTH },
    }));
  });
  after(() => chain.close());
  beforeEach(async () => {
    clean = await chain.rpc.request("evm_snapshot");
    world = await openCreditWorld(chain);
    const [underwriter] = developmentAccounts(1);
    if (!underwriter) throw new Error("there is one");
    pass = underwriteCreditPass(world.database, context(), {
      attestationOf,
      ceilingOf: (chainId, creditLine) => gateway.ceilingOf(chainId, creditLine),
      sign: (chainId, creditLine, terms) => signTerms(underwriter, chainId, creditLine, terms),
    });
  });
  afterEach(async () => {
    await world.close();
    await chain.rpc.request("evm_revert", [clean]);
  });

  const ask = (amount: string) =>
    world.inTx((tx) =>
      requestCredit(
        tx,
        { ...world.owner, assetId: assetIdOf(chain.chainId, chain.dollar), amount },
        context(),
      ),
    );
  const now = async ({ id }: CreditRequest) => {
    const [found] = await world.inTx((tx) => getRequests(tx, world.owner, [id]));
    if (!found) throw new Error("the request is there");
    return found;
  };
  /** Three months in which one capture after another becomes final; older by `days` in our books. */
  const sell = async (amount: string) => {
    for (const age of [65, 35, 5]) {
      const payment = await world.capture(amount);
      await world.mineAndFollow(FINALITY_DEPTH);
      const at = new Date(world.clock.now().getTime() - age * DAY * 1_000);
      await world.inTx((tx) =>
        tx
          .updateTable("payment_operations")
          .set({ created_at: at })
          .where("payment_id", "=", payment.id)
          .execute(),
      );
    }
  };

  it("declines what has no sales behind it, and says why by factor", async () => {
    const request = await ask("500");
    expect(request.status).to.equal("REQUESTED");
    await pass();
    const { status, judged, terms } = await now(request);
    expect([status, judged?.points, terms]).to.deep.equal(["DECLINED", 0, null]);
    expect(judged?.factors.map(({ factor, points }) => [factor, points])).to.deep.equal([
      ["VOLUME", 0],
      ["TREND", 0],
      ["VOLATILITY", 0],
      ["REFUNDS", 0],
      ["TENURE", 0],
      ["CONCENTRATION", 0],
    ]);
  });

  it("judges, signs, and the contract takes the terms; the line carries the commitment", async () => {
    await sell("20000");
    const request = await ask("3000");
    await pass();
    const offered = await now(request);
    // 20,000 a month: 18; steady: 10 and 15; no refunds: 15; 65 days: 0; one payer: 0. A fifth of 60,000 is 4,000 a
    // month, of which 40 % are lent.
    expect([offered.status, offered.judged?.points, offered.terms?.limit]).to.deep.equal([
      "OFFERED",
      58,
      1_600n * TUSD,
    ]);
    const { terms, signed, judged } = offered;
    if (!terms || !signed || !judged) throw new Error("it is offered");
    const call = gateway.openCall(
      { chainId: chain.chainId, contract: world.credit.creditLine },
      terms,
      signed,
    );
    await chain.send(world.borrower, call);
    await world.mineAndFollow();
    const page = { limit: 10, from: null, backward: false } as const;
    const [line] = (await world.inTx((tx) => listLines(tx, world.owner, { page }))).items;
    expect([line?.status, line?.limit, line?.attestation]).to.deep.equal([
      "ACTIVE",
      1_600n * TUSD,
      judged.attestation,
    ]);
    expect(line && (await world.inTx((tx) => findRequestOf(tx, line)))?.id).to.equal(request.id);
    for (const [index, leaf] of judged.leaves.entries()) {
      const proof = proofOf(judged.leaves, index);
      expect(isAttested(judged.attestation, leaf, proof), leaf.name).to.equal(true);
      expect(isAttested(judged.attestation, { ...leaf, value: `${leaf.value}0` }, proof)).to.equal(false);
    }
    const told = JSON.stringify(await world.facts("CreditOpened"));
    expect(told).not.to.contain("captured");
  });

  it("lets one request of an asset be under way, and an operator approve only what waits for one", async () => {
    const request = await ask("500");
    const codeOf = (error: DomainError) => error.code;
    expect(await ask("600").catch(codeOf)).to.equal("CREDIT_REQUEST_OPEN");
    const operator = newId("ApiKey") as Id<"ApiKey">;
    const approve = () => world.inTx((tx) => approveRequest(tx, { id: request.id, operator }, context()));
    expect(await approve().catch(codeOf)).to.equal("INVALID_STATE");
    expect((await now(request)).version).to.equal(1);
  });

  it("has a large offer approved by an operator before it is signed", async () => {
    await sell("200000");
    const request = await ask("20000");
    await pass();
    await pass();
    expect((await now(request)).status).to.equal("REVIEW");
    const operator = newId("ApiKey") as Id<"ApiKey">;
    await world.inTx((tx) => approveRequest(tx, { id: request.id, operator }, context()));
    await pass();
    const { status, approvedBy, terms } = await now(request);
    expect([status, approvedBy, terms?.limit]).to.deep.equal(["OFFERED", operator, 20_000n * TUSD]);
  });

  it("judges and signs nothing once the consent is taken back", async () => {
    const request = await ask("500");
    await world.inTx((tx) => revokeConsent(tx, { ...world.owner, id: request.id }, context()));
    await world.inTx((tx) => revokeConsent(tx, { ...world.owner, id: request.id }, context()));
    await pass();
    const { status, judged, version } = await now(request);
    expect([status, judged, version]).to.deep.equal(["REQUESTED", null, 2]);
    expect((await ask("700")).status, "another one may follow").to.equal("REQUESTED");
  });
});
