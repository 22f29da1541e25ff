/** What a credit line may lend, in units of its asset; as CreditLimits in contracts/types/Credit.sol. */
export interface CreditLimits {
  readonly globalPrincipal: bigint;
  readonly borrowerDebt: bigint;
  readonly lineLimit: bigint;
  readonly secondSignatureAbove: bigint;
}

/** An external ERC-4626 vault of the same asset, and the most that may be put there, in units. */
export interface AdapterSettings {
  readonly adapter: string;
  readonly cap: bigint;
}

/** A listed asset: gets an Earn vault, and a credit pool with a credit line. */
export interface AssetSettings {
  readonly token: string;
  /** Ends the names of the vaults, such as USDC. Letters and digits. */
  readonly symbol: string;
  /** Gains of the Earn vault become its shareholders' over this time; at least an hour. */
  readonly gainWindowSeconds: number;
  /** Part of the Earn vault that stays idle for payouts. */
  readonly bufferBps: number;
  readonly earnFeeBps: number;
  readonly poolFeeBps: number;
  readonly adapters: readonly AdapterSettings[];
  readonly creditLimits: CreditLimits;
  /** A line that is late for so long may be declared in default by anyone; fixed for the life of the contract. */
  readonly defaultDelaySeconds: number;
}

/** Everything besides payments. */
export interface SuiteSettings {
  /** Receives deposit fees, fees of vaults and surplus. */
  readonly treasury: string;
  /** The chain's wrapped native coin, into which swept native coin is turned; fixed for the life of the contract. */
  readonly wrappedNative: string;
  /** Sanctions lists that the gate asks; at most four. */
  readonly oracles: readonly string[];
  /** UNDERWRITER: who signs terms of credit. They call nothing, and limits bound them. */
  readonly underwriters: readonly string[];
  /** Whose holds borrowers may pledge. */
  readonly pledgeOperators: readonly string[];
  readonly assets: readonly AssetSettings[];
}
