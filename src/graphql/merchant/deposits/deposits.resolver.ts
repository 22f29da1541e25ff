import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { toPage } from "../../../kernel/paging/page.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import type { Resolution } from "../../common/depositServices.ts";
import { settle } from "../../common/errors/settle.ts";
import { given } from "../../common/input/given.ts";
import { requireId } from "../../common/input/requireId.ts";
import { requireIdempotencyKey } from "../../common/input/requireText.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { ForwardArgs } from "../../common/paging/forwardArgs.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { loadersOf } from "../loaders.ts";
import { Payment, toPayment } from "../payments/payment.type.ts";
import { Payout, toPayout } from "../payouts/payout.type.ts";
import {
  UnmatchedDepositFilter,
  UnmatchedDepositResolveInput,
  UnmatchedDepositsArgs,
} from "./deposits.input.ts";
import { OnchainTransfer, OnchainTransferConnection, toTransfer } from "./onchainTransfer.type.ts";
import {
  toUnmatched,
  UnmatchedDeposit,
  UnmatchedDepositConnection,
  UnmatchedDepositResolvePayload,
} from "./unmatchedDeposit.type.ts";

@Resolver()
export class DepositsResolver {
  @Allow({ audiences: ["merchant"], scopes: ["payments:read"] })
  @Query(() => UnmatchedDepositConnection, {
    description: "Money that came to your deposit addresses and is no payment's, newest first.",
  })
  async unmatchedDeposits(
    @Args(() => UnmatchedDepositsArgs) args: UnmatchedDepositsArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<UnmatchedDeposit>> {
    const page = toPageRequest(args);
    const query = { ...given(args.filter ?? new UnmatchedDepositFilter()), page };
    const found = await context.services.deposits.listUnmatched(context.merchant, query);
    return toConnection(found, page, { item: (row) => toUnmatched(context, row) });
  }

  @Allow({ audiences: ["merchant"], scopes: ["refunds:write"], movesMoney: true })
  @Mutation(() => UnmatchedDepositResolvePayload, {
    description: "Gives money that is no payment's to a payment, pays it out, or keeps it.",
  })
  unmatchedDepositResolve(
    @Arg("input", () => UnmatchedDepositResolveInput, { description: "What to do with which." })
    input: UnmatchedDepositResolveInput,
    @Ctx() context: DoorContext,
  ): Promise<UnmatchedDepositResolvePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const { idempotencyKey } = input;
      const unmatchedDepositId = requireId(
        "UnmatchedDeposit",
        input.unmatchedDepositId,
        "unmatchedDepositId",
      );
      const command = { idempotencyKey, unmatchedDepositId, resolution: resolutionOf(input) };
      const { result, replayed } = await context.services.deposits.resolveUnmatched(
        context.merchant,
        command,
      );
      return { unmatchedDeposit: toUnmatched(context, result), replayed };
    });
  }
}

function resolutionOf({ resolution, paymentId, recipientId }: UnmatchedDepositResolveInput): Resolution {
  switch (resolution) {
    case "ATTACH":
      return { kind: "ATTACH", paymentId: requireId("Payment", paymentId ?? "", "paymentId") };
    case "REFUND":
      return {
        kind: "REFUND",
        ...(recipientId && { recipientId: requireId("Recipient", recipientId, "recipientId") }),
      };
    case "WRITE_OFF":
      return { kind: "WRITE_OFF" };
  }
}

@Resolver(() => Payment)
export class TransfersOfPaymentResolver {
  @FieldResolver(() => OnchainTransferConnection, {
    description: "Every transfer to its deposit address in any registered token, oldest first.",
  })
  async transfers(
    @Root() payment: Payment,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<OnchainTransfer>> {
    const page = toPageRequest(args);
    const paymentId = payment.entity.id;
    const found = page.from
      ? await context.services.deposits.pageTransfers(context.merchant, { paymentId, page })
      : toPage([...(await loadersOf(context).transfers.load({ paymentId, limit: page.limit + 1 }))], page);
    return toConnection(found, page, { item: (row) => toTransfer(context, row) });
  }
}

@Resolver(() => UnmatchedDeposit)
export class UnmatchedDepositFieldsResolver {
  @FieldResolver(() => OnchainTransfer, { nullable: true, description: "The transfer that brought it." })
  async transfer(
    @Root() unmatched: UnmatchedDeposit,
    @Ctx() context: DoorContext,
  ): Promise<OnchainTransfer | null> {
    const found = await loadersOf(context).transfer.load(unmatched.entity.depositId);
    return found ? toTransfer(context, found) : null;
  }

  @FieldResolver(() => Payment, { nullable: true, description: "To whose address it came." })
  async payment(@Root() unmatched: UnmatchedDeposit, @Ctx() context: DoorContext): Promise<Payment | null> {
    const found = await loadersOf(context).payment.load(unmatched.entity.paymentId);
    return found ? toPayment(context, found) : null;
  }

  @FieldResolver(() => Payment, {
    nullable: true,
    description: "The payment that took it; null unless ATTACHED.",
  })
  async attachedPayment(
    @Root() unmatched: UnmatchedDeposit,
    @Ctx() context: DoorContext,
  ): Promise<Payment | null> {
    const { attachedPaymentId } = unmatched.entity;
    const found = attachedPaymentId ? await loadersOf(context).payment.load(attachedPaymentId) : undefined;
    return found ? toPayment(context, found) : null;
  }

  @FieldResolver(() => Payout, {
    nullable: true,
    description: "The payout that takes it back; null unless REFUNDED.",
  })
  async payout(@Root() unmatched: UnmatchedDeposit, @Ctx() context: DoorContext): Promise<Payout | null> {
    const { payoutId } = unmatched.entity;
    const found = payoutId ? await loadersOf(context).payout.load(payoutId) : undefined;
    return found ? toPayout(context, found) : null;
  }
}
