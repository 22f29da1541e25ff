import type { Tx } from "../../db/withTx.ts";
import type { CreditContracts } from "../../kernel/facts/contractCall.ts";
import { assetIdOf, type ChainId } from "../../kernel/ids/chainIds.ts";
import { findAssetWithMode } from "../assets/index.ts";
import {
  chainAccount,
  credit,
  debit,
  factSource,
  firstLoss,
  poolCapital,
  postEntry,
} from "../ledger/index.ts";
import type { Posting } from "./creditPostings.ts";
import type { PoolFact } from "./facts.ts";
import { tokenOfCredit, tokenOfPool } from "./tokenOfCredit.ts";

/** Posts what moves between pool, reserve and Settlement without a borrower: the business of lenders alone. */
export async function bookPoolFact(
  tx: Tx,
  fact: PoolFact,
  { at, tokenOf }: { at: Date; tokenOf: (chainId: ChainId) => readonly CreditContracts[] },
): Promise<void> {
  const contracts = tokenOf(fact.chainId);
  const token =
    "creditLine" in fact ? tokenOfCredit(contracts, fact.creditLine) : tokenOfPool(contracts, fact.contract);
  const found = token && (await findAssetWithMode(tx, assetIdOf(fact.chainId, token)));
  const posting = found && postingOf(fact, found.asset.assetId);
  if (!posting) return;
  await postEntry(tx, {
    ...posting,
    sourceId: factSource(fact.id),
    merchantId: null,
    livemode: found.livemode,
    postedAt: at,
  });
}

function postingOf(fact: PoolFact, asset: ReturnType<typeof assetIdOf>): Posting | undefined {
  const { chainId } = fact;
  const reserve = chainAccount(chainId, "credit-line");
  const pool = chainAccount(chainId, "credit-pool");
  switch (fact.name) {
    case "ReserveChanged": {
      const money = { asset, units: fact.delta < 0n ? -fact.delta : fact.delta };
      const held = firstLoss(chainId, "held");
      const lines =
        fact.delta > 0n
          ? [debit(reserve, money), credit(held, money)]
          : [debit(held, money), credit(reserve, money)];
      return { kind: "CREDIT_RESERVE_CHANGED", lines };
    }
    case "DrawFunded": {
      // What goes elsewhere is a borrower's draw; what goes to the credit line, the reserve's part of recoveries.
      if (fact.to !== fact.creditLine) return undefined;
      const money = { asset, units: fact.amount };
      const lines = [debit(firstLoss(chainId, "claimable"), money), credit(pool, money)];
      return { kind: "CREDIT_RESERVE_CLAIMED", lines };
    }
    case "Collected": {
      const money = { asset, units: fact.amount };
      const lines = [debit(pool, money), credit(chainAccount(chainId, "settlement"), money)];
      return { kind: "CREDIT_POOL_COLLECTED", lines };
    }
    case "Deposit": {
      const money = { asset, units: fact.assets };
      return {
        kind: "CREDIT_POOL_SUPPLIED",
        lines: [debit(pool, money), credit(poolCapital(chainId), money)],
      };
    }
    // What the queue was filled with is the lenders' until they claim it; what belongs to no share stands with theirs.
    case "Withdraw":
    case "RedeemClaimed":
    case "SurplusTaken": {
      const money = { asset, units: fact.name === "SurplusTaken" ? fact.amount : fact.assets };
      return {
        kind: "CREDIT_POOL_WITHDRAWN",
        lines: [debit(poolCapital(chainId), money), credit(pool, money)],
      };
    }
  }
}
