import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { parseAccountId, parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { isId } from "../../../kernel/ids/ids.ts";
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
import { ChainTransaction, toChainTransaction } from "../transactions/chainTransaction.type.ts";
import {
  Payout,
  PayoutConnection,
  PayoutCreatePayload,
  Recipient,
  RecipientConnection,
  RecipientCreatePayload,
  toPayout,
  toRecipient,
} from "./payout.type.ts";
import { PayoutCreateInput, PayoutFilter, PayoutsArgs, RecipientCreateInput } from "./payouts.input.ts";

@Resolver()
export class PayoutsResolver {
  @Allow({ audiences: ["merchant"], scopes: ["payouts:write"], movesMoney: true })
  @Mutation(() => RecipientCreatePayload, {
    description: "Adds an account that may be paid; the contract pays it once the recipient's delay is over.",
  })
  recipientCreate(
    @Arg("input", () => RecipientCreateInput, { description: "Which account." }) input: RecipientCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<RecipientCreatePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      requireText("label", input.label, { least: 1, most: 100 });
      const { chainId, address } = atField("account", () => parseAccountId(input.account));
      const { label, idempotencyKey } = input;
      const command = { chainId, address, label, idempotencyKey };
      const { result, replayed } = await context.services.payouts.createRecipient(context.merchant, command);
      return { recipient: toRecipient(result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:write"], movesMoney: true })
  @Mutation(() => PayoutCreatePayload, {
    description: "Reserves available money and sends it; the chain decides later.",
  })
  payoutCreate(
    @Arg("input", () => PayoutCreateInput, { description: "What to pay out." }) input: PayoutCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<PayoutCreatePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      requireText("merchantReference", input.merchantReference, { least: 1, most: 200 });
      const { recipientId, ...rest } = given(input);
      const command = {
        ...rest,
        assetId: atField("assetId", () => parseAssetId(input.assetId).assetId),
        ...(recipientId && { recipientId: requireId("Recipient", recipientId, "recipientId") }),
      };
      const { result, replayed } = await context.services.payouts.createPayout(context.merchant, command);
      return { payout: toPayout(context, result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:read"] })
  @Query(() => Payout, { nullable: true, description: "One payout; null when there is none of yours." })
  async payout(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() context: DoorContext,
  ): Promise<Payout | null> {
    const found = isId("Payout", id) ? await loadersOf(context).payout.load(id) : undefined;
    return found ? toPayout(context, found) : null;
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:read"] })
  @Query(() => PayoutConnection, { description: "Your payouts, newest first." })
  async payouts(
    @Args(() => PayoutsArgs) args: PayoutsArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<Payout>> {
    const page = toPageRequest(args);
    const { payoutBatchId, ...filter } = given(args.filter ?? new PayoutFilter());
    const ofBatch = payoutBatchId && {
      payoutBatchId: requireId("PayoutBatch", payoutBatchId, "payoutBatchId"),
    };
    const query = { filter: { ...filter, ...ofBatch }, page };
    const found = await context.services.payouts.listPayouts(context.merchant, query);
    return toConnection(found, page, { item: (payout) => toPayout(context, payout) });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payouts:read"] })
  @Query(() => RecipientConnection, { description: "Your recipients, newest first." })
  async recipients(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<Recipient>> {
    const page = toPageRequest(args);
    const found = await context.services.payouts.listRecipients(context.merchant, { page });
    return toConnection(found, page, { item: toRecipient });
  }
}

@Resolver(() => Payout)
export class PayoutFieldsResolver {
  @FieldResolver(() => Recipient, {
    nullable: true,
    description: "To whom; null when it goes to the payout address of the settlement account.",
  })
  async recipient(@Root() payout: Payout, @Ctx() context: DoorContext): Promise<Recipient | null> {
    const { recipientId } = payout.entity;
    const found = recipientId ? await loadersOf(context).recipient.load(recipientId) : undefined;
    return found ? toRecipient(found) : null;
  }

  @FieldResolver(() => ChainTransaction, {
    nullable: true,
    description: "The transaction that carries it; null before there is one.",
  })
  async transaction(@Root() payout: Payout, @Ctx() context: DoorContext): Promise<ChainTransaction | null> {
    const { transactionId } = payout.entity;
    const found = transactionId ? await loadersOf(context).transaction.load(transactionId) : undefined;
    return found ? toChainTransaction(context, found) : null;
  }
}
