import { Field, ObjectType } from "type-graphql";
import {
  MEMBER_ROLES,
  MEMBER_STATUSES,
  type Member as MemberEntity,
  type MemberRole,
  type MemberStatus,
} from "../../../modules/merchants/index.ts";
import { Allow, ANYONE } from "../../common/access/access.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_MEMBERS } from "../access.ts";
import { ApiKey } from "../merchants/merchant.type.ts";

export const MemberRoleEnum = enumFrom(
  { name: "MemberRole", description: "What a member may do with their own key." },
  MEMBER_ROLES,
);
export const MemberStatusEnum = enumFrom(
  { name: "MemberStatus", description: "Whether a member takes part." },
  MEMBER_STATUSES,
);

@Allow(SEE_MEMBERS)
@ObjectType({ implements: Node, simpleResolvers: true, description: "A person of a merchant." })
export class Member extends Node {
  @Field(() => String, { description: "What the person is called." })
  name!: string;

  @Field(() => MemberRoleEnum, { description: "What they may do." })
  role!: MemberRole;

  @Field(() => MemberStatusEnum, { description: "Whether they take part." })
  status!: MemberStatus;

  @Field(() => Boolean, { description: "Whether they work with live money, and with that only." })
  livemode!: boolean;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until when, exclusive, the invitation can be accepted; null once it was.",
  })
  invitationExpiresAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When they were invited." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When this last changed." })
  updatedAt!: Date;
}

export const MemberConnection = connectionType<Member>({
  name: "Member",
  type: () => Member,
  access: SEE_MEMBERS,
  plural: "members",
});

@Allow(SEE_MEMBERS)
@ObjectType({ simpleResolvers: true, description: "Answer of memberInvite." })
export class MemberInvitePayload extends MutationPayload {
  @Field(() => Member, { nullable: true, description: "Who was invited; null when refused." })
  member!: Member | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What the person accepts with, for seven days: shown now and never again; null when refused.",
  })
  invitationToken!: string | null;
}

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "Answer of memberInvitationAccept." })
export class MemberInvitationAcceptPayload extends MutationPayload {
  @Field(() => String, {
    nullable: true,
    description: "Your own key's secret: shown now and never again; null when refused.",
  })
  secret!: string | null;
}

@Allow(SEE_MEMBERS)
@ObjectType({ simpleResolvers: true, description: "Answer of memberRemove." })
export class MemberRemovePayload extends MutationPayload {
  @Field(() => Member, { nullable: true, description: "Who was removed; null when refused." })
  member!: Member | null;

  @Field(() => [ApiKey], {
    nullable: true,
    description: "Keys that they made for servers and that still work: rotate them. Null when refused.",
  })
  keysToRotate!: ApiKey[] | null;
}

export function toMember(entity: MemberEntity): Member {
  const { id, name, role, status, livemode, invitationExpiresAt, createdAt, updatedAt } = entity;
  return Object.assign(new Member(), {
    id,
    name,
    role,
    status,
    livemode,
    invitationExpiresAt,
    createdAt,
    updatedAt,
  });
}
