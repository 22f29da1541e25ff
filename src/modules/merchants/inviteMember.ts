import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type MerchantId, newId } from "../../kernel/ids/ids.ts";
import { addSeconds } from "../../kernel/time/clock.ts";
import { hashApiKeySecret } from "./apiKeySecret.ts";
import type { MerchantCaller, OperatorCaller } from "./caller.ts";
import { type Member, type MemberRole, mayApprove, SCOPES_OF_ROLE } from "./member.ts";
import { insertMember } from "./members.store.ts";
import { ApiKeyScopesExceeded, MerchantNotFound } from "./merchant.errors.ts";
import { lockMerchant } from "./merchants.store.ts";

/** Seven days: long enough for a holiday weekend, short enough not to lie about. */
const INVITATION_SECONDS = 604_800;

export interface InviteMember {
  readonly caller: MerchantCaller | OperatorCaller;
  readonly merchantId: MerchantId;
  readonly livemode: boolean;
  readonly name: string;
  readonly role: MemberRole;
  readonly now: Date;
}

/**
 * Invites a person. Whoever accepts gets a key that the inviter never sees. Those who may approve money are invited by
 * an operator: an invitation can be accepted by whoever made it, who would then be two people.
 * Shape: one insert; the token is returned once and kept as a hash.
 * @throws NOT_FOUND, INVALID_INPUT (name, mode, a role with more scopes than the inviter's, or one that approves)
 */
export async function inviteMember(
  tx: Tx,
  { caller, merchantId, livemode, name: given, role, now }: InviteMember,
): Promise<{ member: Member; invitationToken: string }> {
  const name = given.trim();
  if (name.length < 1 || name.length > 100) throw invalid("name", "A name has 1 to 100 characters.");
  if (caller.kind === "merchant") {
    if (caller.merchantId !== merchantId) throw new MerchantNotFound();
    if (caller.livemode !== livemode)
      throw invalid("livemode", "A key invites members of its own mode only.");
    if (mayApprove(role)) throw invalid("role", "Members who may approve are invited by an operator.");
    const missing = SCOPES_OF_ROLE[role].filter((scope) => !caller.scopes.has(scope));
    if (missing.length > 0) throw new ApiKeyScopesExceeded(missing).at(["input", "role"]);
  } else if (!(await lockMerchant(tx, merchantId))) throw new MerchantNotFound();
  const invitationToken = `inv_${randomBytes(32).toString("base64url")}`;
  const member: Member = {
    id: newId("Member"),
    merchantId,
    livemode,
    name,
    role,
    status: "INVITED",
    invitedBy: caller.kind === "merchant" ? caller.memberId : null,
    invitationExpiresAt: addSeconds(now, INVITATION_SECONDS),
    createdAt: now,
    updatedAt: now,
  };
  await insertMember(tx, member, hashApiKeySecret(invitationToken));
  return { member, invitationToken };
}

function invalid(field: string, message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, { path: ["input", field] });
}
