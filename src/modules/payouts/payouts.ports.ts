import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";

export interface PayoutItem {
  readonly account: Address;
  readonly token: Address;
  readonly to: Address;
  readonly amount: bigint;
}

/** What payouts needs of the Settlement contract. Nothing here touches the network. */
export interface SettlementGateway {
  /** Executes an id once, ever; an item that fails leaves its balance as it was. */
  payoutBatchCall(chainId: ChainId, batchHash: Bytes32, items: readonly PayoutItem[]): ContractCall;
  setRecipientCall(order: {
    chainId: ChainId;
    account: Address;
    recipient: Address;
    allowed: boolean;
  }): ContractCall;
}
