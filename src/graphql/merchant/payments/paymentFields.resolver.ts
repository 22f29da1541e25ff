import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { type PageRequest, toPage } from "../../../kernel/paging/page.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { ForwardArgs } from "../../common/paging/forwardArgs.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { loadersOf } from "../loaders.ts";
import { Merchant, toMerchant } from "../merchants/merchant.type.ts";
import { ChainTransaction, toChainTransaction } from "../transactions/chainTransaction.type.ts";
import {
  Capture,
  CaptureConnection,
  Refund,
  RefundConnection,
  toCapture,
  toRefund,
} from "./operation.type.ts";
import { Payment, toPayment } from "./payment.type.ts";

@Resolver(() => Payment)
export class PaymentFieldsResolver {
  /** Made when it is asked for: most pages do not, and a MAC costs more than all other fields together. */
  @FieldResolver(() => String, {
    description:
      "Opens this one payment at the storefront door: give it to the payer's browser and nobody else.",
  })
  clientSecret(@Root() payment: Payment, @Ctx() context: DoorContext): string {
    return context.services.payments.clientSecretOf(payment.entity.id);
  }

  @FieldResolver(() => Merchant, { nullable: true, description: "Who is paid." })
  async merchant(@Root() payment: Payment, @Ctx() context: DoorContext): Promise<Merchant | null> {
    const found = await loadersOf(context).merchant.load(payment.entity.merchantId);
    return found ? toMerchant(found) : null;
  }

  @FieldResolver(() => CaptureConnection, { description: "Its captures, newest first." })
  captures(
    @Root() payment: Payment,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<Capture>> {
    return operations(context, { payment, kind: "CAPTURE", args, item: (row) => toCapture(context, row) });
  }

  @FieldResolver(() => RefundConnection, { description: "Its refunds, newest first." })
  refunds(
    @Root() payment: Payment,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<Refund>> {
    return operations(context, { payment, kind: "REFUND", args, item: (row) => toRefund(context, row) });
  }
}

@Resolver(() => Capture)
export class CaptureFieldsResolver {
  @FieldResolver(() => Payment, { nullable: true, description: "Whose hold it takes from." })
  async payment(@Root() capture: Capture, @Ctx() context: DoorContext): Promise<Payment | null> {
    const found = await loadersOf(context).payment.load(capture.entity.paymentId);
    return found ? toPayment(context, found) : null;
  }

  @FieldResolver(() => ChainTransaction, {
    nullable: true,
    description: "The transaction that carries it; null before there is one.",
  })
  transaction(@Root() capture: Capture, @Ctx() context: DoorContext): Promise<ChainTransaction | null> {
    return transactionOf(context, capture.entity);
  }
}

@Resolver(() => Refund)
export class RefundFieldsResolver {
  @FieldResolver(() => Payment, { nullable: true, description: "Whose payer receives it." })
  async payment(@Root() refund: Refund, @Ctx() context: DoorContext): Promise<Payment | null> {
    const found = await loadersOf(context).payment.load(refund.entity.paymentId);
    return found ? toPayment(context, found) : null;
  }

  @FieldResolver(() => ChainTransaction, {
    nullable: true,
    description: "The transaction that carries it; null before there is one.",
  })
  transaction(@Root() refund: Refund, @Ctx() context: DoorContext): Promise<ChainTransaction | null> {
    return transactionOf(context, refund.entity);
  }
}

type Operation = Capture["entity"];

/** The first page of all parents comes in one statement; further pages are asked for one parent at a time. */
async function operations<T>(
  context: DoorContext,
  order: { payment: Payment; kind: "CAPTURE" | "REFUND"; args: ForwardArgs; item: (row: Operation) => T },
): Promise<Connection<T>> {
  const { kind, args, item } = order;
  const paymentId = order.payment.entity.id;
  const page: PageRequest = toPageRequest(args);
  const found = page.from
    ? await context.services.payments.listOperations(context.merchant, { kind, paymentId, page })
    : toPage(
        [...(await loadersOf(context).operations.load({ paymentId, kind, limit: page.limit + 1 }))],
        page,
      );
  return toConnection(found, page, { item });
}

async function transactionOf(context: DoorContext, operation: Operation): Promise<ChainTransaction | null> {
  if (operation.transactionId === null) return null;
  const found = await loadersOf(context).transaction.load(operation.transactionId);
  return found ? toChainTransaction(context, found) : null;
}
