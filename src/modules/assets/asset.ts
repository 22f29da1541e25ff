import type { Address, AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id } from "../../kernel/ids/ids.ts";

/** Ways of paying in which the payer signs and needs no native coin, with the meaning shown in the schema. */
export const GASLESS_SCHEMES = {
  EIP3009: "The payer signs receiveWithAuthorization (EIP-3009); we send the transaction.",
  EIP2612: "The payer signs the payment's terms and the token's permit (EIP-2612); we send the transaction.",
  PERMIT2:
    "The payer signs permitWitnessTransferFrom of Permit2, which its wallet allowed to take the token before; we send the transaction.",
  ALLOWANCE:
    "The payer signs the payment's terms; its wallet allowed the collector to take the token before. We send the transaction.",
} as const;

export type GaslessScheme = keyof typeof GASLESS_SCHEMES;

/** An ERC-20 token on one chain. The symbol names it to people only: two assets may have the same. */
export interface Asset {
  readonly id: Id<"Asset">;
  readonly assetId: AssetId;
  readonly chainId: ChainId;
  readonly token: Address;
  readonly symbol: string;
  /** The contract's name, which is also its EIP-712 domain's name. */
  readonly name: string;
  /** Pinned when the asset was registered, as the contract itself said. */
  readonly decimals: number;
  /** Version of the contract's EIP-712 domain; null without gasless schemes. */
  readonly eip712Version: string | null;
  /** What the contract itself has; the other schemes need an allowance, and work with every token. */
  readonly gasless: readonly GaslessScheme[];
  /** Smallest payment, in the asset's smallest unit. */
  readonly minimumUnits: bigint;
  /** Whether new payments may use it. */
  readonly enabled: boolean;
}
