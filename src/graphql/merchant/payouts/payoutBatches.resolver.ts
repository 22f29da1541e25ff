import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { forEachItem } from "../../../kernel/errors/domainError.ts";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import type { PayoutOrder } from "../../../modules/payouts/index.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { given } from "../../common/input/given.ts";
import { requireId } from "../../common/input/requireId.ts";
import { requireIdempotencyKey, requireText } from "../../common/input/requireText.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { PageArgs, toPageRequest } from "../../common/paging/pageArgs.ts";
import { loadersOf } from "../loaders.ts";
import { Payout, PayoutCancelPayload, toPayout } from "./payout.type.ts";
import {
  PayoutBatchCancelInput,
  PayoutBatchCreateInput,
  type PayoutBatchItemInput,
  PayoutCancelInput,
  PayoutEstimateInput,
} from "./payoutBatch.input.ts";
import {
  PayoutBatch,
  PayoutBatchCancelPayload,
  PayoutBatchConnection,
  PayoutBatchCreatePayload,
  PayoutEstimate,
  toPayoutBatch,
  toRequirement,
} from "./payoutBatch.type.ts";

@Resolver()
export class PayoutBatchesResolver {
  @Allow({ audiences: ["merchant"], scopes: ["payouts:write"], movesMoney: true })
  @Mutation(() => PayoutBatchCreatePayload, {
    description:
      "Reserves available money for up to 1,000 payouts and sends them; what is refused is refused with the place of each item.",
  })
  payoutBatchCreate(
    @Arg("input", () => PayoutBatchCreateInput, { description: "What to pay out." })
    input: PayoutBatchCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutBatchCreatePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      requireText("merchantReference", input.merchantReference, { least: 1, most: 200 });
      const command = { ...given(input), items: await forEachItem(input.items, toOrder) };
      const { result, replayed } = await context.services.payouts.createPayoutBatch(
        context.merchant,
        command,
      );
      return { payoutBatch: toPayoutBatch(result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:write"], movesMoney: true })
  @Mutation(() => PayoutCancelPayload, {
    description: "Takes back a payout that no transaction carries yet; what was submitted ends on the chain.",
  })
  payoutCancel(
    @Arg("input", () => PayoutCancelInput, { description: "Which payout." }) input: PayoutCancelInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutCancelPayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const { idempotencyKey } = input;
      const command = { payoutId: requireId("Payout", input.payoutId, "payoutId"), idempotencyKey };
      const { result, replayed } = await context.services.payouts.cancelPayout(context.merchant, command);
      return { payout: toPayout(context, result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:write"], movesMoney: true })
  @Mutation(() => PayoutBatchCancelPayload, {
    description: "Takes back those payouts of a batch that no transaction carries yet.",
  })
  payoutBatchCancel(
    @Arg("input", () => PayoutBatchCancelInput, { description: "Which batch." })
    input: PayoutBatchCancelInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutBatchCancelPayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const payoutBatchId = requireId("PayoutBatch", input.payoutBatchId, "payoutBatchId");
      const { result, replayed } = await context.services.payouts.cancelPayoutBatch(context.merchant, {
        payoutBatchId,
        idempotencyKey: input.idempotencyKey,
      });
      return { payoutBatch: toPayoutBatch(result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:write"] })
  @Query(() => PayoutEstimate, {
    description: "What payoutBatchCreate would need or refuse now; nothing is reserved.",
  })
  payoutEstimate(
    @Arg("input", () => PayoutEstimateInput, { description: "What to pay out." }) input: PayoutEstimateInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutEstimate> {
    return settle(async () => {
      const orders = await forEachItem(input.items, toOrder);
      const estimates = await context.services.payouts.estimatePayouts(context.merchant, orders);
      return { requirements: estimates.map((estimate) => toRequirement(context, estimate)) };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:read"] })
  @Query(() => PayoutBatch, { nullable: true, description: "One batch; null when there is none of yours." })
  async payoutBatch(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() context: DoorContext,
  ): Promise<PayoutBatch | null> {
    const found = isId("PayoutBatch", id) ? await loadersOf(context).payoutBatch.load(id) : undefined;
    return found ? toPayoutBatch(found) : null;
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:read"] })
  @Query(() => PayoutBatchConnection, { description: "Your batches of payouts, newest first." })
  async payoutBatches(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<PayoutBatch>> {
    const page = toPageRequest(args);
    const found = await context.services.payouts.listPayoutBatches(context.merchant, { page });
    return toConnection(found, page, { item: toPayoutBatch });
  }
}

@Resolver(() => Payout)
export class PayoutBatchOfPayoutResolver {
  @FieldResolver(() => PayoutBatch, {
    nullable: true,
    description: "What it was asked for with; null when it was asked for alone.",
  })
  async batch(@Root() payout: Payout, @Ctx() context: DoorContext): Promise<PayoutBatch | null> {
    const { payoutBatchId } = payout.entity;
    const found = payoutBatchId ? await loadersOf(context).payoutBatch.load(payoutBatchId) : undefined;
    return found ? toPayoutBatch(found) : null;
  }
}

function toOrder({ recipientId, ...item }: PayoutBatchItemInput): PayoutOrder {
  requireText("merchantReference", item.merchantReference, { least: 1, most: 200 });
  return {
    ...given(item),
    assetId: atField("assetId", () => parseAssetId(item.assetId).assetId),
    ...(recipientId && { recipientId: requireId("Recipient", recipientId, "recipientId") }),
  };
}
