import { expect } from "chai";
import { depositServices } from "../../../src/app/services/deposits.services.ts";
import { scopesOf } from "../../../src/app/services/scope.ts";
import type { Resolution } from "../../../src/graphql/common/depositServices.ts";
import { DomainError } from "../../../src/kernel/errors/domainError.ts";
import { newId } from "../../../src/kernel/ids/ids.ts";
import type { UnmatchedDeposit } from "../../../src/modules/deposits/index.ts";
import type { MerchantCaller } from "../../../src/modules/merchants/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { walletOf } from "./depositChain.ts";
import { withDepositWorld } from "./depositWorld.ts";

const DUE = 100_000_000n;

describe(`Money that is no payment's (${databaseKind})`, () => {
  const world = withDepositWorld();

  const callerOf = (owner: Pick<MerchantCaller, "merchantId" | "livemode">): MerchantCaller => ({
    kind: "merchant",
    ...owner,
    keyId: newId("ApiKey"),
    memberId: null,
    scopes: new Set<never>(),
    expiresAt: null,
    allowedAddresses: [],
  });
  const services = () => {
    const { database, clock, contexts } = world();
    return depositServices(scopesOf(database, clock), contexts);
  };
  async function resolve(
    { id }: UnmatchedDeposit,
    resolution: Resolution,
    { key = "once", owner = world().owner } = {},
  ) {
    const command = { unmatchedDepositId: id, resolution, idempotencyKey: key };
    try {
      const { result, replayed } = await services().resolveUnmatched(callerOf(owner), command);
      return replayed ? `${result.status} replayed` : result.status;
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  }
  /** A payment that came with 30 too much, final. */
  async function overpaid() {
    const payment = await world().ask();
    await world().pay(payment, DUE + 30_000_000n);
    await world().finalize();
    const [unmatched] = await world().unmatched();
    if (!unmatched) throw new Error("it came with too much");
    return { payment, unmatched };
  }

  it("is attached to a payment that misses money, before its sweep and after", async () => {
    for (const isSwept of [false, true]) {
      const { unmatched } = await overpaid();
      if (isSwept) await world().sweep();
      const other = await world().ask();
      await world().pay(other, 70_000_000n);
      await world().finalize();
      expect(await world().stateOf(other)).to.equal("PARTIALLY_PAID");
      const resolution = { kind: "ATTACH" as const, paymentId: other.id };
      const key = String(isSwept);
      expect(await resolve(unmatched, resolution, { key })).to.equal("ATTACHED");
      expect(await resolve(unmatched, resolution, { key })).to.equal("ATTACHED replayed");
      expect(await resolve(unmatched, resolution, { key: `${key} again` })).to.equal("INVALID_STATE");
      expect(await world().stateOf(other)).to.equal("SUCCEEDED");
      expect((await world().read(other)).received).to.equal(DUE);
    }
    await world().sweep();
    expect(await world().books()).to.deep.equal({
      "chain:settlement": 400_000_000n,
      "merchant:available": -400_000_000n,
    });
  });

  it("is kept by the merchant, before its sweep and after", async () => {
    for (const isSwept of [false, true]) {
      const { unmatched } = await overpaid();
      if (isSwept) await world().sweep();
      expect(await resolve(unmatched, { kind: "WRITE_OFF" }, { key: String(isSwept) })).to.equal(
        "WRITTEN_OFF",
      );
      expect(await world().told(unmatched.id)).to.deep.equal(["deposit.unmatched", "deposit.resolved"]);
    }
    await world().sweep();
    expect(await world().books()).to.deep.equal({
      "chain:settlement": 260_000_000n,
      "merchant:available": -260_000_000n,
    });
  });

  it("is paid back once it is swept, by one payout", async () => {
    const { unmatched } = await overpaid();
    expect(await resolve(unmatched, { kind: "REFUND" })).to.equal("DEPOSIT_NOT_SWEPT");
    expect((await world().unmatched())[0]).to.deep.equal(unmatched);
    await world().sweep();
    expect(await resolve(unmatched, { kind: "REFUND" })).to.equal("REFUNDED");
    expect(await resolve(unmatched, { kind: "REFUND" })).to.equal("REFUNDED replayed");
    expect(await resolve(unmatched, { kind: "REFUND" }, { key: "twice" })).to.equal("INVALID_STATE");
    const payouts = await world().inTx((tx) => tx.selectFrom("payouts").selectAll().execute());
    expect(payouts.map(({ amount, destination }) => [amount, destination])).to.deep.equal([
      [30_000_000n, walletOf(world().chain, 0).address],
    ]);
    expect((await world().unmatched())[0]).to.include({ payoutId: payouts[0]?.id });
    expect(await world().books()).to.deep.equal({
      "chain:settlement": 130_000_000n,
      "merchant:available": -DUE,
      "merchant:reserved": -30_000_000n,
    });
  });

  it("goes back to the payment's refundTo only through a recipient, and nothing has changed before", async () => {
    const refundTo = walletOf(world().chain, 4).address;
    const payment = await world().ask({ deposit: { refundTo } });
    await world().pay(payment, DUE + 1n);
    await world().finalize();
    await world().sweep();
    const [unmatched] = await world().unmatched();
    if (!unmatched) throw new Error("it came with too much");
    const before = await world().books();
    expect(await resolve(unmatched, { kind: "REFUND" })).to.equal("NOT_FOUND");
    expect(await world().books()).to.deep.equal(before);
    expect((await world().unmatched())[0]).to.deep.equal(unmatched);
  });

  it("is its own merchant's alone, and goes to no payment that wants none of it", async () => {
    const { payment, unmatched } = await overpaid();
    const stranger = await world().openShop(1);
    expect(await resolve(unmatched, { kind: "WRITE_OFF" }, { owner: stranger })).to.equal("NOT_FOUND");
    expect((await services().listUnmatched(callerOf(stranger), page())).items).to.deep.equal([]);
    expect(await services().getUnmatched(callerOf(stranger), [unmatched.id])).to.deep.equal([undefined]);
    const theirs = await world().ask({}, stranger);
    expect(await resolve(unmatched, { kind: "ATTACH", paymentId: theirs.id })).to.equal("NOT_FOUND");
    expect(await resolve(unmatched, { kind: "ATTACH", paymentId: payment.id })).to.equal("INVALID_STATE");
    expect((await services().listUnmatched(callerOf(world().owner), page())).items).to.deep.equal([
      unmatched,
    ]);
  });

  const page = () => ({ page: { limit: 10, from: null, backward: false } });

  it("is taken back with all that was made of it when finality was wrong", async () => {
    const before = await world().chain.rpc.request("evm_snapshot");
    const { unmatched } = await overpaid();
    await world().sweep();
    expect(await resolve(unmatched, { kind: "WRITE_OFF" })).to.equal("WRITTEN_OFF");
    await world().chain.rpc.request("evm_revert", [before]);
    await world().mine(30);
    expect(await world().books()).to.deep.equal({});
    expect((await world().unmatched())[0]).to.include({ status: "ORPHANED" });
  });
});
