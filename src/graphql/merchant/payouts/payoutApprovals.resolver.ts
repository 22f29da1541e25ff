import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import type { MemberId } from "../../../kernel/ids/ids.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { requireId } from "../../common/input/requireId.ts";
import { requireIdempotencyKey } from "../../common/input/requireText.ts";
import { loadersOf } from "../loaders.ts";
import { Member, toMember } from "../members/member.type.ts";
import { Payout, toPayout } from "./payout.type.ts";
import { PayoutApproveInput, PayoutBatchApproveInput, PayoutLimitSetInput } from "./payoutApproval.input.ts";
import {
  PayoutApproval,
  PayoutApprovePayload,
  PayoutBatchApprovePayload,
  PayoutLimit,
  PayoutLimitSetPayload,
  toPayoutLimit,
} from "./payoutApproval.type.ts";
import { toPayoutBatch } from "./payoutBatch.type.ts";

@Resolver()
export class PayoutApprovalsResolver {
  @Allow({ audiences: ["merchant"], scopes: ["payouts:approve"], movesMoney: true })
  @Mutation(() => PayoutApprovePayload, {
    description:
      "Your word, as a member, for a payout that somebody else asked for. With the last word that it needs it is sent.",
  })
  payoutApprove(
    @Arg("input", () => PayoutApproveInput, { description: "Which payout." }) input: PayoutApproveInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutApprovePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const { idempotencyKey } = input;
      const command = { payoutId: requireId("Payout", input.payoutId, "payoutId"), idempotencyKey };
      const { result, replayed } = await context.services.payouts.approvePayout(context.merchant, command);
      return { payout: toPayout(context, result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:approve"], movesMoney: true })
  @Mutation(() => PayoutBatchApprovePayload, {
    description:
      "Your word for every payout of a batch that waits for approval: for all of them or for none.",
  })
  payoutBatchApprove(
    @Arg("input", () => PayoutBatchApproveInput, { description: "Which batch." })
    input: PayoutBatchApproveInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutBatchApprovePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const { idempotencyKey } = input;
      const payoutBatchId = requireId("PayoutBatch", input.payoutBatchId, "payoutBatchId");
      const command = { payoutBatchId, idempotencyKey };
      const { result, replayed } = await context.services.payouts.approvePayoutBatch(
        context.merchant,
        command,
      );
      return { payoutBatch: toPayoutBatch(result), replayed };
    });
  }

  @Allow({ audiences: ["operator"] })
  @Mutation(() => PayoutLimitSetPayload, {
    description:
      "Says what a merchant may pay out of an asset within 24 hours, from now on; a merchant cannot say it for itself.",
  })
  payoutLimitSet(
    @Arg("input", () => PayoutLimitSetInput, { description: "Whose limit, and how much." })
    input: PayoutLimitSetInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutLimitSetPayload> {
    return settle(async () => {
      const limit = await context.services.payouts.setPayoutLimit(context.operator, {
        merchantId: requireId("Merchant", input.merchantId, "merchantId"),
        assetId: atField("assetId", () => parseAssetId(input.assetId).assetId),
        approvalAbove: input.approvalAbove ?? null,
        dailyLimit: input.dailyLimit ?? null,
      });
      return { payoutLimit: toPayoutLimit(context, limit) };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:read"] })
  @Query(() => [PayoutLimit], {
    description: "What you may pay out within 24 hours; assets without a limit are missing.",
  })
  async payoutLimits(@Ctx() context: DoorContext): Promise<PayoutLimit[]> {
    const limits = await context.services.payouts.listPayoutLimits(context.merchant);
    return limits.map((limit) => toPayoutLimit(context, limit));
  }
}

@Resolver(() => Payout)
export class ApprovalsOfPayoutResolver {
  @FieldResolver(() => Member, {
    nullable: true,
    description: "Who asked for it, or made the key that did; null when nobody knows.",
  })
  requestedBy(@Root() payout: Payout, @Ctx() context: DoorContext): Promise<Member | null> {
    return memberOf(context, payout.entity.requestedBy);
  }

  @FieldResolver(() => [PayoutApproval], {
    description: "Who has approved it so far, oldest first; at most two.",
  })
  async approvals(@Root() payout: Payout, @Ctx() context: DoorContext): Promise<PayoutApproval[]> {
    if (payout.entity.approvalsRequired === 0) return [];
    const found = await loadersOf(context).approvals.load(payout.entity.id);
    return Promise.all(
      found.map(async ({ memberId, approvedAt }) =>
        Object.assign(new PayoutApproval(), { member: await memberOf(context, memberId), approvedAt }),
      ),
    );
  }
}

async function memberOf(context: DoorContext, id: MemberId | null): Promise<Member | null> {
  const found = id === null ? undefined : await loadersOf(context).member.load(id);
  return found ? toMember(found) : null;
}
