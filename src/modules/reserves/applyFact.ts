import type { Tx } from "../../db/withTx.ts";
import type { AnchorFactBody } from "../../kernel/facts/anchorFacts.ts";
import type { ChainFact } from "../../kernel/facts/chainFact.ts";
import { assetIdOf } from "../../kernel/ids/chainIds.ts";
import type { DeadTransaction } from "../transactions/index.ts";
import type { ReservesContext } from "./reserves.context.ts";
import {
  changeEpoch,
  deleteTotals,
  epochsOfTransaction,
  insertEpoch,
  insertTotal,
} from "./reserves.store.ts";

export type AnchorFact = ChainFact<AnchorFactBody>;

/** Facts of one epoch depend on each other and on nothing else. */
export function factKey({ epoch }: AnchorFactBody): string {
  return `epoch ${epoch}`;
}

/** Takes in what LedgerAnchor said. An epoch that we do not know, as after a restore, is one from then on. */
export async function applyFact(
  tx: Tx,
  fact: AnchorFact,
  { clock }: Pick<ReservesContext, "clock">,
): Promise<void> {
  const { chainId, epoch } = fact;
  switch (fact.name) {
    case "SnapshotTaken": {
      await insertEpoch(tx, { chainId, epoch, at: clock.now(), transactionId: null });
      const block = { block_number: fact.blockNumber, block_hash: fact.blockHash };
      await changeEpoch(tx, fact, {
        from: ["REQUESTED", "FAILED"],
        change: { status: "TAKEN", failure: null, ...block },
      });
      return;
    }
    case "TotalsTaken":
      return insertTotal(tx, fact, { ...fact, asset: assetIdOf(chainId, fact.token) });
    case "LedgerAnchored": {
      const change = { status: "ANCHORED", failure: null, root: fact.root, anchored_at: clock.now() };
      await changeEpoch(tx, fact, {
        from: ["TAKEN", "PREPARED", "FAILED"],
        change: { ...change, anchor_tx_hash: fact.txHash },
      });
    }
  }
}

/** Takes back what a reorganisation removed; its transaction is under way again. */
export async function undoFact(tx: Tx, fact: AnchorFact): Promise<void> {
  switch (fact.name) {
    case "SnapshotTaken":
      await deleteTotals(tx, fact);
      await changeEpoch(tx, fact, {
        from: ["TAKEN", "PREPARED", "FAILED"],
        change: {
          status: "REQUESTED",
          block_number: null,
          block_hash: null,
          root: null,
          seal_seq: null,
          seal_hash: null,
        },
      });
      return;
    case "TotalsTaken":
      return; // with its snapshot
    case "LedgerAnchored":
      await changeEpoch(tx, fact, {
        from: ["ANCHORED"],
        change: { status: "PREPARED", anchor_tx_hash: null, anchored_at: null },
      });
  }
}

/** A snapshot or an anchor that is proven not to happen ends its epoch: the next one goes on. */
export async function transactionDied(tx: Tx, { id, status, failure }: DeadTransaction): Promise<void> {
  for (const epoch of await epochsOfTransaction(tx, id)) {
    const isSnapshot = epoch.snapshotTransactionId === id;
    await changeEpoch(tx, epoch, {
      from: isSnapshot ? ["REQUESTED"] : ["PREPARED"],
      change: { status: "FAILED", failure: failure ?? status },
    });
  }
}
