import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import {
  type SettlementStatus,
  type StatementFormat,
  settlementStatusOf,
} from "../../../modules/settlement/index.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { given } from "../../common/input/given.ts";
import { requireIdempotencyKey } from "../../common/input/requireText.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { ForwardArgs } from "../../common/paging/forwardArgs.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { loadersOf } from "../loaders.ts";
import { Payout, toPayout } from "../payouts/payout.type.ts";
import {
  SettlementBatch,
  SettlementBatchConnection,
  type SettlementLine,
  SettlementLineConnection,
  SettlementRunNowPayload,
  SettlementSchedule,
  SettlementScheduleSetPayload,
  SettlementStatusEnum,
  StatementFormatEnum,
  toLine,
  toSchedule,
  toSettlementBatch,
} from "./settlement.type.ts";
import {
  SettlementBatchesArgs,
  SettlementRunNowInput,
  SettlementScheduleSetInput,
} from "./settlements.input.ts";

@Resolver()
export class SettlementsResolver {
  @Allow({ audiences: ["merchant"], scopes: ["settlement:write"] })
  @Mutation(() => SettlementScheduleSetPayload, {
    description:
      "Says when an asset's available balance goes to your own account by itself. Limits of payouts count for it too.",
  })
  settlementScheduleSet(
    @Arg("input", () => SettlementScheduleSetInput, { description: "Which asset, and when." })
    input: SettlementScheduleSetInput,
    @Ctx() context: DoorContext,
  ): Promise<SettlementScheduleSetPayload> {
    return settle(async () => {
      const schedule = await context.services.settlements.setSchedule(context.merchant, {
        ...given(input),
        assetId: assetIdOf(input),
      });
      return { settlementSchedule: toSchedule(context, schedule) };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["settlement:write"], movesMoney: true })
  @Mutation(() => SettlementRunNowPayload, {
    description: "Closes a settlement batch of an asset now, by the terms of its schedule if it has one.",
  })
  settlementRunNow(
    @Arg("input", () => SettlementRunNowInput, { description: "Which asset." }) input: SettlementRunNowInput,
    @Ctx() context: DoorContext,
  ): Promise<SettlementRunNowPayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const command = { assetId: assetIdOf(input), idempotencyKey: input.idempotencyKey };
      const { result, replayed } = await context.services.settlements.settleNow(context.merchant, command);
      return { settlementBatch: toSettlementBatch(context, result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["balances:read"] })
  @Query(() => SettlementBatch, {
    nullable: true,
    description: "One batch; null when there is none of yours.",
  })
  async settlementBatch(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() context: DoorContext,
  ): Promise<SettlementBatch | null> {
    const found = isId("SettlementBatch", id) ? await loadersOf(context).settlementBatch.load(id) : undefined;
    return found ? toSettlementBatch(context, found) : null;
  }

  @Allow({ audiences: ["merchant"], scopes: ["balances:read"] })
  @Query(() => SettlementBatchConnection, { description: "Your settlement batches, newest first." })
  async settlementBatches(
    @Args(() => SettlementBatchesArgs) args: SettlementBatchesArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<SettlementBatch>> {
    const page = toPageRequest(args);
    const { assetId } = args;
    const filter = assetId ? { asset: parseAssetId(assetId).assetId } : {};
    const found = await context.services.settlements.listBatches(context.merchant, { filter, page });
    return toConnection(found, page, { item: (batch) => toSettlementBatch(context, batch) });
  }

  @Allow({ audiences: ["merchant"], scopes: ["balances:read"] })
  @Query(() => [SettlementSchedule], {
    description: "When your assets are settled; those never set are missing.",
  })
  async settlementSchedules(@Ctx() context: DoorContext): Promise<SettlementSchedule[]> {
    const schedules = await context.services.settlements.listSchedules(context.merchant);
    return schedules.map((schedule) => toSchedule(context, schedule));
  }
}

@Resolver(() => SettlementBatch)
export class SettlementBatchFieldsResolver {
  @FieldResolver(() => SettlementStatusEnum, { description: "Where it stands; it follows from its payout." })
  async status(@Root() batch: SettlementBatch, @Ctx() context: DoorContext): Promise<SettlementStatus> {
    return settlementStatusOf((await payoutOf(batch, context)) ?? null);
  }

  @FieldResolver(() => Payout, {
    nullable: true,
    description: "What was paid out of it; null when there was nothing to pay out.",
  })
  async payout(@Root() batch: SettlementBatch, @Ctx() context: DoorContext): Promise<Payout | null> {
    const found = await payoutOf(batch, context);
    return found ? toPayout(context, found) : null;
  }

  @FieldResolver(() => SettlementLineConnection, { description: "Its movements, oldest first." })
  async lines(
    @Root() batch: SettlementBatch,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<SettlementLine>> {
    const page = toPageRequest(args);
    const { entity } = batch;
    const found = await context.services.settlements.readLines(context.merchant, entity.id, {
      afterEntry: page.from?.id ?? null,
      limit: page.limit + 1,
    });
    const items = found.slice(0, page.limit).map((line) => ({ ...line, id: line.entryId }));
    const lines = { items, hasMore: found.length > page.limit };
    return toConnection(lines, page, { item: (line) => toLine(context, entity, line) });
  }

  @FieldResolver(() => String, {
    description:
      "A link that opens its statement for 15 minutes, to whoever has it, relative to the address of this API.",
  })
  statementUrl(
    @Root() batch: SettlementBatch,
    @Arg("format", () => StatementFormatEnum, { description: "How it is written." }) format: StatementFormat,
    @Ctx() context: DoorContext,
  ): string {
    return context.services.settlements.statementUrl(batch.entity.id, format);
  }
}

async function payoutOf({ entity }: SettlementBatch, context: DoorContext) {
  return entity.payoutId ? loadersOf(context).payout.load(entity.payoutId) : undefined;
}

function assetIdOf(input: { readonly assetId: string }) {
  return atField("assetId", () => parseAssetId(input.assetId).assetId);
}
