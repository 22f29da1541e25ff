import { expect } from "chai";
import { Interface } from "ethers";
import { sweepDepositsPass } from "../../../src/jobs/workers/sweepDeposits.worker.ts";
import type { Address } from "../../../src/kernel/ids/chainIds.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { deploy, operatorOf, walletOf } from "./depositChain.ts";
import { FINALITY_DEPTH, POLICY, withDepositWorld } from "./depositWorld.ts";

const DUE = 100_000_000n;
const HOUR = 3_600;

const factoryAbi = new Interface([
  "function sweep(address account, bytes32 ref, address refundTo, address[] tokens)",
]);
const settlementAbi = new Interface(["function setDepositFee(address account, uint16 feeBps)"]);
const tokenAbi = new Interface(["function deny(address account, uint8 refusal)"]);

describe(`Sweeps (${databaseKind})`, () => {
  const world = withDepositWorld();

  /** A payment that is paid and final. */
  async function paid(units = DUE, change = {}) {
    const payment = await world().ask(change);
    await world().pay(payment, units);
    await world().finalize();
    return payment;
  }
  /** Somebody who is none of us sweeps. */
  async function sweepFrom(address: Address, tokens: readonly Address[]) {
    const { chain } = world();
    const row = await world().inTx((tx) =>
      tx.selectFrom("deposit_addresses").selectAll().where("address", "=", address).executeTakeFirstOrThrow(),
    );
    const data = factoryAbi.encodeFunctionData("sweep", [row.account, row.ref, row.refund_to, tokens]);
    await chain.rpc.request("eth_sendTransaction", [
      { from: walletOf(chain, 5).address, to: chain.contracts.depositFactory, data, gas: "0x4c4b40" },
    ]);
    await world().mine();
  }

  it("count when somebody else made them, and ours then finds nothing", async () => {
    const payment = await paid();
    await world().plan();
    await world().submit();
    await sweepFrom(payment.depositAddress, [world().chain.dollar]);
    expect(await world().sweeps()).to.deep.equal(["CONFIRMING"]);
    await world().sendOut();
    await world().mine();
    await world().finalize();
    await world().sendOut();
    expect(await world().sweeps()).to.deep.equal([`SWEPT ${DUE}`]);
    expect(await world().plan()).to.equal(0);
    expect(await world().books()).to.deep.equal({ "chain:settlement": DUE, "merchant:available": -DUE });
  });

  it("are known of also where nobody had planned one", async () => {
    const payment = await paid();
    await sweepFrom(payment.depositAddress, [world().chain.dollar]);
    await world().finalize();
    expect(await world().sweeps()).to.deep.equal([`SWEPT ${DUE}`]);
    expect(await world().books()).to.deep.equal({ "chain:settlement": DUE, "merchant:available": -DUE });
  });

  it("end when nothing is there any more, and nothing is planned again", async () => {
    const payment = await paid();
    await world().plan();
    await world().submit();
    await sweepFrom(payment.depositAddress, [world().chain.dollar]);
    await world().finalize();
    await world().inTx((tx) =>
      tx.updateTable("sweeps").set({ status: "SUBMITTED", fact_id: null }).execute(),
    );
    await world().sendOut();
    await world().mine(FINALITY_DEPTH + 1);
    await world().sendOut();
    expect(await world().plan()).to.equal(1);
    expect((await world().sweeps())[0]).to.match(/^FAILED NOTHING_SWEPT/);
    expect(await world().plan()).to.equal(0);
  });

  it("go in batches of one token, and wait for what is worth it or old", async () => {
    const { chain } = world();
    const token = await deploy(chain, "PlainToken", [2]);
    await world().addToken(token, 1_000n);
    await world().mint(token, chain.contracts.operator, 10_000n);
    const payments = [await world().ask(), await world().ask(), await world().ask()];
    for (const payment of payments) {
      await world().send(payment.depositAddress, DUE);
      await world().send(payment.depositAddress, 999n, token);
    }
    await world().mine();
    await world().finalize();
    expect(await world().plan()).to.equal(3);
    expect(await world().submit(new Date(world().clock.now().getTime() - 1))).to.equal(0); // gas is dear
    expect(await world().submit()).to.equal(3);
    expect(await world().submit()).to.equal(0);
    const transactions = await world().inTx((tx) =>
      tx.selectFrom("chain_transactions").selectAll().execute(),
    );
    expect(transactions.map(({ lane, purpose }) => [lane, purpose])).to.deep.equal([["sweep", "sweepBatch"]]);
    world().advance(24 * HOUR);
    expect(await world().plan()).to.equal(3);
    await world().sweep();
    expect((await world().sweeps()).sort()).to.deep.equal([
      ...Array(3).fill(`SWEPT ${DUE}`),
      ...Array(3).fill("SWEPT 999"),
    ]);
  });

  it("take what the contract measured of a token that keeps a part of each transfer", async () => {
    const { chain } = world();
    const token = await deploy(chain, "FeeOnTransferToken", []);
    const asset = await world().addToken(token);
    await world().mint(token, chain.contracts.operator, 2n * DUE);
    const payment = await world().ask({ assetId: asset, amount: "60" });
    await world().send(payment.depositAddress, DUE, token);
    await world().mine();
    await world().finalize();
    expect(await world().stateOf(payment)).to.equal("SUCCEEDED OVERPAID");
    await world().sweep();
    // One per cent is burnt on the way in, which the token does not say, and one of the rest on the way out. Of the 40 that
    // are unmatched 39.204 are left: their share of what Settlement received.
    expect(await world().books(asset)).to.deep.equal({
      "chain:settlement": 98_010_000n,
      "merchant:available": -58_806_000n,
      "suspense:payment": -39_204_000n,
    });
    const [unmatched] = await world().unmatched();
    expect(unmatched).to.include({ amount: 40_000_000n, swept: 39_204_000n });
    expect(await world().settled(walletOf(chain, 0).address, token)).to.equal(98_010_000n);
  });

  it("pay the platform's fee as the contract takes it, each part its share", async () => {
    const { chain } = world();
    const account = walletOf(chain, 0).address;
    const data = settlementAbi.encodeFunctionData("setDepositFee", [account, 100]);
    await chain.send(operatorOf(chain), { to: chain.contracts.settlement, data });
    await paid(150_000_001n);
    await world().sweep();
    // 1 % of 150.000001, rounded down, is 1.5; of it the unmatched 50.000001 bear a third, rounded up.
    expect(await world().books()).to.deep.equal({
      "chain:settlement": 150_000_001n,
      "merchant:available": -99_000_001n,
      "suspense:payment": -49_500_000n,
      "revenue:fee:payment": -1_500_000n,
    });
    expect(await world().settled(account)).to.equal(148_500_001n);
  });

  it("leave alone what the token refuses, tell of it, and try again later", async () => {
    const { chain } = world();
    const token = await deploy(chain, "DenyListToken", []);
    const asset = await world().addToken(token);
    await world().mint(token, chain.contracts.operator, 2n * DUE);
    const payments = [await world().ask({ assetId: asset }), await world().ask({ assetId: asset })];
    for (const { depositAddress } of payments) await world().send(depositAddress, DUE, token);
    await world().mine();
    await world().finalize();
    const deny = (refusal: number) =>
      chain.send(operatorOf(chain), {
        to: token,
        data: tokenAbi.encodeFunctionData("deny", [chain.contracts.settlement, refusal]),
      });
    await deny(1);
    await world().sweep();
    expect(await world().sweeps()).to.deep.equal(["FAILED SWEEP_FAILED", "FAILED SWEEP_FAILED"]);
    expect(await world().books(asset)).to.deep.equal({
      "chain:forwarder": 2n * DUE,
      "merchant:pending": -2n * DUE,
    });
    expect(await world().plan()).to.equal(0);
    await deny(0);
    await world().mine();
    world().advance(HOUR);
    await world().sweep();
    expect(await world().books(asset)).to.deep.equal({
      "chain:settlement": 2n * DUE,
      "merchant:available": -2n * DUE,
    });
  });

  it("go on where another chain cannot be asked what gas costs", async () => {
    await paid();
    const elsewhere = await paid();
    await world().plan();
    const other = "eip155:1"; // asked first
    await world().database.runScript(`SET session_replication_role = replica;
      INSERT INTO chains SELECT (jsonb_populate_record(c, '{"id": "${other}"}')).* FROM chains c;
      UPDATE sweeps SET chain_id = '${other}' WHERE address = '${elsewhere.depositAddress}';
      SET session_replication_role = DEFAULT`);
    const feePerGas = async (chainId: string) => {
      if (chainId === other) throw new Error("the node is away");
      return 1n;
    };
    const pass = sweepDepositsPass(world().database, world().contexts.deposits, {
      policy: POLICY,
      feePerGas,
    });
    const failure = await pass().catch((error: Error) => error.message);
    expect(failure).to.equal("the node is away");
    const rows = await world().inTx((tx) => tx.selectFrom("sweeps").select(["chain_id", "status"]).execute());
    for (const { chain_id, status } of rows) {
      expect(status, chain_id).to.equal(chain_id === other ? "PLANNED" : "SUBMITTED");
    }
  });
});
