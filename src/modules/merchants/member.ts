import type { MemberId, MerchantId } from "../../kernel/ids/ids.ts";
import { API_SCOPES, type ApiScope } from "./caller.ts";

/** What a member is to a merchant, with the meaning shown in the schema. */
export const MEMBER_ROLES = {
  OWNER: "May do everything, invite members who cannot approve, and remove members.",
  FINANCE: "Sends, approves and refunds money, and reads the books.",
  DEVELOPER: "Integrates: keys, webhooks and events.",
  SUPPORT: "Answers buyers: reads payments and refunds them.",
  VIEWER: "Reads everything.",
} as const;
export type MemberRole = keyof typeof MEMBER_ROLES;

export const MEMBER_STATUSES = {
  INVITED: "Has an invitation that was not accepted yet.",
  ACTIVE: "Has a key of their own.",
  REMOVED: "Was removed; their own keys have ended.",
} as const;
export type MemberStatus = keyof typeof MEMBER_STATUSES;

/** A person of a merchant, in one mode. */
export interface Member {
  readonly id: MemberId;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly name: string;
  readonly role: MemberRole;
  readonly status: MemberStatus;
  /** Null: an operator. */
  readonly invitedBy: MemberId | null;
  /** Exclusive; null once it was accepted. */
  readonly invitationExpiresAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const READS = (Object.keys(API_SCOPES) as ApiScope[]).filter((scope) => scope.endsWith(":read"));

/** What a member's own key may do. */
export const SCOPES_OF_ROLE: Readonly<Record<MemberRole, readonly ApiScope[]>> = {
  OWNER: Object.keys(API_SCOPES) as ApiScope[],
  FINANCE: [...READS, "payouts:write", "payouts:approve", "refunds:write"],
  DEVELOPER: [...READS, "payments:write", "webhooks:write", "keys:write"],
  SUPPORT: ["payments:read", "events:read", "refunds:write"],
  VIEWER: READS,
};

export function mayApprove(role: MemberRole): boolean {
  return SCOPES_OF_ROLE[role].includes("payouts:approve");
}
