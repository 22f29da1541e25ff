import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { hashApiKeySecret } from "./apiKeySecret.ts";
import { issueApiKey } from "./issueApiKey.ts";
import { type Member, SCOPES_OF_ROLE } from "./member.ts";
import { lockInvited, saveMemberStatus } from "./members.store.ts";
import type { IssuedApiKey } from "./merchant.ts";

/**
 * Makes an invited person a member, with a key of their own. Works once: if its answer is lost, the member is removed
 * and invited again.
 * @throws INVITATION_INVALID
 */
export async function acceptInvitation(
  tx: Tx,
  { invitationToken, now }: { readonly invitationToken: string; readonly now: Date },
): Promise<IssuedApiKey & { member: Member }> {
  const invited = await lockInvited(tx, hashApiKeySecret(invitationToken));
  if (!invited?.invitationExpiresAt || invited.invitationExpiresAt <= now) {
    throw new DomainError("INVITATION_INVALID", "There is no such invitation any more.", {
      path: ["input", "invitationToken"],
    });
  }
  const member: Member = { ...invited, status: "ACTIVE", invitationExpiresAt: null, updatedAt: now };
  await saveMemberStatus(tx, member);
  const { merchantId, id: memberId, name: label, livemode, role } = member;
  const issued = await issueApiKey(tx, {
    merchantId,
    memberId,
    label,
    livemode,
    scopes: SCOPES_OF_ROLE[role],
    now,
  });
  return { member, ...issued };
}
