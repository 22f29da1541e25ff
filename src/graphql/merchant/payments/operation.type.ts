import { Field, ObjectType } from "type-graphql";
import {
  OPERATION_STATUSES,
  type OperationStatus,
  type PaymentOperation,
} from "../../../modules/payments/index.ts";
import { Allow } from "../../common/access/access.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYMENTS } from "../access.ts";

export const CaptureStatusEnum = enumFrom(
  { name: "CaptureStatus", description: "Where a capture stands." },
  { ...OPERATION_STATUSES },
);
export const RefundStatusEnum = enumFrom(
  { name: "RefundStatus", description: "Where a refund stands." },
  { ...OPERATION_STATUSES },
);

@Allow(SEE_PAYMENTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A part of a hold that the merchant takes.",
})
export class Capture extends Node {
  @Field(() => CaptureStatusEnum, { description: "Where it stands." })
  status!: OperationStatus;

  @Field(() => TokenAmount, { description: "What is taken from the hold, with the fee." })
  amount!: TokenAmount;

  @Field(() => TokenAmount, {
    description: "The platform's part of amount, rounded down to the asset's smallest unit.",
  })
  fee!: TokenAmount;

  @Field(() => TokenAmount, { description: "The merchant's part of amount: amount less fee." })
  net!: TokenAmount;

  @Field(() => String, { nullable: true, description: "The contract's error, when it failed." })
  failure!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was asked for." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it last changed." })
  updatedAt!: Date;

  /** For the fields that need a look-up of their own. */
  entity!: PaymentOperation;
}

@Allow(SEE_PAYMENTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Captured money that goes back to the payer.",
})
export class Refund extends Node {
  @Field(() => RefundStatusEnum, { description: "Where it stands." })
  status!: OperationStatus;

  @Field(() => TokenAmount, {
    description: "What the payer receives; the merchant's balance bears all of it.",
  })
  amount!: TokenAmount;

  @Field(() => String, { nullable: true, description: "The contract's error, when it failed." })
  failure!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was asked for." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it last changed." })
  updatedAt!: Date;

  /** For the fields that need a look-up of their own. */
  entity!: PaymentOperation;
}

export const CaptureConnection = connectionType<Capture>({
  name: "Capture",
  type: () => Capture,
  access: SEE_PAYMENTS,
  plural: "captures",
});

export const RefundConnection = connectionType<Refund>({
  name: "Refund",
  type: () => Refund,
  access: SEE_PAYMENTS,
  plural: "refunds",
});

export function toCapture(context: DoorContext, entity: PaymentOperation): Capture {
  const { id, status, failure, createdAt, updatedAt } = entity;
  const amount = (units: bigint) => context.amount(entity.asset, units);
  return Object.assign(new Capture(), {
    id,
    status,
    amount: amount(entity.amount),
    fee: amount(entity.fee),
    net: amount(entity.amount - entity.fee),
    failure,
    createdAt,
    updatedAt,
    entity,
  });
}

export function toRefund(context: DoorContext, entity: PaymentOperation): Refund {
  const { id, status, failure, createdAt, updatedAt } = entity;
  const amount = context.amount(entity.asset, entity.amount);
  return Object.assign(new Refund(), { id, status, amount, failure, createdAt, updatedAt, entity });
}
