import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { parseChainId } from "../../../kernel/ids/chainIds.ts";
import type { ReconciliationRunId } from "../../../modules/reconciliation/index.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { given } from "../../common/input/given.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { ForwardArgs } from "../../common/paging/forwardArgs.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { OPERATE } from "../access.ts";
import { BreaksArgs, ReconciliationRunInput, ReconciliationRunsArgs } from "./reconciliation.input.ts";
import {
  type ReconciliationBreak,
  ReconciliationBreakConnection,
  type ReconciliationPosition,
  ReconciliationPositionConnection,
  ReconciliationRun,
  ReconciliationRunConnection,
  ReconciliationRunPayload,
  toBreak,
  toPosition,
  toRun,
} from "./reconciliation.type.ts";

@Resolver()
export class ReconciliationResolver {
  @Allow(OPERATE)
  @Mutation(() => ReconciliationRunPayload, {
    description:
      "Compares journal, chain and settlement statements soon, at the last final block. A run of the chain that waits already is the answer.",
  })
  reconciliationRun(
    @Arg("input", () => ReconciliationRunInput, { description: "Which chain." })
    input: ReconciliationRunInput,
    @Ctx() context: DoorContext,
  ): Promise<ReconciliationRunPayload> {
    return settle(async () => {
      const chainId = atField("chainId", () => parseChainId(input.chainId));
      const command = { chainId, isFull: input.full ?? false };
      const run = await context.services.reconciliation.requestRun(context.operator, command);
      return { reconciliationRun: toRun(run) };
    });
  }

  @Allow(OPERATE)
  @Query(() => ReconciliationRunConnection, {
    description: "Comparisons of the books with the chains, newest first.",
  })
  async reconciliationRuns(
    @Args(() => ReconciliationRunsArgs) args: ReconciliationRunsArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<ReconciliationRun>> {
    const page = toPageRequest(args);
    const query = args.chainId ? { chainId: parseChainId(args.chainId), page } : { page };
    const found = await context.services.reconciliation.listRuns(context.operator, query);
    return toConnection(found, page, { item: toRun });
  }

  @Allow(OPERATE)
  @Query(() => ReconciliationBreakConnection, {
    description: "Differences between the books, newest first.",
  })
  async breaks(
    @Args(() => BreaksArgs) args: BreaksArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<ReconciliationBreak>> {
    const page = toPageRequest(args);
    const { chainId, ...rest } = given(args.filter ?? {}) as Partial<NonNullable<BreaksArgs["filter"]>>;
    const filter = { ...given(rest), ...(chainId && { chainId: parseChainId(chainId) }) };
    const found = await context.services.reconciliation.listBreaks(context.operator, { filter, page });
    return toConnection(found, page, { item: toBreak });
  }
}

@Resolver(() => ReconciliationRun)
export class ReconciliationRunFieldsResolver {
  @FieldResolver(() => ReconciliationPositionConnection, {
    description: "Every account by both books, by path; empty until it is completed.",
  })
  async positions(
    @Root() run: ReconciliationRun,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<ReconciliationPosition>> {
    const page = toPageRequest(args);
    const id = run.id as ReconciliationRunId; // made from one
    const found = await context.services.reconciliation.readPositions(context.operator, id, {
      after: page.from?.id ?? null,
      limit: page.limit + 1,
    });
    const items = found.slice(0, page.limit).map((one) => ({ ...one, id: `${one.account} ${one.asset}` }));
    return toConnection({ items, hasMore: found.length > page.limit }, page, { item: toPosition });
  }
}
