import { Field, ObjectType } from "type-graphql";
import { Allow } from "../../common/access/access.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { countedConnectionType } from "../../common/paging/connection.ts";
import { SEE_PAYMENTS } from "../access.ts";
import { Capture, Refund } from "./operation.type.ts";
import { Payment } from "./payment.type.ts";

export const PaymentConnection = countedConnectionType<Payment>({
  name: "Payment",
  type: () => Payment,
  access: SEE_PAYMENTS,
  plural: "payments",
});

@Allow(SEE_PAYMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of paymentCreate." })
export class PaymentCreatePayload extends MutationPayload {
  @Field(() => Payment, { nullable: true, description: "The new payment; null when refused." })
  payment!: Payment | null;
}

@Allow(SEE_PAYMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of paymentCapture." })
export class PaymentCapturePayload extends MutationPayload {
  @Field(() => Capture, {
    nullable: true,
    description: "The new capture, on its way to the chain; null when refused.",
  })
  capture!: Capture | null;

  @Field(() => Payment, {
    nullable: true,
    description: "The payment with the capture taken into account; null when refused.",
  })
  payment!: Payment | null;
}

@Allow(SEE_PAYMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of paymentVoid." })
export class PaymentVoidPayload extends MutationPayload {
  @Field(() => Payment, {
    nullable: true,
    description: "The payment; its hold ends when the chain says so. Null when refused.",
  })
  payment!: Payment | null;
}

@Allow(SEE_PAYMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of refundCreate." })
export class RefundCreatePayload extends MutationPayload {
  @Field(() => Refund, {
    nullable: true,
    description: "The new refund, on its way to the chain; null when refused.",
  })
  refund!: Refund | null;

  @Field(() => Payment, {
    nullable: true,
    description: "The payment with the refund taken into account; null when refused.",
  })
  payment!: Payment | null;
}

@Allow(SEE_PAYMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of paymentAcceptUnderpayment." })
export class PaymentAcceptUnderpaymentPayload extends MutationPayload {
  @Field(() => Payment, {
    nullable: true,
    description: "The payment; it succeeds once what came is final. Null when refused.",
  })
  payment!: Payment | null;
}
