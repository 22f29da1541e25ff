import { expect } from "chai";
import { ChainWitness } from "../../../src/chain/reconciliation/chainWitness.ts";
import { listOpenBreaks, requestRun, runReconciliation } from "../../../src/modules/reconciliation/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { FINALITY_DEPTH, withDepositWorld } from "./depositWorld.ts";

describe(`Reconciliation of deposits (${databaseKind})`, () => {
  const world = withDepositWorld();

  /** What differs between the journal and the chain. */
  async function breaks(): Promise<string[]> {
    const { chain, clock, inTx } = world();
    const { chainId, startBlock, contracts, rpc, reader: source } = chain;
    const finality = { kind: "DEPTH", depth: FINALITY_DEPTH } as const;
    const witness = new ChainWitness({ chainId, startBlock, contracts, finality, rpc, source });
    const context = { clock, everySeconds: 3_600, witnessOf: () => witness, inTx };
    const run = await inTx((tx) => requestRun(tx, { chainId, isFull: true }, context));
    await runReconciliation(run, context);
    const open = await inTx((tx) => listOpenBreaks(tx, chainId));
    return open.map(({ kind, account, onChain, inLedger }) => `${kind} ${account} ${onChain} ${inLedger}`);
  }

  it("finds nothing while money waits at its address, and nothing once it is swept, too much of it or not", async () => {
    const [exact, overpaid] = [await world().ask(), await world().ask()];
    await world().pay(exact, 100_000_000n);
    await world().pay(overpaid, 130_000_000n);
    await world().finalize();
    expect(await breaks()).to.deep.equal([]);
    await world().sweep();
    expect(await breaks()).to.deep.equal([]);
  });
});
