import { Field, ID, Int, ObjectType } from "type-graphql";
import {
  API_SCOPES,
  type ApiKey as ApiKeyEntity,
  type ApiScope,
  type Merchant as MerchantEntity,
  type SettlementAccount as SettlementAccountEntity,
  type SettlementAccountStatus,
  settlementAccountConfirmation,
} from "../../../modules/merchants/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Chain } from "../../common/assets/chain.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { Node } from "../../common/node.type.ts";
import { AccountIdScalar, AddressScalar, DateTimeScalar, JsonScalar } from "../../common/scalars/scalars.ts";
import { SEE_MERCHANTS } from "../access.ts";

export const ApiScopeEnum = enumFrom(
  { name: "ApiScope", description: "What an API key may be allowed to do." },
  API_SCOPES,
);

export const SettlementAccountStatusEnum = enumFrom(
  { name: "SettlementAccountStatus", description: "Whether money is settled on an account." },
  {
    PENDING: "Named; waits for the account's signature.",
    ACTIVE: "New payments of this chain settle here.",
    RETIRED: "Another account took its place; the balance stays with this one.",
  },
);

@Allow(SEE_MERCHANTS)
@ObjectType({ implements: Node, simpleResolvers: true, description: "Who sells." })
export class Merchant extends Node {
  @Field(() => String, { description: "Name shown to payers." })
  name!: string;

  @Field(() => Int, { description: "The platform's part of each capture of new payments, in basis points." })
  feeBps!: number;

  @Field(() => DateTimeScalar, { description: "When it was opened." })
  createdAt!: Date;
}

@Allow(SEE_MERCHANTS)
@ObjectType({
  simpleResolvers: true,
  description: "A merchant's own account on one chain, in its hands alone.",
})
export class SettlementAccount {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => Chain, { description: "On which chain." })
  chain!: Chain;

  @Field(() => AddressScalar, { description: "The account's address." })
  account!: string;

  @Field(() => AccountIdScalar, { description: "The same as a CAIP-10 id." })
  accountId!: string;

  @Field(() => SettlementAccountStatusEnum, { description: "Whether money is settled on it." })
  status!: SettlementAccountStatus;

  @Field(() => JsonScalar, {
    description:
      "EIP-712 typed data that the account signs with eth_signTypedData_v4 for settlementAccountConfirm.",
  })
  confirmation!: unknown;

  @Field(() => DateTimeScalar, { description: "When it was named." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was confirmed last; null before the first time.",
  })
  confirmedAt!: Date | null;
}

@Allow(SEE_MERCHANTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A key without its secret, which is shown once and not stored.",
})
export class ApiKey extends Node {
  @Field(() => String, { description: "What it is for, in its owner's words." })
  label!: string;

  @Field(() => Boolean, { description: "Whether it works with live money, and with that only." })
  livemode!: boolean;

  @Field(() => [ApiScopeEnum], { description: "What it may do; operators' keys have none." })
  scopes!: ApiScope[];

  @Field(() => [String], { description: "CIDR ranges from which it works; from anywhere when empty." })
  allowedAddresses!: string[];

  @Field(() => String, { description: "The secret's last four characters." })
  last4!: string;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until when, exclusive, it works; null for ever.",
  })
  expiresAt!: Date | null;
}

export function toMerchant({ id, name, feeBps, createdAt }: MerchantEntity): Merchant {
  return Object.assign(new Merchant(), { id, name, feeBps: feeBps as number, createdAt });
}

export function toApiKey(entity: ApiKeyEntity): ApiKey {
  const { id, label, livemode, scopes, allowedAddresses, last4, createdAt, expiresAt } = entity;
  return Object.assign(new ApiKey(), {
    id,
    label,
    livemode,
    scopes: [...scopes],
    allowedAddresses: [...allowedAddresses],
    last4,
    createdAt,
    expiresAt,
  });
}

export function toSettlementAccount(
  context: DoorContext,
  entity: SettlementAccountEntity,
): SettlementAccount {
  const { id, chainId, account, status, createdAt, confirmedAt } = entity;
  return Object.assign(new SettlementAccount(), {
    id,
    chain: context.chain(chainId),
    account,
    accountId: `${chainId}:${account}`,
    status,
    confirmation: settlementAccountConfirmation(entity),
    createdAt,
    confirmedAt,
  });
}
