import type { ChainContracts, ContractCall } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import { ISettlement__factory } from "../typechain/factories/contracts/interfaces/ISettlement__factory.ts";

const settlementAbi = ISettlement__factory.createInterface();

/** Writes the calls that Settlement understands, for every chain it is deployed on. Never touches the network. */
export class SettlementClient {
  readonly #contractsOf: (chainId: ChainId) => ChainContracts;

  constructor(contractsOf: (chainId: ChainId) => ChainContracts) {
    this.#contractsOf = contractsOf;
  }

  /** Items in the order given: those of one token and account that stand together are booked together. */
  payoutBatchCall(
    chainId: ChainId,
    batchHash: Bytes32,
    items: readonly { account: Address; token: Address; to: Address; amount: bigint }[],
  ): ContractCall {
    const payouts = items.map(({ account, token, to, amount }) => ({ account, token, to, amount }));
    return this.#toSettlement(chainId, settlementAbi.encodeFunctionData("payoutBatch", [batchHash, payouts]));
  }

  setRecipientCall(order: {
    chainId: ChainId;
    account: Address;
    recipient: Address;
    allowed: boolean;
  }): ContractCall {
    const data = order.allowed
      ? settlementAbi.encodeFunctionData("addRecipient", [order.account, order.recipient])
      : settlementAbi.encodeFunctionData("removeRecipient", [order.account, order.recipient]);
    return this.#toSettlement(order.chainId, data);
  }

  #toSettlement(chainId: ChainId, data: string): ContractCall {
    return { chainId, to: this.#contractsOf(chainId).settlement, data: data as Hex }; // hexadecimal by ethers
  }
}
