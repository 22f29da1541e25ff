import { Field, ObjectType } from "type-graphql";
import type { PayoutLimit as PayoutLimitEntity, PayoutUsage } from "../../../modules/payouts/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Asset } from "../../common/assets/asset.type.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYOUT_LIMITS, SEE_PAYOUTS } from "../access.ts";
import { Member } from "../members/member.type.ts";
import { Payout } from "./payout.type.ts";
import { PayoutBatch } from "./payoutBatch.type.ts";

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "One person's word that a payout may be sent." })
export class PayoutApproval {
  @Field(() => Member, { nullable: true, description: "Whose word." })
  member!: Member | null;

  @Field(() => DateTimeScalar, { description: "When it was given." })
  approvedAt!: Date;
}

@Allow(SEE_PAYOUT_LIMITS)
@ObjectType({
  simpleResolvers: true,
  description: "What a merchant may pay out of one asset within 24 hours, as the operator has set it.",
})
export class PayoutLimit {
  @Field(() => Asset, { description: "Of which asset." })
  asset!: Asset;

  @Field(() => TokenAmount, {
    nullable: true,
    description: "What may leave without a second person; null: any amount.",
  })
  approvalAbove!: TokenAmount | null;

  @Field(() => TokenAmount, { nullable: true, description: "What may leave at all; null: any amount." })
  dailyLimit!: TokenAmount | null;

  @Field(() => TokenAmount, {
    nullable: true,
    description: "What was asked for in the last 24 hours and neither failed nor was canceled.",
  })
  used!: TokenAmount | null;

  @Field(() => TokenAmount, { nullable: true, description: "The part of it that needed no second person." })
  usedWithoutApproval!: TokenAmount | null;

  @Field(() => DateTimeScalar, { description: "When it was set last." })
  updatedAt!: Date;
}

@Allow({ audiences: ["operator"] })
@ObjectType({ simpleResolvers: true, description: "Answer of payoutLimitSet." })
export class PayoutLimitSetPayload extends MutationPayload {
  @Field(() => PayoutLimit, { nullable: true, description: "The limit as it is now; null when refused." })
  payoutLimit!: PayoutLimit | null;
}

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "Answer of payoutApprove." })
export class PayoutApprovePayload extends MutationPayload {
  @Field(() => Payout, {
    nullable: true,
    description: "The payout: READY when this was the last approval it needs; null when refused.",
  })
  payout!: Payout | null;
}

@Allow(SEE_PAYOUTS)
@ObjectType({ simpleResolvers: true, description: "Answer of payoutBatchApprove." })
export class PayoutBatchApprovePayload extends MutationPayload {
  @Field(() => PayoutBatch, { nullable: true, description: "The batch; null when refused." })
  payoutBatch!: PayoutBatch | null;
}

export function toPayoutLimit(
  context: DoorContext,
  entity: PayoutLimitEntity & { readonly usage?: PayoutUsage },
): PayoutLimit {
  const { asset, approvalAbove, dailyLimit, usage, updatedAt } = entity;
  const amount = (units: bigint | null | undefined) =>
    units === null || units === undefined ? null : context.amount(asset, units);
  return Object.assign(new PayoutLimit(), {
    asset: context.asset(asset),
    approvalAbove: amount(approvalAbove),
    dailyLimit: amount(dailyLimit),
    used: amount(usage?.units),
    usedWithoutApproval: amount(usage?.unapprovedUnits),
    updatedAt,
  });
}
