import { Field, Int, ObjectType } from "type-graphql";
import { accountIdOf } from "../../../kernel/ids/chainIds.ts";
import {
  PAYOUT_STATUSES,
  type Payout as PayoutEntity,
  type PayoutStatus,
  RECIPIENT_STATUSES,
  type Recipient as RecipientEntity,
  type RecipientStatus,
} from "../../../modules/payouts/index.ts";
import { Allow } from "../../common/access/access.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { AccountIdScalar, DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYOUTS } from "../access.ts";

export const PayoutStatusEnum = enumFrom(
  { name: "PayoutStatus", description: "Where a payout stands." },
  PAYOUT_STATUSES,
);
export const RecipientStatusEnum = enumFrom(
  { name: "RecipientStatus", description: "Whether a recipient can be paid." },
  RECIPIENT_STATUSES,
);

@Allow(SEE_PAYOUTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "An account that a merchant's settlement balance may be paid to.",
})
export class Recipient extends Node {
  @Field(() => String, { description: "The merchant's name for it." })
  label!: string;

  @Field(() => AccountIdScalar, { description: "The account, as a CAIP-10 id." })
  account!: string;

  @Field(() => RecipientStatusEnum, { description: "Whether it can be paid." })
  status!: RecipientStatus;

  @Field(() => String, {
    nullable: true,
    description: "The contract's error, when it refused the recipient.",
  })
  failure!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when on the contract pays it; null until the contract has said so.",
  })
  usableFrom!: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was added." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it last changed." })
  updatedAt!: Date;
}

@Allow(SEE_PAYOUTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Money that leaves a merchant's settlement balance.",
})
export class Payout extends Node {
  @Field(() => PayoutStatusEnum, { description: "Where it stands." })
  status!: PayoutStatus;

  @Field(() => TokenAmount, { description: "What the destination receives." })
  amount!: TokenAmount;

  @Field(() => AccountIdScalar, { description: "Where it goes, as a CAIP-10 id." })
  destination!: string;

  @Field(() => String, { nullable: true, description: "The merchant's own name for it." })
  merchantReference!: string | null;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  @Field(() => Int, { description: "How many people besides the one who asked for it must approve it." })
  approvalsRequired!: number;

  @Field(() => String, { nullable: true, description: "The contract's error, when it failed." })
  failure!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was accepted." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it last changed." })
  updatedAt!: Date;

  /** For the fields that need a look-up of their own. */
  entity!: PayoutEntity;
}

export const PayoutConnection = connectionType<Payout>({
  name: "Payout",
  type: () => Payout,
  access: SEE_PAYOUTS,
  plural: "payouts",
});

export const RecipientConnection = connectionType<Recipient>({
  name: "Recipient",
  type: () => Recipient,
  access: SEE_PAYOUTS,
  plural: "recipients",
});

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "Answer of payoutCancel." })
export class PayoutCancelPayload extends MutationPayload {
  @Field(() => Payout, {
    nullable: true,
    description: "The payout, its amount available again; null when refused.",
  })
  payout!: Payout | null;
}

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "Answer of recipientCreate." })
export class RecipientCreatePayload extends MutationPayload {
  @Field(() => Recipient, { nullable: true, description: "The new recipient; null when refused." })
  recipient!: Recipient | null;
}

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "Answer of payoutCreate." })
export class PayoutCreatePayload extends MutationPayload {
  @Field(() => Payout, {
    nullable: true,
    description: "The new payout, with its amount reserved; null when refused.",
  })
  payout!: Payout | null;
}

export function toRecipient(entity: RecipientEntity): Recipient {
  const { id, label, chainId, address, status, failure, usableFrom, createdAt, updatedAt } = entity;
  const account = accountIdOf(chainId, address);
  return Object.assign(new Recipient(), {
    id,
    label,
    account,
    status,
    failure,
    usableFrom,
    createdAt,
    updatedAt,
  });
}

export function toPayout(context: DoorContext, entity: PayoutEntity): Payout {
  const { id, status, merchantReference, livemode, approvalsRequired, failure, createdAt, updatedAt } =
    entity;
  return Object.assign(new Payout(), {
    id,
    status,
    amount: context.amount(entity.asset, entity.amount),
    destination: accountIdOf(entity.chainId, entity.destination),
    merchantReference,
    livemode,
    approvalsRequired,
    failure,
    createdAt,
    updatedAt,
    entity,
  });
}
