import { Arg, Args, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { Allow, ANYONE } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { settle } from "../../common/errors/settle.ts";
import { requireId } from "../../common/input/requireId.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { PageArgs, toPageRequest } from "../../common/paging/pageArgs.ts";
import { toApiKey } from "../merchants/merchant.type.ts";
import {
  type Member,
  MemberConnection,
  MemberInvitationAcceptPayload,
  MemberInvitePayload,
  MemberRemovePayload,
  toMember,
} from "./member.type.ts";
import { MemberInvitationAcceptInput, MemberInviteInput, MemberRemoveInput } from "./members.input.ts";

@Resolver()
export class MembersResolver {
  @Allow({ audiences: ["merchant", "operator"], scopes: ["members:write"] })
  @Mutation(() => MemberInvitePayload, {
    description:
      "Invites a person, who gets a key of their own that nobody else sees. Hand them the token; no message is sent.",
  })
  memberInvite(
    @Arg("input", () => MemberInviteInput, { description: "Whom, and as what." }) input: MemberInviteInput,
    @Ctx() context: DoorContext,
  ): Promise<MemberInvitePayload> {
    return settle(async () => {
      const { staff } = context;
      const own = staff.kind === "merchant" ? staff.merchantId : "";
      const { member, invitationToken } = await context.services.merchants.inviteMember(staff, {
        ...input,
        merchantId: requireId("Merchant", input.merchantId ?? own, "merchantId"),
      });
      return { member: toMember(member), invitationToken };
    });
  }

  @Allow({ ...ANYONE, keepsPrice: true })
  @Mutation(() => MemberInvitationAcceptPayload, {
    description:
      "Makes you a member. It works once: when its answer was lost, have yourself removed and invited again.",
  })
  memberInvitationAccept(
    @Arg("input", () => MemberInvitationAcceptInput, { description: "Which invitation." })
    input: MemberInvitationAcceptInput,
    @Ctx() context: DoorContext,
  ): Promise<MemberInvitationAcceptPayload> {
    return settle(async () => {
      const { invitationToken } = input;
      const { secret } = await context.services.merchants.acceptInvitation({ invitationToken });
      return { secret };
    });
  }

  @Allow({ audiences: ["merchant", "operator"], scopes: ["members:write"] })
  @Mutation(() => MemberRemovePayload, {
    description: "Removes a member, whose own keys end at once, or takes back an invitation.",
  })
  memberRemove(
    @Arg("input", () => MemberRemoveInput, { description: "Whom." }) input: MemberRemoveInput,
    @Ctx() context: DoorContext,
  ): Promise<MemberRemovePayload> {
    return settle(async () => {
      const memberId = requireId("Member", input.memberId, "memberId");
      const removed = await context.services.merchants.removeMember(context.staff, { memberId });
      return { member: toMember(removed.member), keysToRotate: removed.keysToRotate.map(toApiKey) };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["members:read"] })
  @Query(() => MemberConnection, { description: "Your members, newest first." })
  async members(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<Member>> {
    const page = toPageRequest(args);
    const found = await context.services.merchants.listMembers(context.merchant, { page });
    return toConnection(found, page, { item: toMember });
  }
}
