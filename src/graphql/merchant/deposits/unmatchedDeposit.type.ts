import { Field, ObjectType } from "type-graphql";
import {
  UNMATCHED_REASONS,
  UNMATCHED_STATUSES,
  type UnmatchedDeposit as UnmatchedEntity,
  type UnmatchedReason,
  type UnmatchedStatus,
  unitsLeft,
} from "../../../modules/deposits/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Asset } from "../../common/assets/asset.type.ts";
import { TokenAmount, toTokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYMENTS } from "../access.ts";

export const UnmatchedStatusEnum = enumFrom(
  { name: "UnmatchedStatus", description: "What became of money that was no payment's." },
  UNMATCHED_STATUSES,
);

const UnmatchedReasonEnum = enumFrom(
  { name: "UnmatchedReason", description: "Why no payment took it." },
  UNMATCHED_REASONS,
);

@Allow(SEE_PAYMENTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "Final money at a deposit address, or a part of it, that no payment took; see unmatchedDepositResolve.",
})
export class UnmatchedDeposit extends Node {
  @Field(() => UnmatchedReasonEnum, { description: "Why no payment took it." })
  reason!: UnmatchedReason;

  @Field(() => UnmatchedStatusEnum, { description: "What became of it." })
  status!: UnmatchedStatus;

  @Field(() => Asset, { description: "What it is." })
  asset!: Asset;

  @Field(() => TokenAmount, { description: "How much came." })
  amount!: TokenAmount;

  @Field(() => TokenAmount, {
    description:
      "How much of it is there: the token may keep a part of its transfer to the settlement account, and the platform its fee.",
  })
  amountLeft!: TokenAmount;

  @Field(() => Boolean, {
    description: "Whether it reached the settlement account; only then it can be refunded.",
  })
  isSwept!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was final." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it last changed." })
  updatedAt!: Date;

  /** For the fields that need a look-up of their own. */
  entity!: UnmatchedEntity;
}

export function toUnmatched(context: DoorContext, entity: UnmatchedEntity): UnmatchedDeposit {
  const asset = context.asset(entity.asset);
  return Object.assign(new UnmatchedDeposit(), {
    id: entity.id,
    reason: entity.reason,
    status: entity.status,
    asset,
    amount: toTokenAmount(asset, entity.amount),
    amountLeft: toTokenAmount(asset, unitsLeft(entity)),
    isSwept: entity.swept !== null,
    createdAt: entity.createdAt,
    updatedAt: entity.updatedAt,
    entity,
  });
}

export const UnmatchedDepositConnection = connectionType<UnmatchedDeposit>({
  name: "UnmatchedDeposit",
  type: () => UnmatchedDeposit,
  access: SEE_PAYMENTS,
  plural: "unmatched deposits",
});

@Allow(SEE_PAYMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of unmatchedDepositResolve." })
export class UnmatchedDepositResolvePayload extends MutationPayload {
  @Field(() => UnmatchedDeposit, {
    nullable: true,
    description: "The deposit as it is now; null when refused.",
  })
  unmatchedDeposit!: UnmatchedDeposit | null;
}
