import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { given } from "../../common/input/given.ts";
import { requireId } from "../../common/input/requireId.ts";
import { requireMetadata } from "../../common/input/requireMetadata.ts";
import { requireIdempotencyKey, requireText } from "../../common/input/requireText.ts";
import { PaymentAcceptUnderpaymentInput } from "./acceptUnderpayment.input.ts";
import { PaymentCaptureInput } from "./capturePayment.input.ts";
import { PaymentCreateInput } from "./createPayment.input.ts";
import { RefundCreateInput } from "./createRefund.input.ts";
import { toCapture, toRefund } from "./operation.type.ts";
import {
  PaymentAcceptUnderpaymentPayload,
  PaymentCapturePayload,
  PaymentCreatePayload,
  PaymentVoidPayload,
  RefundCreatePayload,
} from "./payment.payloads.ts";
import { toPayment } from "./payment.type.ts";
import { PaymentVoidInput } from "./voidPayment.input.ts";

@Resolver()
export class PaymentMutationsResolver {
  @Allow({ audiences: ["merchant"], scopes: ["payments:write"], movesMoney: true })
  @Mutation(() => PaymentCreatePayload, {
    description: "Asks for a payment and fixes its terms; the payer pays at the storefront door.",
  })
  paymentCreate(
    @Arg("input", () => PaymentCreateInput, { description: "What to ask for." }) input: PaymentCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<PaymentCreatePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      requireText("merchantReference", input.merchantReference, { least: 1, most: 200 });
      requireText("description", input.description, { least: 1, most: 500 });
      requireMetadata(input.metadata);
      const { assetId } = atField("assetId", () => parseAssetId(input.assetId));
      const { deposit, ...rest } = given(input);
      const option = deposit && { deposit: given(deposit) };
      const command = { captureMethod: "AUTOMATIC" as const, ...rest, ...option, assetId };
      const { result, replayed } = await context.services.payments.createPayment(context.merchant, command);
      return { payment: toPayment(context, result.payment), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payments:write"], movesMoney: true })
  @Mutation(() => PaymentCapturePayload, {
    description: "Takes part of a hold, or all of it; the chain decides later.",
  })
  paymentCapture(
    @Arg("input", () => PaymentCaptureInput, { description: "What to take." }) input: PaymentCaptureInput,
    @Ctx() context: DoorContext,
  ): Promise<PaymentCapturePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const paymentId = requireId("Payment", input.paymentId, "paymentId");
      const command = { ...given(input), paymentId };
      const { result, replayed } = await context.services.payments.capturePayment(context.merchant, command);
      return {
        capture: toCapture(context, result.capture),
        payment: toPayment(context, result.payment),
        replayed,
      };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payments:write"], movesMoney: true })
  @Mutation(() => PaymentVoidPayload, {
    description: "Gives everything that is still held back to the payer; the chain decides later.",
  })
  paymentVoid(
    @Arg("input", () => PaymentVoidInput, { description: "Which hold." }) input: PaymentVoidInput,
    @Ctx() context: DoorContext,
  ): Promise<PaymentVoidPayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const paymentId = requireId("Payment", input.paymentId, "paymentId");
      const command = { ...given(input), paymentId };
      const { result, replayed } = await context.services.payments.voidPayment(context.merchant, command);
      return { payment: toPayment(context, result.payment), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["payments:write"], movesMoney: true })
  @Mutation(() => PaymentAcceptUnderpaymentPayload, {
    description: "Takes what came to a payment's deposit address for all of what is due.",
  })
  paymentAcceptUnderpayment(
    @Arg("input", () => PaymentAcceptUnderpaymentInput, { description: "Which payment." })
    input: PaymentAcceptUnderpaymentInput,
    @Ctx() context: DoorContext,
  ): Promise<PaymentAcceptUnderpaymentPayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const paymentId = requireId("Payment", input.paymentId, "paymentId");
      const command = { ...given(input), paymentId };
      const { result, replayed } = await context.services.deposits.acceptUnderpayment(
        context.merchant,
        command,
      );
      return { payment: toPayment(context, result), replayed };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["refunds:write"], movesMoney: true })
  @Mutation(() => RefundCreatePayload, {
    description:
      "Gives captured money back to the payer out of the available balance; the chain decides later.",
  })
  refundCreate(
    @Arg("input", () => RefundCreateInput, { description: "What to give back." }) input: RefundCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<RefundCreatePayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const paymentId = requireId("Payment", input.paymentId, "paymentId");
      const command = { ...given(input), paymentId };
      const { result, replayed } = await context.services.payments.createRefund(context.merchant, command);
      return {
        refund: toRefund(context, result.refund),
        payment: toPayment(context, result.payment),
        replayed,
      };
    });
  }
}
