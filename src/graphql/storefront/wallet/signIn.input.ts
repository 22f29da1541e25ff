import { Field, InputType } from "type-graphql";
import { HexScalar } from "../../common/scalars/scalars.ts";

@InputType({ description: "What a wallet signed." })
export class AuthSiweVerifyInput {
  @Field(() => String, {
    description:
      "The message of Sign-In with Ethereum (EIP-4361) to the letter, with a nonce of authNonce; at most 2,000 characters.",
  })
  message!: string;

  @Field(() => HexScalar, {
    description:
      "The wallet's signature over it, as personal_sign returns it: 65 bytes, or what a contract wallet takes (ERC-1271).",
  })
  signature!: string;
}
