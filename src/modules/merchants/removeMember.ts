import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { MemberId } from "../../kernel/ids/ids.ts";
import { expireKeysOf, selectKeysMadeBy } from "./apiKeys.store.ts";
import type { MerchantCaller, OperatorCaller } from "./caller.ts";
import type { Member } from "./member.ts";
import { lockMember, saveMemberStatus } from "./members.store.ts";
import type { ApiKey } from "./merchant.ts";

/**
 * Removes a member, or takes back an invitation; their own keys end at once. Keys that they made for servers go on, as
 * the shop would stop otherwise, and are named: their secrets are known to somebody who is gone.
 * Shape: what was removed already stays so and answers the same.
 * @throws NOT_FOUND
 */
export async function removeMember(
  tx: Tx,
  command: { caller: MerchantCaller | OperatorCaller; memberId: MemberId; now: Date },
): Promise<{ member: Member; keysToRotate: ApiKey[] }> {
  const { caller, memberId, now } = command;
  const found = await lockMember(tx, memberId);
  const isSeen =
    caller.kind === "operator" ||
    (found?.merchantId === caller.merchantId && found.livemode === caller.livemode);
  if (!found || !isSeen) {
    throw new DomainError("NOT_FOUND", "There is no such member.", { path: ["input", "memberId"] });
  }
  const keysToRotate = await selectKeysMadeBy(tx, { memberId, now });
  if (found.status === "REMOVED") return { member: found, keysToRotate };
  const member: Member = { ...found, status: "REMOVED", invitationExpiresAt: null, updatedAt: now };
  await saveMemberStatus(tx, member);
  await expireKeysOf(tx, memberId, now);
  return { member, keysToRotate };
}
