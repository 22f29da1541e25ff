import type { Address, AssetId, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { Id, MerchantId, PaymentId } from "../../kernel/ids/ids.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";

/** What an address is made of; the contract computes it from these three.
 *  @see contracts/types/Deposit.sol */
export interface AddressRecipe {
  readonly account: Address;
  readonly ref: Bytes32;
  readonly refundTo: Address;
}

/** An address at which one payment is paid, and never another. */
export interface DepositAddress extends AddressRecipe {
  readonly chainId: ChainId;
  readonly address: Address;
  readonly paymentId: PaymentId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  /** What is due there, in the asset's smallest unit. */
  readonly asset: AssetId;
  readonly due: bigint;
  /** By the time of blocks, exclusive: later money is late, and from monitorUntil on nobody's. */
  readonly expiresAt: UnixSeconds;
  readonly monitorUntil: UnixSeconds;
}

/** A transfer to a deposit address. */
export interface DepositRecord {
  readonly id: Id<"Deposit">;
  readonly factId: string;
  readonly paymentId: PaymentId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly chainId: ChainId;
  readonly address: Address;
  readonly asset: AssetId;
  /** Smallest units of the asset. */
  readonly amount: bigint;
}

export const UNMATCHED_REASONS = {
  WRONG_ASSET: "It came in another asset than the payment's.",
  LATE: "It came after the payment's monitorUntil, by the time of its block.",
  OVERPAID: "It is more than what was due.",
} as const;
export type UnmatchedReason = keyof typeof UNMATCHED_REASONS;

/** What a payment takes of a deposit, and why not the rest. */
export interface Match {
  readonly matched: bigint;
  /** Null when all of it was taken. */
  readonly reason: UnmatchedReason | null;
}

/** Units: the asset's smallest. `taken` is what the payment took of earlier deposits. */
export function matchDeposit(
  due: Pick<DepositAddress, "asset" | "due" | "monitorUntil">,
  deposit: { readonly asset: AssetId; readonly amount: bigint; readonly at: UnixSeconds },
  taken: bigint,
): Match {
  if (deposit.asset !== due.asset) return { matched: 0n, reason: "WRONG_ASSET" };
  if (deposit.at >= due.monitorUntil) return { matched: 0n, reason: "LATE" };
  const missing = due.due > taken ? due.due - taken : 0n;
  if (deposit.amount <= missing) return { matched: deposit.amount, reason: null };
  return { matched: missing, reason: "OVERPAID" };
}

/** What came to a payment's address, in its asset's smallest unit. */
export interface Receipts {
  /** In the payment's asset before monitorUntil, final or not, and what was attached. */
  readonly received: bigint;
  /** The part of it before expiresAt. */
  readonly onTime: bigint;
  /** The part of it that is final. */
  readonly final: bigint;
  /** Something came in another asset. */
  readonly hasWrongAsset: boolean;
  readonly asOfBlock: number | null;
}
