import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { GaslessScheme } from "./asset.ts";

/** What a token's contract says of itself. */
export interface TokenReading {
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
  /** Version of its EIP-712 domain; null when it has none. */
  readonly eip712Version: string | null;
  readonly gasless: readonly GaslessScheme[];
}

/** What registering an asset needs of the chain. Asked before the transaction, never inside it. */
export interface TokenReader {
  readToken(chainId: ChainId, token: Address): Promise<TokenReading>;
}
