import { Field, Int, ObjectType } from "type-graphql";
import {
  batchStatusOf,
  type PayoutEstimate as EstimateEntity,
  PAYOUT_BATCH_STATUSES,
  type PayoutBatch as PayoutBatchEntity,
  type PayoutBatchStatus,
  totalOf,
} from "../../../modules/payouts/index.ts";
import { Allow } from "../../common/access/access.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { UserError } from "../../common/errors/userError.type.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYOUTS } from "../access.ts";

export const PayoutBatchStatusEnum = enumFrom(
  { name: "PayoutBatchStatus", description: "Where a batch of payouts stands." },
  PAYOUT_BATCH_STATUSES,
);

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "How many payouts of a batch are in each status." })
export class PayoutCounts {
  @Field(() => Int, { description: "All of them." })
  total!: number;

  @Field(() => Int, { description: "Accepted; they wait for other people's approval." })
  requiresApproval!: number;

  @Field(() => Int, { description: "Accepted; no transaction carries them yet." })
  ready!: number;

  @Field(() => Int, { description: "A transaction carries them." })
  submitted!: number;

  @Field(() => Int, { description: "On chain; the block is not final." })
  confirming!: number;

  @Field(() => Int, { description: "On chain and final." })
  paid!: number;

  @Field(() => Int, { description: "Proven not to have happened." })
  failed!: number;

  @Field(() => Int, { description: "Taken back before they were sent." })
  canceled!: number;
}

@Allow(SEE_PAYOUTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Payouts that were asked for together; list them with payouts(filter: { payoutBatchId }).",
})
export class PayoutBatch extends Node {
  @Field(() => PayoutBatchStatusEnum, { description: "Where it stands; it follows from its payouts." })
  status!: PayoutBatchStatus;

  @Field(() => PayoutCounts, { description: "How far its payouts are." })
  counts!: PayoutCounts;

  @Field(() => String, { nullable: true, description: "The merchant's own name for it." })
  merchantReference!: string | null;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was accepted." })
  createdAt!: Date;
}

export const PayoutBatchConnection = connectionType<PayoutBatch>({
  name: "PayoutBatch",
  type: () => PayoutBatch,
  access: SEE_PAYOUTS,
  plural: "payout batches",
});

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "Answer of payoutBatchCreate." })
export class PayoutBatchCreatePayload extends MutationPayload {
  @Field(() => PayoutBatch, {
    nullable: true,
    description: "The new batch, with all its amounts reserved; null when any item was refused.",
  })
  payoutBatch!: PayoutBatch | null;
}

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "Answer of payoutBatchCancel." })
export class PayoutBatchCancelPayload extends MutationPayload {
  @Field(() => PayoutBatch, {
    nullable: true,
    description: "The batch; what was submitted already goes on. Null when refused.",
  })
  payoutBatch!: PayoutBatch | null;
}

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "What payouts of one asset would need." })
export class PayoutRequirement {
  @Field(() => Int, { description: "How many of the payouts are of this asset." })
  payouts!: number;

  @Field(() => TokenAmount, { description: "Their sum." })
  required!: TokenAmount;

  @Field(() => TokenAmount, { description: "What is available now." })
  available!: TokenAmount;

  @Field(() => Boolean, { description: "Whether there is enough." })
  isCovered!: boolean;

  @Field(() => Int, { description: "How many people besides you would have to approve each of them." })
  approvalsRequired!: number;

  @Field(() => Boolean, { description: "Whether the day's limit allows them." })
  isWithinDailyLimit!: boolean;
}

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "What would become of a batch of payouts, asked for now." })
export class PayoutEstimate {
  @Field(() => [PayoutRequirement], {
    nullable: true,
    description: "One for each asset; null while an item is wrong.",
  })
  requirements!: PayoutRequirement[] | null;

  @Field(() => [UserError], {
    description: "What payoutBatchCreate would refuse besides, with the place of each item.",
  })
  userErrors!: UserError[];
}

export function toRequirement(context: DoorContext, estimate: EstimateEntity): PayoutRequirement {
  const { asset, payouts, requiredUnits, availableUnits, approvalsRequired, isWithinDailyLimit } = estimate;
  return Object.assign(new PayoutRequirement(), {
    payouts,
    required: context.amount(asset, requiredUnits),
    available: context.amount(asset, availableUnits),
    isCovered: availableUnits >= requiredUnits,
    approvalsRequired,
    isWithinDailyLimit,
  });
}

export function toPayoutBatch(entity: PayoutBatchEntity): PayoutBatch {
  const { id, merchantReference, livemode, createdAt, counts } = entity;
  return Object.assign(new PayoutBatch(), {
    id,
    status: batchStatusOf(counts),
    counts: Object.assign(new PayoutCounts(), {
      total: totalOf(counts),
      requiresApproval: counts.REQUIRES_APPROVAL,
      ready: counts.READY,
      submitted: counts.SUBMITTED,
      confirming: counts.CONFIRMING,
      paid: counts.PAID,
      failed: counts.FAILED,
      canceled: counts.CANCELED,
    }),
    merchantReference,
    livemode,
    createdAt,
  });
}
