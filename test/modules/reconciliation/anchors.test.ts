import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { AnchorClient } from "../../../src/chain/reserves/anchorClient.ts";
import type { DevelopmentAccount } from "../../../src/chain/signer/developmentAccounts.ts";
import { assetIdOf, type Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import { systemClock } from "../../../src/kernel/time/clock.ts";
import { sealJournal } from "../../../src/modules/ledger/index.ts";
import {
  driveEpochs,
  proveInclusion,
  type ReservesContext,
  readReserves,
} from "../../../src/modules/reserves/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { startTestChain, type TestChain } from "../../fixtures/testChain.ts";
import { openReconciledWorld, type ReconciledWorld } from "./reconciledWorld.ts";

describe(`anchors of the ledger (${databaseKind})`, () => {
  let chain: TestChain;
  let world: ReconciledWorld;
  let context: ReservesContext;
  let salt = 0;

  before(async () => {
    chain = await startTestChain(undefined, { withSuite: true });
    world = await openReconciledWorld(chain);
    context = {
      clock: systemClock,
      gateway: new AnchorClient(() => chain),
      epochSeconds: 0,
      newSalt: () => `0x${(++salt).toString(16).padStart(64, "0")}` as Bytes32,
      inTx: world.inTx,
    };
    await world.sell("100", "200");
  });
  after(async () => {
    await world.close();
    await chain.close();
  });

  const step = () => driveEpochs(chain.chainId, context);
  const seal = () => world.inTx((tx) => sealJournal(tx, 5_000));
  /** Sends what is planned for the keeper, as a worker would. */
  async function send(purpose: "snapshot" | "anchor"): Promise<void> {
    const { admin } = chain.signers;
    const rows = await world.inTx((tx) =>
      tx
        .selectFrom("chain_transactions")
        .select(["id", "target", "call_data"])
        .where("purpose", "=", purpose)
        .where("status", "=", "PLANNED")
        .execute(),
    );
    for (const { id, target, call_data: data } of rows) {
      const keeper = { address: admin.address, signer: admin } as DevelopmentAccount;
      await chain.send(keeper, { to: target as typeof admin.address, data });
      await world.database.runScript(`UPDATE chain_transactions SET status = 'FINAL' WHERE id = '${id}'`);
    }
    expect(rows, purpose).to.have.length(1);
  }
  const epochs = () =>
    world.inTx((tx) =>
      tx.selectFrom("reserve_epochs").select(["epoch", "status"]).orderBy("epoch").execute(),
    );
  const reserves = (epoch: number | null = null) =>
    world.inTx((tx) => readReserves(tx, { chainId: chain.chainId, epoch }));
  const asset = () => assetIdOf(chain.chainId, chain.dollar);
  const proof = () =>
    world.inTx((tx) =>
      proveInclusion(tx, { merchantId: world.owner.merchantId, asset: asset(), epoch: null }, context),
    );

  it("anchors the ledger as of the snapshot's block, with 50 captures in between", async () => {
    expect(await step()).to.equal(true);
    expect(await step()).to.equal(false); // it is under way
    await world.pay({ amount: "7", captureMethod: "AUTOMATIC" });
    await send("snapshot");
    await chain.mine(); // with an authorization in the snapshot's own block
    await world.settle(world.follower());
    expect(await step()).to.equal(false); // not final yet
    for (let sale = 0; sale < 49; sale++) await world.pay({ amount: "1", captureMethod: "AUTOMATIC" });
    await chain.mine();
    await world.settle(world.follower());
    await world.sendCaptures();
    await world.finish();
    await seal();
    expect(await step()).to.equal(true);
    await send("anchor");
    await world.finish();
    expect(await epochs()).to.deep.equal([{ epoch: 1, status: "ANCHORED" }]);
    const found = await reserves();
    // 297 dollars are the merchant's and 3 the platform's; whether the hold of 7 came before it is the block's own order.
    const [total] = found?.totals ?? [];
    expect([total?.balances, total?.held === 0n || total?.held === 7_000_000n]).to.deep.equal([
      300_000_000n,
      true,
    ]);
    expect(total?.assets).to.equal(total?.liabilities);
    const own = await proof();
    expect([own?.held, own?.balances]).to.deep.equal([total?.held, 297_000_000n]);
  });

  it("is checked by a program that knows the chain and the proof alone", async () => {
    const own = await proof();
    if (!own) throw new Error("the merchant has a proof");
    const file = join(await mkdtemp(join(tmpdir(), "proof-")), "proof.json");
    const amount = (units: bigint) => ({ atomic: units.toString() });
    const shown = {
      merchantId: own.merchantId,
      salt: own.salt,
      held: { ...amount(own.held), asset: { assetId: asset() } },
      balances: amount(own.balances),
      steps: own.steps.map((one) => ({ ...one, held: `${one.held}`, balances: `${one.balances}` })),
      reserves: {
        epoch: own.reserves.epoch,
        block: { chainId: chain.chainId, number: String(own.reserves.block?.number) },
        root: own.reserves.root,
        sealSequence: String(own.reserves.seal?.sequence),
        sealHash: own.reserves.seal?.hash,
        totals: own.reserves.totals.map((one) => ({
          held: { ...amount(one.held), asset: { assetId: one.asset } },
          balances: amount(one.balances),
          treeHash: one.treeHash,
        })),
      },
    };
    const verify = async (given: object) => {
      await writeFile(file, JSON.stringify({ data: { inclusionProof: given } }));
      const args = ["--import", "tsx", "scripts/verifyReserves.ts", "--proof", file];
      const place = ["--rpc", chain.local.rpcUrl, "--anchor", String(chain.contracts.ledgerAnchor)];
      return promisify(execFile)(process.execPath, [...args, ...place]).then(
        ({ stdout }) => stdout,
        (error: { stderr: string }) => error.stderr,
      );
    };
    expect(await verify(shown)).to.match(
      /^(297000000 of 300|304000000 of 307)000000 units .* are in the anchored root/,
    );
    expect(await verify({ ...shown, balances: amount(own.balances + 1n) })).to.match(/^NOT PROVEN/);
    const less = shown.reserves.totals.map((one) => ({ ...one, balances: amount(1n) }));
    expect(await verify({ ...shown, reserves: { ...shown.reserves, totals: less } })).to.match(/^NOT PROVEN/);
    expect(await verify({ ...shown, reserves: { ...shown.reserves, epoch: 2 } })).to.match(/^NOT PROVEN/);
  });

  it("undoes what a reorganisation took away, and goes on when it is back", async () => {
    const clean = await chain.rpc.request("evm_snapshot");
    await step();
    await send("snapshot");
    await chain.mine(2);
    await world.settle(world.follower());
    expect((await epochs()).at(-1)).to.deep.equal({ epoch: 2, status: "TAKEN" });
    await chain.rpc.request("evm_revert", [clean]);
    await chain.mine(3);
    await world.settle(world.follower());
    expect((await epochs()).at(-1)).to.deep.equal({ epoch: 2, status: "REQUESTED" });
    await world.database.runScript(
      "UPDATE chain_transactions SET status = 'PLANNED' WHERE purpose = 'snapshot' AND id = (SELECT snapshot_transaction_id FROM reserve_epochs WHERE epoch = 2)",
    );
    await send("snapshot");
    await world.finish();
    await seal();
    expect(await step()).to.equal(true);
    await send("anchor");
    await world.finish();
    expect((await epochs()).at(-1)).to.deep.equal({ epoch: 2, status: "ANCHORED" });
  });

  it("anchors nothing while the ledger differs from the chain, and says by how much", async () => {
    await step();
    await send("snapshot");
    await world.finish();
    await seal();
    const shift = (sign: string) =>
      world.tamper(
        `UPDATE ledger_balances SET debits = debits ${sign} 5 WHERE account LIKE 'chain:%:settlement'`,
      );
    await shift("+");
    expect(await step()).to.equal(true);
    await shift("-");
    const failed = await world.inTx((tx) =>
      tx
        .selectFrom("reserve_epochs")
        .select(["status", "failure", "root"])
        .where("epoch", "=", 3)
        .executeTakeFirst(),
    );
    expect([failed?.status, failed?.root]).to.deep.equal(["FAILED", null]);
    expect(failed?.failure).to.match(/^TOTALS_DIFFER: .* balances \d+, \d+$/);
    expect((await reserves())?.epoch).to.equal(2);
  });
});
