import type { Address, ChainId, Hex } from "../../kernel/ids/chainIds.ts";

/** What signing in needs of the chain. Asked before a transaction, never inside it. */
export interface WalletGateway {
  /** Whether a text was signed (ERC-191) by the address' own key or, where a contract stands there, in a way that it
   *  takes for its own (ERC-1271). The first needs no node. */
  isTextSignedBy(order: {
    chainId: ChainId;
    wallet: Address;
    text: string;
    signature: Hex;
  }): Promise<boolean>;
}
