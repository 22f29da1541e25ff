import type { IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import type { AssetFutures } from "./assets.js";
import type { Future, PaymentFutures } from "./payments.js";

export interface ProofFutures {
  readonly solvencyLens: Future;
  readonly ledgerAnchor: Future;
}

/** What compares liabilities with balances over all the others. */
export function proofContracts(
  m: IgnitionModuleBuilder,
  { accessManager, escrow, settlement }: PaymentFutures,
  assets: readonly AssetFutures[],
): ProofFutures {
  const vaults = assets.flatMap(({ earnVault, creditPool }) => [earnVault, creditPool]);
  const solvencyLens = m.contract("SolvencyLens", [settlement, [escrow], vaults]);
  return { solvencyLens, ledgerAnchor: m.contract("LedgerAnchor", [accessManager, solvencyLens]) };
}
