import { Field, ObjectType } from "type-graphql";
import type { ApiScope } from "../../../modules/merchants/index.ts";
import { Allow } from "../../common/access/access.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { SEE_MERCHANTS } from "../access.ts";
import { ApiKey, ApiScopeEnum, Merchant, SettlementAccount } from "./merchant.type.ts";

export const ViewerKindEnum = enumFrom(
  { name: "ViewerKind", description: "What kind of credential a request came with." },
  { MERCHANT: "A merchant's key.", OPERATOR: "An operator's key." },
);

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "Who asks." })
export class Viewer {
  @Field(() => ViewerKindEnum, { description: "What kind of credential it is." })
  kind!: keyof typeof ViewerKindEnum;

  @Field(() => [ApiScopeEnum], { description: "What the key may do; empty for operators." })
  scopes!: ApiScope[];

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the key works with live money; null for operators.",
  })
  livemode!: boolean | null;
}

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "Answer of merchantCreate." })
export class MerchantCreatePayload extends MutationPayload {
  @Field(() => Merchant, { nullable: true, description: "The new merchant; null when refused." })
  merchant!: Merchant | null;
}

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "Answer of apiKeyCreate." })
export class ApiKeyCreatePayload extends MutationPayload {
  @Field(() => ApiKey, { nullable: true, description: "The new key; null when refused." })
  apiKey!: ApiKey | null;

  @Field(() => String, {
    nullable: true,
    description: "The new key's secret: shown now and never again; null when refused.",
  })
  secret!: string | null;
}

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "Answer of apiKeyRotate." })
export class ApiKeyRotatePayload extends MutationPayload {
  @Field(() => ApiKey, {
    nullable: true,
    description: "The key that takes the old one's place; null when refused.",
  })
  apiKey!: ApiKey | null;

  @Field(() => String, {
    nullable: true,
    description: "The new key's secret: shown now and never again; null when refused.",
  })
  secret!: string | null;
}

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "Answer of settlementAccountSet." })
export class SettlementAccountSetPayload extends MutationPayload {
  @Field(() => SettlementAccount, {
    nullable: true,
    description: "The account, to be confirmed; null when refused.",
  })
  settlementAccount!: SettlementAccount | null;
}

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "Answer of settlementAccountConfirm." })
export class SettlementAccountConfirmPayload extends MutationPayload {
  @Field(() => SettlementAccount, {
    nullable: true,
    description: "The account that new payments settle on; null when refused.",
  })
  settlementAccount!: SettlementAccount | null;
}
