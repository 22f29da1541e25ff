import { expect } from "chai";
import { ChainWitness } from "../../../src/chain/reconciliation/chainWitness.ts";
import {
  listOpenBreaks,
  listRuns,
  type ReconciliationContext,
  readPositions,
  requestRun,
  runReconciliation,
} from "../../../src/modules/reconciliation/index.ts";
import { databaseKind } from "../../fixtures/database.ts";
import { FINALITY_DEPTH, withDepositWorld } from "../deposits/depositWorld.ts";

const DUE = 100_000_000n;
const TOO_MUCH = 2_500_000n;

describe(`books and chain with deposit addresses (${databaseKind})`, () => {
  const world = withDepositWorld();

  /** What is open, and what both books show of each account that is not empty. */
  async function compare() {
    const { chain, inTx, clock } = world();
    const { chainId, startBlock, contracts, rpc, reader: source } = chain;
    const finality = { kind: "DEPTH", depth: FINALITY_DEPTH } as const;
    const witness = new ChainWitness({ chainId, startBlock, contracts, finality, rpc, source });
    const context: ReconciliationContext = { clock, everySeconds: 3_600, witnessOf: () => witness, inTx };
    const run = await inTx((tx) => requestRun(tx, { chainId, isFull: true }, context));
    expect(await runReconciliation(run, context)).to.equal(true);
    const breaks = await inTx((tx) => listOpenBreaks(tx, chainId));
    const page = { limit: 1, backward: false, from: null };
    const [last] = (await inTx((tx) => listRuns(tx, { page }))).items;
    const positions = await inTx((tx) => readPositions(tx, last?.id ?? run.id, { after: null, limit: 100 }));
    const short = (account: string) => account.replace(`${chainId}:`, "").replace(/mer_.*/, "shop");
    return {
      breaks: breaks.map((one) => `${one.kind} ${short(one.account)} ${one.onChain} ${one.inLedger}`),
      positions: Object.fromEntries(
        positions
          .filter(({ onChain, inLedger }) => onChain !== 0n || inLedger !== 0n)
          .map(({ account, onChain, inLedger }) => [short(account), [onChain, inLedger]]),
      ),
    };
  }

  async function overpaid() {
    const payment = await world().ask();
    await world().pay(payment, DUE + TOO_MUCH);
    await world().finalize();
  }

  it("agree while money waits at its address, and after the sweep, suspense included", async () => {
    await overpaid();
    const all = DUE + TOO_MUCH;
    expect(await compare()).to.deep.equal({
      breaks: [],
      positions: { "chain:forwarder": [all, all] },
    });
    await world().sweep();
    expect(await compare()).to.deep.equal({
      breaks: [],
      positions: { "chain:settlement": [all, all], "merchant:shop": [all, all] },
    });
  });

  it("agree about money that is not final: it is in neither", async () => {
    await world().pay(await world().ask(), DUE);
    expect(await compare()).to.deep.equal({ breaks: [], positions: {} });
  });

  it("differ where an address has less than the books say", async () => {
    await overpaid();
    await world().database.runScript(`SET session_replication_role = replica;
      UPDATE journal_lines SET units = units + 1 WHERE account LIKE '%:forwarder' OR account LIKE '%:pending';
      UPDATE ledger_balances SET debits = debits + 1 WHERE account LIKE '%:forwarder';
      UPDATE ledger_balances SET credits = credits + 1 WHERE account LIKE '%:pending';
      SET session_replication_role = DEFAULT`);
    const { breaks } = await compare();
    expect(breaks).to.deep.equal([
      `AMOUNT_MISMATCH chain:forwarder ${DUE + TOO_MUCH} ${DUE + TOO_MUCH + 1n}`,
    ]);
  });
});
