import { Field, ID, InputType } from "type-graphql";
import type { MemberRole } from "../../../modules/merchants/index.ts";
import { MemberRoleEnum } from "./member.type.ts";

@InputType({ description: "A person to invite." })
export class MemberInviteInput {
  @Field(() => ID, {
    nullable: true,
    description: "Whose member. Operators must say it; a merchant's own when absent.",
  })
  merchantId!: string | null;

  @Field(() => Boolean, { description: "True for live money, false for test money." })
  livemode!: boolean;

  @Field(() => String, { description: "What the person is called: 1 to 100 characters." })
  name!: string;

  @Field(() => MemberRoleEnum, {
    description: "What they may do. Owners and finance approve money: only operators invite them.",
  })
  role!: MemberRole;
}

@InputType({ description: "An invitation to accept." })
export class MemberInvitationAcceptInput {
  @Field(() => String, { description: "The token from memberInvite." })
  invitationToken!: string;
}

@InputType({ description: "Whom to remove." })
export class MemberRemoveInput {
  @Field(() => ID, { description: "The member, or whoever was invited." })
  memberId!: string;
}
