import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { AddressRecipe } from "./deposit.ts";

/** What deposits need of the factory of their addresses. Nothing here touches the network. */
export interface DepositGateway {
  /** The address of these three; undefined where the chain has no factory.
   *  @see contracts/interfaces/IDepositFactory.sol addressOf */
  addressOf(chainId: ChainId, recipe: AddressRecipe): Address | undefined;
  /** Brings one token from many addresses to Settlement; what cannot be swept stays, and the others are.
   *  @see contracts/interfaces/IDepositFactory.sol sweepBatch */
  sweepBatchCall(chainId: ChainId, token: Address, deposits: readonly AddressRecipe[]): ContractCall;
}
