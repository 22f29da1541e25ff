import { Field, ObjectType } from "type-graphql";
import { Allow, ANYONE } from "../../common/access/access.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { AccountIdScalar, DateTimeScalar } from "../../common/scalars/scalars.ts";
import { WALLET } from "./wallet.type.ts";

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "Answer of authNonce." })
export class AuthNoncePayload extends MutationPayload {
  @Field(() => String, { nullable: true, description: "The nonce: 32 hexadecimal digits." })
  nonce!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when, exclusive, it can be used." })
  expiresAt!: Date | null;
}

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "Answer of authSiweVerify." })
export class AuthSiweVerifyPayload extends MutationPayload {
  @Field(() => String, {
    nullable: true,
    description: "The session's token, shown this once: send it as Authorization: Bearer wst_….",
  })
  sessionToken!: string | null;

  @Field(() => AccountIdScalar, { nullable: true, description: "Whose session it is." })
  account!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when, exclusive, it is valid." })
  expiresAt!: Date | null;
}

@Allow(WALLET)
@ObjectType({ simpleResolvers: true, description: "Answer of authSignOut." })
export class AuthSignOutPayload extends MutationPayload {
  @Field(() => AccountIdScalar, { nullable: true, description: "Whose session has ended." })
  account!: string | null;
}
