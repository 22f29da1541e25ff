import { Field, ID, InputType, Int } from "type-graphql";
import type { ApiScope } from "../../../modules/merchants/index.ts";
import { AddressScalar, ChainIdScalar, HexScalar } from "../../common/scalars/scalars.ts";
import { ApiScopeEnum } from "./merchant.type.ts";

@InputType({ description: "A merchant to open." })
export class MerchantCreateInput {
  @Field(() => String, { description: "Name shown to payers: 1 to 200 characters." })
  name!: string;

  @Field(() => Int, { description: "The platform's part of each capture, in basis points: 0 to 10,000." })
  feeBps!: number;
}

@InputType({ description: "A key to make." })
export class ApiKeyCreateInput {
  @Field(() => ID, {
    nullable: true,
    description: "Whose key. Operators must say it; a merchant's own when absent.",
  })
  merchantId!: string | null;

  @Field(() => Boolean, { description: "True for live money, false for test money." })
  livemode!: boolean;

  @Field(() => String, { description: "What it is for: 1 to 100 characters." })
  label!: string;

  @Field(() => [ApiScopeEnum], {
    description: "What it may do: at least one, and none that the caller's own key lacks.",
  })
  scopes!: ApiScope[];

  @Field(() => [String], {
    nullable: true,
    description:
      "IP addresses and CIDR ranges from which it works, at most 50; from anywhere when absent or empty. No wider than those of the caller's own key.",
  })
  allowedAddresses!: string[] | null;
}

@InputType({ description: "A key to replace." })
export class ApiKeyRotateInput {
  @Field(() => ID, { description: "The key to replace." })
  keyId!: string;

  @Field(() => Int, {
    defaultValue: 0,
    description: "Seconds for which the old secret still works: 0 to 604,800; default 0.",
  })
  overlapSeconds!: number;
}

@InputType({ description: "An account to settle on." })
export class SettlementAccountSetInput {
  @Field(() => ChainIdScalar, { description: "On which chain." })
  chainId!: string;

  @Field(() => AddressScalar, { description: "The account's address; its key must be able to sign." })
  account!: string;
}

@InputType({ description: "An account's word that money may be settled on it." })
export class SettlementAccountConfirmInput {
  @Field(() => ID, { nullable: true, description: "Whose account; your own when absent." })
  merchantId!: string | null;

  @Field(() => ChainIdScalar, { description: "On which chain." })
  chainId!: string;

  @Field(() => AddressScalar, { description: "The account, as it was named in settlementAccountSet." })
  account!: string;

  @Field(() => HexScalar, { description: "The account's EIP-712 signature over its confirmation." })
  signature!: string;
}
