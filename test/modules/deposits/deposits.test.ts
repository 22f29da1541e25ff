import { expect } from "chai";
import { DomainError } from "../../../src/kernel/errors/domainError.ts";
import type { Address } from "../../../src/kernel/ids/chainIds.ts";
import { acceptUnderpayment, clientSecretOf, preparePayment } from "../../../src/modules/payments/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { deploy, walletOf } from "./depositChain.ts";
import { withDepositWorld } from "./depositWorld.ts";

const DUE = 100_000_000n;

describe(`A payment at a deposit address (${databaseKind})`, () => {
  const world = withDepositWorld();
  const told = async (payment: { id: string }) => (await world().told(payment.id)).slice(1);

  it("is paid when a transfer of what is due is final, and swept to its merchant", async () => {
    const payment = await world().ask();
    expect(await world().stateOf(payment)).to.equal("REQUIRES_PAYMENT");
    await world().pay(payment, DUE);
    expect(await world().stateOf(payment)).to.equal("CONFIRMING");
    expect(await world().books()).to.deep.equal({});
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED");
    expect(await world().books()).to.deep.equal({ "chain:forwarder": DUE, "merchant:pending": -DUE });

    await world().sweep();
    expect(await world().sweeps()).to.deep.equal([`SWEPT ${DUE}`]);
    expect(await world().books()).to.deep.equal({ "chain:settlement": DUE, "merchant:available": -DUE });
    expect(await world().settled(walletOf(world().chain, 0).address)).to.equal(DUE);
    expect(await told(payment)).to.deep.equal(["payment.confirming", "payment.succeeded"]);
  });

  it("has the address that the contract computes, and never another payment's", async () => {
    const { chain } = world();
    const refundTo = walletOf(chain, 3).address;
    const payments = [await world().ask({ deposit: { refundTo } }), await world().ask(), await world().ask()];
    expect(new Set(payments.map(({ depositAddress }) => depositAddress)).size).to.equal(3);
    const factory = await chain.local.connection.ethers.getContractAt(
      "DepositFactory",
      String(chain.contracts.depositFactory),
    );
    const rows = await world().inTx((tx) => tx.selectFrom("deposit_addresses").selectAll().execute());
    expect(rows.map(({ refund_to }) => refund_to)).to.have.members([
      refundTo,
      walletOf(chain, 0).address,
      walletOf(chain, 0).address,
    ]);
    for (const { account, ref, refund_to, address } of rows) {
      expect(await factory.getFunction("addressOf")(account, ref, refund_to)).to.equal(address);
    }
  });

  it("waits for the rest, says how much that is, and tells of each part", async () => {
    const payment = await world().ask();
    await world().pay(payment, 40_000_000n);
    expect(await world().stateOf(payment)).to.equal("PARTIALLY_PAID");
    await world().pay(payment, 59_999_999n);
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("PARTIALLY_PAID");
    expect((await world().read(payment)).received).to.equal(99_999_999n);
    await world().pay(payment, 1n);
    expect(await world().stateOf(payment)).to.equal("CONFIRMING");
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED");
    expect(await told(payment)).to.deep.equal([
      "payment.partially_paid",
      "payment.partially_paid",
      "payment.confirming",
      "payment.succeeded",
    ]);
  });

  it("takes two transfers of one block, and one that brings nothing for nothing", async () => {
    const payment = await world().ask();
    await world().send(payment.depositAddress, 30_000_000n);
    await world().send(payment.depositAddress, 0n);
    await world().send(payment.depositAddress, 70_000_000n);
    await world().mine();
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED");
    const facts = await world().inTx((tx) => tx.selectFrom("chain_facts").select("name").execute());
    expect(facts).to.have.length(2);
    await world().sweep();
    expect(await world().books()).to.deep.equal({ "chain:settlement": DUE, "merchant:available": -DUE });
  });

  it("tolerates what it says and not a unit more, and books the difference", async () => {
    const options = [{ toleranceBps: 50 }, { tolerance: "0.5" }];
    for (const deposit of options) {
      const [enough, tooLittle] = [await world().ask({ deposit }), await world().ask({ deposit })];
      await world().pay(enough, 99_500_000n);
      await world().pay(tooLittle, 99_499_999n);
      await world().finalize();
      expect(await world().stateOf(enough)).to.equal("SUCCEEDED UNDERPAID");
      expect(await world().stateOf(tooLittle)).to.equal("PARTIALLY_PAID");
    }
    expect(await world().books()).to.include({
      "memo:tolerance:accepted": 1_000_000n,
      "memo:tolerance:due": -1_000_000n,
    });
  });

  it("books no difference any more once the rest has come", async () => {
    const payment = await world().ask({ deposit: { tolerance: "1" } });
    await world().pay(payment, 99_000_000n);
    await world().finalize();
    expect(await world().books()).to.include({ "memo:tolerance:accepted": 1_000_000n });
    await world().pay(payment, 1_000_000n);
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED");
    expect(await world().books()).to.deep.equal({ "chain:forwarder": DUE, "merchant:pending": -DUE });
  });

  it("keeps what is too much apart, for the merchant to resolve", async () => {
    const payment = await world().ask();
    await world().pay(payment, 60_000_000n);
    await world().pay(payment, 50_000_000n);
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED OVERPAID");
    expect(await told(payment)).to.include("payment.overpaid");
    const [unmatched] = await world().unmatched();
    expect(unmatched).to.include({ reason: "OVERPAID", amount: 10_000_000n, status: "OPEN" });
    expect(await world().books()).to.deep.equal({
      "chain:forwarder": 110_000_000n,
      "merchant:pending": -DUE,
      "suspense:payment": -10_000_000n,
    });
    await world().sweep();
    expect(await world().books()).to.deep.equal({
      "chain:settlement": 110_000_000n,
      "merchant:available": -DUE,
      "suspense:payment": -10_000_000n,
    });
  });

  it("is late or in time by the time of the block, not by our clock", async () => {
    const inTime = await world().ask({ expiresInSeconds: 3_600 });
    await world().send(inTime.depositAddress, DUE);
    await world().chain.mine(); // mined in time, but read after it expired
    world().advance(3_601);
    await world().expire();
    expect(await world().stateOf(inTime)).to.equal("EXPIRED");
    await world().followed.settle(world().follower());
    expect(await world().stateOf(inTime)).to.equal("CONFIRMING");
    await world().finalize();
    expect(await world().stateOf(inTime)).to.equal("SUCCEEDED");
  });

  it("takes late money as its own until monitorUntil, and none after", async () => {
    const [late, tooLate] = [
      await world().ask({ deposit: { monitorSeconds: 7_200 } }),
      await world().ask({ deposit: { monitorSeconds: 600 } }),
    ];
    await world().chain.rpc.request("evm_increaseTime", [2_000]); // both expire after 900 seconds
    await world().mine();
    await world().expire();
    expect(await world().stateOf(late)).to.equal("EXPIRED");
    await world().send(late.depositAddress, DUE);
    await world().send(tooLate.depositAddress, DUE);
    await world().mine();
    expect(await world().stateOf(late)).to.equal("CONFIRMING LATE");
    await world().finalize();
    expect(await world().stateOf(late)).to.equal("SUCCEEDED LATE");
    expect(await told(late)).to.deep.equal([
      "payment.expired",
      "payment.confirming",
      "payment.late",
      "payment.succeeded",
    ]);
    expect(await world().stateOf(tooLate)).to.equal("EXPIRED");
    const [unmatched, ...others] = await world().unmatched();
    expect(others).to.deep.equal([]);
    expect(unmatched).to.include({ reason: "LATE", amount: DUE, paymentId: tooLate.id });
    expect(await world().told(String(unmatched?.id))).to.deep.equal(["deposit.unmatched"]);
    expect(await world().books()).to.include({ "merchant:pending": -DUE, "suspense:unmatched": -DUE });
  });

  it("goes to review when its time is over with too little, until the rest comes or the merchant takes it", async () => {
    const [completed, accepted] = [await world().ask(), await world().ask()];
    for (const payment of [completed, accepted]) await world().pay(payment, 60_000_000n);
    await world().chain.rpc.request("evm_increaseTime", [1_000]);
    await world().mine();
    await world().finalize();
    await world().expire();
    expect(await world().stateOf(completed)).to.equal("REVIEW UNDERPAID");
    expect(await told(completed)).to.deep.equal(["payment.partially_paid", "payment.underpaid"]);
    await world().pay(completed, 40_000_000n);
    await world().finalize();
    expect(await world().stateOf(completed)).to.equal("SUCCEEDED LATE");

    const command = { ...world().owner, paymentId: accepted.id };
    await world().inTx((tx) => acceptUnderpayment(tx, command, world().contexts.payments));
    expect(await world().stateOf(accepted)).to.equal("SUCCEEDED UNDERPAID");
    expect(await world().books()).to.include({ "memo:tolerance:accepted": 40_000_000n });
  });

  it("keeps another asset apart, sweeps it to the same merchant, and ignores tokens that are not registered", async () => {
    const { chain } = world();
    const [token, stranger] = [
      await deploy(chain, "PlainToken", [2]),
      await deploy(chain, "PlainToken", [18]),
    ];
    const asset = await world().addToken(token);
    const payment = await world().ask();
    for (const each of [token, stranger]) await world().mint(each, chain.contracts.operator, 1_000n);
    await world().send(payment.depositAddress, 700n, token);
    await world().send(payment.depositAddress, 300n, stranger);
    await world().mine();
    expect(await world().stateOf(payment)).to.equal("REQUIRES_PAYMENT WRONG_ASSET");
    await world().finalize();
    const [unmatched, ...others] = await world().unmatched();
    expect(others).to.deep.equal([]);
    expect(unmatched).to.include({ reason: "WRONG_ASSET", amount: 700n, asset });
    await world().sweep();
    expect(await world().books(asset)).to.deep.equal({
      "chain:settlement": 700n,
      "suspense:unmatched": -700n,
    });
    expect(await world().settled(walletOf(chain, 0).address, token)).to.equal(700n);
    expect(await world().settled(walletOf(chain, 0).address, stranger)).to.equal(0n);
  });

  it("sweeps what is sent to the address after its sweep", async () => {
    const payment = await world().ask();
    await world().pay(payment, DUE);
    await world().finalize();
    await world().sweep();
    await world().pay(payment, 5_000_000n);
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED OVERPAID");
    await world().sweep();
    expect(await world().sweeps()).to.deep.equal([`SWEPT ${DUE}`, "SWEPT 5000000"]);
    expect(await world().books()).to.deep.equal({
      "chain:settlement": 105_000_000n,
      "merchant:available": -DUE,
      "suspense:payment": -5_000_000n,
    });
  });

  it("is not paid with a wallet: what can be paid in two ways can be paid twice", async () => {
    const payment = await world().ask();
    const { payments } = world().contexts;
    const clientSecret = clientSecretOf(payment.id, payments.secretKey);
    const payer: Address = walletOf(world().chain, 1).address;
    const refused = await world()
      .inTx((tx) => preparePayment(tx, { clientSecret, payer, reading: null }, payments))
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(DomainError).and.to.have.property("code", "SCHEME_UNSUPPORTED");
    expect(await world().stateOf(payment)).to.equal("REQUIRES_PAYMENT");
  });

  it("refuses options that mean nothing", async () => {
    const refused = async (change: object) => {
      const error = await world()
        .ask(change)
        .catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DomainError);
      return (error as DomainError).path?.join(".");
    };
    expect(await refused({ captureMethod: "MANUAL" })).to.equal("input.captureMethod");
    expect(await refused({ deposit: { toleranceBps: 10_000 } })).to.equal("input.deposit.toleranceBps");
    expect(await refused({ deposit: { toleranceBps: -1 } })).to.equal("input.deposit.toleranceBps");
    expect(await refused({ deposit: { tolerance: "100" } })).to.equal("input.deposit.tolerance");
    expect(await refused({ deposit: { tolerance: "1", toleranceBps: 1 } })).to.equal(
      "input.deposit.tolerance",
    );
    expect(await refused({ deposit: { monitorSeconds: 2_592_001 } })).to.equal(
      "input.deposit.monitorSeconds",
    );
    expect(await refused({ deposit: { refundTo: `0x${"0".repeat(40)}` } })).to.equal(
      "input.deposit.refundTo",
    );
    const rows = await world().inTx((tx) => tx.selectFrom("payments").select("id").execute());
    expect(rows).to.deep.equal([]);
  });
});
