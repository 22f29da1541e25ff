import type { Tx } from "../../db/withTx.ts";
import type { ChainFact, FactBody, FactOf, FactPlace } from "../../kernel/facts/chainFact.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import { findAddressByRef } from "./deposits.store.ts";

export type TransferFact = FactOf<"Transfer">;
export type SweepFactName = "DepositSwept" | "SweepFailed";
export type SweepFact = ChainFact<Extract<FactBody, { name: SweepFactName }>>;
/** The contract's BalanceKind.Fee. @see contracts/types/Settlement.sol */
export const FEE_KIND = 1;

/** What a fact about a deposit address changes: all that is about the address, in chain order. */
export function addressKey({ chainId, address }: { chainId: ChainId; address: Address }): string {
  return `deposit ${chainId} ${address}`;
}

export function sweepKey({ chainId, depositAddress }: Pick<SweepFact, "chainId" | "depositAddress">): string {
  return addressKey({ chainId, address: depositAddress });
}

/** The key of a fee, if it is one of a deposit address. */
export async function feeKey(
  tx: Tx,
  fact: FactPlace & Extract<FactBody, { name: "BalanceUpdated" }>,
): Promise<string | undefined> {
  const address = await findAddressByRef(tx, fact);
  return address && addressKey(address);
}
