import { expect } from "chai";
import { rescanChain } from "../../../src/indexer/sync/rescanChain.ts";
import type { Hex } from "../../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { hiding } from "../../indexer/followWorld.ts";
import { FINALITY_DEPTH, openDepositWorld, withDepositWorld } from "./depositWorld.ts";

const DUE = 100_000_000n;

describe(`Deposits on a chain that changes its mind (${databaseKind})`, () => {
  const world = withDepositWorld();
  const snapshot = () => world().chain.rpc.request("evm_snapshot");
  const revert = (to: unknown) => world().chain.rpc.request("evm_revert", [to]);
  const states = async () => {
    const rows = await world().inTx((tx) =>
      tx.selectFrom("chain_facts").select(["name", "state"]).orderBy("id").execute(),
    );
    return rows.map(({ name, state }) => `${name} ${state}`);
  };

  it("takes back a deposit whose block was replaced, and takes it again when it comes back", async () => {
    const payment = await world().ask();
    const before = await snapshot();
    let raw: Hex = "0x" as Hex;
    const { chain } = world();
    const operator = { address: chain.signers.capture.address, signer: chain.signers.capture };
    await chain.send(operator as never, world().transfer(payment.depositAddress, DUE), {
      raw: (sent) => {
        raw = sent;
      },
    });
    await world().mine();
    expect(await world().stateOf(payment)).to.equal("CONFIRMING");
    await revert(before);
    await world().mine(2);
    expect(await world().stateOf(payment)).to.equal("REQUIRES_PAYMENT REORGED");
    expect(await world().told(payment.id)).to.include("payment.reorged");
    expect((await world().read(payment)).received).to.equal(0n);
    await chain.rpc.request("eth_sendRawTransaction", [raw]);
    await world().mine();
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED");
    expect(await states()).to.deep.equal(["Transfer ORPHANED", "Transfer FINAL"]);
    expect(await world().books()).to.deep.equal({ "chain:forwarder": DUE, "merchant:pending": -DUE });
  });

  it("undoes everything that followed from a deposit when finality was wrong", async () => {
    const payment = await world().ask();
    const before = await snapshot();
    await world().pay(payment, 130_000_000n);
    await world().finalize();
    await world().sweep();
    expect(await world().books()).to.deep.equal({
      "chain:settlement": 130_000_000n,
      "merchant:available": -DUE,
      "suspense:payment": -30_000_000n,
    });
    await revert(before);
    await world().mine(3 * FINALITY_DEPTH);
    expect(await world().books()).to.deep.equal({});
    expect(await world().stateOf(payment)).to.equal("REQUIRES_PAYMENT REORGED");
    expect(await world().unmatched()).to.have.length(1);
    expect((await world().unmatched())[0]).to.include({ status: "ORPHANED" });
    expect((await states()).filter((each) => /^(Transfer|DepositSwept)/.test(each))).to.deep.equal([
      "Transfer ORPHANED",
      "DepositSwept ORPHANED",
    ]);
  });

  it("sweeps again what a replaced block had swept", async () => {
    const payment = await world().ask();
    await world().pay(payment, DUE);
    await world().finalize();
    await world().plan();
    await world().submit();
    const before = await snapshot();
    await world().sendOut();
    await world().mine();
    expect(await world().sweeps()).to.deep.equal(["CONFIRMING"]);
    await revert(before);
    await world().mine(2);
    expect(await world().sweeps()).to.deep.equal(["SUBMITTED"]);
    world().advance(60);
    await world().sendOut(); // the node forgot it: it is sent again
    await world().mine();
    await world().finalize();
    await world().sendOut();
    expect(await world().sweeps()).to.deep.equal([`SWEPT ${DUE}`]);
    expect(await world().books()).to.deep.equal({ "chain:settlement": DUE, "merchant:available": -DUE });
  });

  it("finds with a rescan what a provider hid, final or not", async () => {
    const payment = await world().ask();
    const { chain } = world();
    const { number } = await chain.reader.head();
    await world().send(payment.depositAddress, 60_000_000n);
    await chain.mine();
    await chain.mine(FINALITY_DEPTH);
    await world().send(payment.depositAddress, 40_000_000n);
    await chain.mine();
    const hidden = hiding(chain.reader, [number + 1, number + 2 + FINALITY_DEPTH]);
    await world().followed.settle(world().follower(hidden));
    expect(await world().stateOf(payment)).to.equal("REQUIRES_PAYMENT");
    expect(await rescanChain(world().context(), 0)).to.include({ added: 2, undone: 0 });
    expect(await world().stateOf(payment)).to.equal("CONFIRMING");
    expect(await rescanChain(world().context(), 0)).to.include({ added: 0, undone: 0 });
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED");
  });

  it("does not believe an answer without the transfers that the block's bloom promises", async () => {
    const payment = await world().ask();
    const { chain } = world();
    await world().send(payment.depositAddress, DUE);
    await chain.mine();
    const forgetful = Object.create(chain.reader, {
      head: { value: () => chain.reader.head() },
      transfersBetween: { value: async () => [] },
    });
    for (const method of [
      "headerAt",
      "logsBetween",
      "logsOfBlock",
      "transfersOfBlock",
      "finalizedNumber",
      "requireChain",
    ]) {
      forgetful[method] = (...args: unknown[]) =>
        Reflect.apply(Reflect.get(chain.reader, method), chain.reader, args);
    }
    await world().followed.settle(world().follower(forgetful));
    expect(world().followed.notices.map(({ kind }) => kind)).to.include("UNSTABLE");
    await world().followed.settle(world().follower());
    expect(await world().stateOf(payment)).to.equal("CONFIRMING");
  });
});

describe(`More deposit addresses than a node takes in one filter (${databaseKind})`, () => {
  const world = withDepositWorld();

  it("reads all transfers of the tokens and picks out its own, near the head and behind", async () => {
    const { chain } = world();
    const many = await openDepositWorld(chain, { mostRecipients: 1 });
    try {
      const payments = [await many.ask(), await many.ask(), await many.ask()];
      for (const { depositAddress } of payments) await many.send(depositAddress, DUE);
      await many.send(chain.contracts.settlement, 5n); // somebody else's
      await many.mine();
      for (const payment of payments) expect(await many.stateOf(payment)).to.equal("CONFIRMING");
      await many.finalize();
      await many.finalize();
      const late = await many.ask();
      await chain.mine();
      await many.send(late.depositAddress, DUE);
      await chain.mine(3 * FINALITY_DEPTH); // final before it is read
      await many.followed.settle(many.follower());
      for (const payment of [...payments, late]) expect(await many.stateOf(payment)).to.equal("SUCCEEDED");
      const facts = await many.inTx((tx) =>
        tx.selectFrom("chain_facts").select("id").where("name", "=", "Transfer").execute(),
      );
      expect(facts).to.have.length(4);
    } finally {
      await many.close();
    }
  });
});
