import type { AssetId } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";

/** What a merchant may pay out of one asset within 24 hours, in smallest units; null: any amount. */
export interface PayoutLimit {
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly asset: AssetId;
  /** Without a second person; 0: nothing. */
  readonly approvalAbove: bigint | null;
  /** At all. */
  readonly dailyLimit: bigint | null;
  readonly updatedAt: Date;
}

/** The hours of a limit, in seconds; they end now, so that no midnight doubles it. */
export const LIMIT_SECONDS = 86_400;

/** What was asked for within 24 hours and neither failed nor was canceled, in smallest units. */
export interface PayoutUsage {
  readonly units: bigint;
  /** Of these, without a second person. */
  readonly unapprovedUnits: bigint;
}

/** What a limit says to more payouts. Many small ones count like a large one. */
export function judge(
  limit: PayoutLimit,
  usage: PayoutUsage,
  units: bigint,
): { readonly requiresApproval: boolean; readonly isWithinDailyLimit: boolean } {
  const { approvalAbove, dailyLimit } = limit;
  return {
    requiresApproval: approvalAbove !== null && usage.unapprovedUnits + units > approvalAbove,
    isWithinDailyLimit: dailyLimit === null || usage.units + units <= dailyLimit,
  };
}

/** How many others must approve what this person asked for: two of those who matter are always different people. */
export function approvalsFor(requestedBy: string | null): number {
  return requestedBy === null ? 2 : 1;
}
