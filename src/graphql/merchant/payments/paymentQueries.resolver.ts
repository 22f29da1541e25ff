import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import { type Bytes32, parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { TransportError } from "../../common/errors/transportError.ts";
import { given } from "../../common/input/given.ts";
import { COUNT_CAP, toConnection } from "../../common/paging/connection.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { Bytes32Scalar } from "../../common/scalars/scalars.ts";
import { loadersOf } from "../loaders.ts";
import { Refund, toRefund } from "./operation.type.ts";
import { PaymentConnection } from "./payment.payloads.ts";
import { Payment, toPayment } from "./payment.type.ts";
import { type PaymentFilter, PaymentsArgs } from "./payments.input.ts";

@Resolver()
export class PaymentQueriesResolver {
  @Allow({ audiences: ["merchant"], scopes: ["payments:read"] })
  @Query(() => Payment, {
    nullable: true,
    description: "One payment, by exactly one of its names; null when there is none of yours.",
  })
  async payment(
    @Arg("id", () => ID, { nullable: true, description: "Its id." }) id: string | null,
    @Arg("merchantReference", () => String, {
      nullable: true,
      description: "Your own name for it; the newest one of that name.",
    })
    merchantReference: string | null,
    @Arg("onchainId", () => Bytes32Scalar, {
      nullable: true,
      description: "The escrow contract's key of it.",
    })
    onchainId: string | null,
    @Ctx() context: DoorContext,
  ): Promise<Payment | null> {
    if ([id, merchantReference, onchainId].filter(Boolean).length !== 1) {
      throw new TransportError("BAD_USER_INPUT", "Give exactly one of id, merchantReference and onchainId.");
    }
    const found = await findPayment(context, { id, merchantReference, onchainId });
    return found ? toPayment(context, found) : null;
  }

  @Allow({ audiences: ["merchant"], scopes: ["payments:read"] })
  @Query(() => PaymentConnection, { description: "Your payments." })
  async payments(@Args(() => PaymentsArgs) args: PaymentsArgs, @Ctx() context: DoorContext) {
    const page = toPageRequest(args);
    const filter = toFilter(args.filter);
    const orderBy = args.orderBy ?? "CREATED_DESC";
    const { payments } = context.services;
    const found = await payments.listPayments(context.merchant, { filter, orderBy, page });
    return {
      ...toConnection(found, page, {
        item: (payment) => toPayment(context, payment),
        ...(orderBy.startsWith("UPDATED") && { ordered: "byUpdate" as const }),
      }),
      count: () => payments.countPayments(context.merchant, filter, COUNT_CAP),
    };
  }

  @Allow({ audiences: ["merchant"], scopes: ["payments:read"] })
  @Query(() => Refund, { nullable: true, description: "One refund; null when there is none of yours." })
  async refund(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() context: DoorContext,
  ): Promise<Refund | null> {
    const found = isId("Refund", id) ? await loadersOf(context).refund.load(id) : undefined;
    return found ? toRefund(context, found) : null;
  }
}

function toFilter(filter: PaymentFilter | null) {
  if (!filter) return {};
  const { assetId, ...conditions } = given(filter);
  return { ...conditions, ...(assetId && { assetId: parseAssetId(assetId).assetId }) };
}

async function findPayment(
  context: DoorContext,
  key: { id: string | null; merchantReference: string | null; onchainId: string | null },
) {
  const { payments } = context.services;
  if (key.id) return isId("Payment", key.id) ? loadersOf(context).payment.load(key.id) : undefined;
  if (key.merchantReference) {
    return payments.findPayment(context.merchant, { merchantReference: key.merchantReference });
  }
  const onchainId = String(key.onchainId).toLowerCase() as Bytes32; // the scalar's syntax
  return payments.findPayment(context.merchant, { onchainId });
}
