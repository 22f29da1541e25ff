import { Field, ObjectType } from "type-graphql";
import type { WalletCaller } from "../../../modules/wallets/index.ts";
import { type Access, Allow } from "../../common/access/access.ts";
import { AccountIdScalar, DateTimeScalar } from "../../common/scalars/scalars.ts";

/** A wallet that is signed in. */
export const WALLET: Access = { audiences: ["wallet"] };

@Allow(WALLET)
@ObjectType({ simpleResolvers: true, description: "A wallet that is signed in." })
export class Wallet {
  @Field(() => AccountIdScalar, { description: "Its account, on the chain that its message named." })
  account!: string;

  @Field(() => DateTimeScalar, { description: "Until when, exclusive, this session is valid." })
  sessionExpiresAt!: Date;
}

export function toWallet({ account, expiresAt }: WalletCaller): Wallet {
  return Object.assign(new Wallet(), { account, sessionExpiresAt: expiresAt });
}
