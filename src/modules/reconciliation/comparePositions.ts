import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { Custody } from "./reconciliation.ports.ts";
import type { FoundBreak, Position } from "./reconciliation.ts";

/**
 * Differences of whole accounts that the single movements do not explain. While the journal is behind the chain it moves
 * under our eyes, so that a difference is one of time.
 */
export function unexplainedPositions(
  positions: readonly Position[],
  found: readonly FoundBreak[],
  { isBehind }: { readonly isBehind: boolean },
): FoundBreak[] {
  const kind = isBehind ? "TIMING" : "AMOUNT_MISMATCH";
  const assetsWithBreaks = new Set(found.map(({ asset }) => asset));
  return positions.flatMap((position): FoundBreak[] => {
    const { account, asset, onChain, inLedger } = position;
    const explained = found
      .filter((one) => one.account === account && (one.asset === asset || one.asset === null))
      .reduce((sum, one) => sum + one.onChain - one.inLedger, 0n);
    const difference = onChain - inLedger;
    // Movements are compared on the contracts' accounts; whose share it was follows from them.
    const isExplained = account.startsWith("chain:")
      ? difference === explained
      : difference === 0n || assetsWithBreaks.has(asset);
    if (isExplained) return [];
    const shown = account.startsWith("chain:") ? inLedger + explained : inLedger;
    return [{ ...ofAccount(account, asset), kind, onChain, inLedger: shown, address: null }];
  });
}

/** A contract with more tokens than it owes was sent some by nobody whom it knows; with less, tokens are gone. */
export function compareCustody(asset: AssetId, account: string, custody: Custody): FoundBreak[] {
  if (custody.has === custody.owes) return [];
  const isSurplus = custody.has > custody.owes;
  return [
    {
      ...ofAccount(account, asset),
      subject: `custody ${account} ${asset}`,
      kind: isSurplus ? "UNKNOWN_ADDRESS" : "MISSING_ON_CHAIN",
      onChain: custody.has,
      inLedger: custody.owes,
      address: isSurplus ? custody.address : null,
    },
  ];
}

function ofAccount(account: string, asset: AssetId) {
  return { subject: `account ${account} ${asset}`, account, asset, blockNumber: null, txHash: null };
}
