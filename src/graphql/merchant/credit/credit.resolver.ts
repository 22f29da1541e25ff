import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { DomainError } from "../../../kernel/errors/domainError.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { parseUnits } from "../../../kernel/money/tokenAmount.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { settle } from "../../common/errors/settle.ts";
import { requireId } from "../../common/input/requireId.ts";
import { requireIdempotencyKey } from "../../common/input/requireText.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { ForwardArgs } from "../../common/paging/forwardArgs.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { DecimalScalar } from "../../common/scalars/scalars.ts";
import { SEE_CREDIT } from "../access.ts";
import { loadersOf } from "../loaders.ts";
import { CreditDrawPrepareInput, CreditLinesArgs } from "./credit.input.ts";
import {
  type CreditDraw,
  CreditDrawConnection,
  CreditDrawPreparePayload,
  toCreditDraw,
  toWalletTransaction,
  transactionOf,
  WalletTransaction,
} from "./creditDraw.type.ts";
import {
  CreditLine,
  CreditLineConnection,
  CreditPosition,
  type CreditRepayment,
  CreditRepaymentConnection,
  RepaymentSourceEnum,
  toCreditLine,
  toPosition,
  toRepayment,
} from "./creditLine.type.ts";

const MOST_HOLDS = 20;

@Resolver()
export class CreditResolver {
  @Allow({ audiences: ["merchant"], scopes: ["credit:write"], movesMoney: true })
  @Mutation(() => CreditDrawPreparePayload, {
    description:
      "Prepares a draw for the settlement account's own wallet to send; one at a time for each line, for 15 minutes.",
  })
  creditDrawPrepare(
    @Arg("input", () => CreditDrawPrepareInput, { description: "What to draw." })
    input: CreditDrawPrepareInput,
    @Ctx() context: DoorContext,
  ): Promise<CreditDrawPreparePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const against = input.against ?? [];
      if (against.length > MOST_HOLDS) {
        throw new DomainError("INVALID_INPUT", `At most ${MOST_HOLDS} holds are pledged at once.`, {
          path: ["input", "against"],
        });
      }
      const lineId = requireId("CreditLine", input.creditLineId, "creditLineId");
      const { result, replayed } = await context.services.credit.prepareDraw(context.merchant, {
        lineId,
        amount: input.amount,
        against: against.map((id) => requireId("Payment", id, "against")),
        idempotencyKey: input.idempotencyKey,
      });
      const line = await loadersOf(context).creditLine.load(lineId);
      const transaction = line ? transactionOf(line, result) : null;
      return { creditDraw: toCreditDraw(context, result), transaction, replayed };
    });
  }

  @Allow(SEE_CREDIT)
  @Query(() => CreditLine, { nullable: true, description: "One line; null when there is none of yours." })
  async creditLine(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() context: DoorContext,
  ): Promise<CreditLine | null> {
    const found = isId("CreditLine", id) ? await loadersOf(context).creditLine.load(id) : undefined;
    return found ? toCreditLine(context, found) : null;
  }

  @Allow(SEE_CREDIT)
  @Query(() => CreditLineConnection, { description: "Your credit lines, newest first." })
  async creditLines(
    @Args(() => CreditLinesArgs) args: CreditLinesArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<CreditLine>> {
    const page = toPageRequest(args);
    const filter = args.status ? { status: args.status } : {};
    const found = await context.services.credit.listLines(context.merchant, { ...filter, page });
    return toConnection(found, page, { item: (line) => toCreditLine(context, line) });
  }
}

@Resolver(() => CreditLine)
export class CreditLineFieldsResolver {
  @FieldResolver(() => CreditPosition, {
    nullable: true,
    description: "What it owes and may draw now, asked of the contract; null while no node answers.",
  })
  async position(
    @Root() { entity }: CreditLine,
    @Ctx() context: DoorContext,
  ): Promise<CreditPosition | null> {
    const position = await context.services.credit.readPosition(context.merchant, entity);
    return position && toPosition(context, entity, position);
  }

  @FieldResolver(() => CreditDrawConnection, { description: "Its draws, newest first." })
  async draws(
    @Root() { entity }: CreditLine,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<CreditDraw>> {
    const page = toPageRequest(args);
    const found = await context.services.credit.listDraws(context.merchant, { lineId: entity.id, page });
    return toConnection(found, page, { item: (draw) => toCreditDraw(context, draw) });
  }

  @FieldResolver(() => CreditRepaymentConnection, { description: "What was paid of its debt, newest first." })
  async repayments(
    @Root() { entity }: CreditLine,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<CreditRepayment>> {
    const page = toPageRequest(args);
    const found = await context.services.credit.listRepayments(context.merchant, { line: entity, page });
    return toConnection(found, page, { item: (paid) => toRepayment(context, entity, paid) });
  }

  @FieldResolver(() => [WalletTransaction], {
    description:
      "Transactions that repay, in the order to send them; the contract takes no more than is owed.",
  })
  repayment(
    @Root() { entity }: CreditLine,
    @Arg("amount", () => DecimalScalar, { description: "At most how much, in whole units." }) amount: string,
    @Arg("source", () => RepaymentSourceEnum, { description: "Where the money is." })
    source: "BALANCE" | "WALLET",
    @Ctx() context: DoorContext,
  ): WalletTransaction[] {
    const units = parseUnits(amount, context.asset(entity.asset).decimals);
    const calls = context.services.credit.repayment(entity, { units, from: source });
    return calls.map((call) => toWalletTransaction(entity, call, null));
  }
}
