import { Field, ObjectType } from "type-graphql";
import {
  type CaptureMethod,
  capturable,
  overpaid,
  PAYMENT_REASONS,
  PAYMENT_STATUSES,
  type Payment as PaymentEntity,
  type PaymentReason,
  type PaymentStatus,
  received,
  refundable,
  remaining,
} from "../../../modules/payments/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Asset } from "../../common/assets/asset.type.ts";
import { BlockRef } from "../../common/assets/chain.type.ts";
import { TokenAmount, toTokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { Node } from "../../common/node.type.ts";
import { AddressScalar, Bytes32Scalar, DateTimeScalar, JsonScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYMENTS } from "../access.ts";
import { DepositAddress, toDepositAddress } from "../deposits/depositAddress.type.ts";

export const PaymentStatusEnum = enumFrom(
  {
    name: "PaymentStatus",
    description: "Where a payment stands. Clients must tolerate values that they do not know.",
  },
  PAYMENT_STATUSES,
);

export const PaymentReasonEnum = enumFrom(
  {
    name: "PaymentReason",
    description: "Why a payment is in its status, where the status does not say it all.",
  },
  PAYMENT_REASONS,
);

export const CaptureMethodEnum = enumFrom(
  { name: "CaptureMethod", description: "Who decides when held money is captured." },
  {
    AUTOMATIC: "All of it is captured as soon as the hold is on chain.",
    MANUAL: "The merchant captures, in one or several parts, until the authorization expires.",
  },
);

@Allow(SEE_PAYMENTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "What a merchant asked a payer for, and what became of it. Amounts are what the canonical chain says, to asOf.",
})
export class Payment extends Node {
  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "The escrow contract's key of the payment; null until the payer is known.",
  })
  onchainId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The merchant's own name for it, unique among payments that are not EXPIRED or CANCELED.",
  })
  merchantReference!: string | null;

  @Field(() => String, { nullable: true, description: "Shown to the payer." })
  description!: string | null;

  @Field(() => JsonScalar, { nullable: true, description: "The merchant's own data, as given." })
  metadata!: unknown;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  @Field(() => PaymentStatusEnum, { description: "Where it stands." })
  status!: PaymentStatus;

  @Field(() => [PaymentReasonEnum], { description: "Why, where the status does not say it all." })
  statusReasons!: readonly PaymentReason[];

  @Field(() => CaptureMethodEnum, { description: "Who decides when held money is captured." })
  captureMethod!: CaptureMethod;

  @Field(() => Asset, { description: "What it is paid in." })
  asset!: Asset;

  @Field(() => TokenAmount, { description: "What was asked for; no more than this is ever held." })
  amount!: TokenAmount;

  @Field(() => DepositAddress, {
    nullable: true,
    description: "Where it is paid; null when it is paid with a wallet.",
  })
  depositAddress!: DepositAddress | null;

  @Field(() => TokenAmount, { description: "What is due: the amount." })
  amountDue!: TokenAmount;

  @Field(() => TokenAmount, {
    description:
      "What came from the payer, final or not: into the escrow, or to the deposit address before monitorUntil.",
  })
  amountReceived!: TokenAmount;

  @Field(() => TokenAmount, {
    description:
      "What of the amount has not come, whatever is tolerated: it follows from price and receipts alone.",
  })
  amountRemaining!: TokenAmount;

  @Field(() => TokenAmount, { description: "What came beyond the amount." })
  amountOverpaid!: TokenAmount;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "Until when, exclusive and by the time of blocks, what comes to the deposit address is this payment's; null without one.",
  })
  monitorUntil!: Date | null;

  @Field(() => TokenAmount, { description: "What the payer put on hold." })
  amountAuthorized!: TokenAmount;

  @Field(() => TokenAmount, {
    description: "What can still be captured; captures on their way are taken off already.",
  })
  amountCapturable!: TokenAmount;

  @Field(() => TokenAmount, { description: "What was captured, with the platform's fee." })
  amountCaptured!: TokenAmount;

  @Field(() => TokenAmount, { description: "What was given back to the payer out of captured money." })
  amountRefunded!: TokenAmount;

  @Field(() => TokenAmount, {
    description: "What can still be refunded; refunds on their way are taken off already.",
  })
  amountRefundable!: TokenAmount;

  @Field(() => TokenAmount, { description: "What was released to the payer before it was captured." })
  amountVoided!: TokenAmount;

  @Field(() => TokenAmount, { description: "What the payer took back after the authorization expired." })
  amountReclaimed!: TokenAmount;

  @Field(() => TokenAmount, { description: "The platform's part of amountCaptured." })
  fee!: TokenAmount;

  @Field(() => TokenAmount, {
    description: "The merchant's part of amountCaptured: amountCaptured less fee.",
  })
  net!: TokenAmount;

  @Field(() => AddressScalar, {
    nullable: true,
    description: "The wallet that pays; null until one has agreed.",
  })
  payer!: string | null;

  @Field(() => DateTimeScalar, { description: "Until when, exclusive, the payer can agree." })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, {
    description: "Until when, exclusive, held money can be captured; then the payer can take it back.",
  })
  authorizationExpiresAt!: Date;

  @Field(() => DateTimeScalar, { description: "Until when, exclusive, refunds are possible." })
  refundExpiresAt!: Date;

  @Field(() => DateTimeScalar, { description: "When it was created." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, {
    description: "When it last changed; see updatedSince of the payments query.",
  })
  updatedAt!: Date;

  @Field(() => BlockRef, {
    nullable: true,
    description: "The block up to which the amounts take the chain into account; null before the first.",
  })
  asOf!: BlockRef | null;

  /** For the fields that need a look-up of their own. */
  entity!: PaymentEntity;
}

/** Field by field on purpose: a page makes a hundred of these. */
export function toPayment(context: DoorContext, entity: PaymentEntity): Payment {
  const { amounts } = entity;
  const asset = context.asset(entity.asset);
  const payment = new Payment();
  payment.id = entity.id;
  payment.onchainId = entity.onchainId;
  payment.merchantReference = entity.merchantReference;
  payment.description = entity.description;
  payment.metadata = entity.metadata;
  payment.livemode = entity.livemode;
  payment.status = entity.status;
  payment.statusReasons = entity.statusReasons;
  payment.captureMethod = entity.captureMethod;
  payment.asset = asset;
  payment.amount = toTokenAmount(asset, entity.amount);
  payment.depositAddress = toDepositAddress(asset, entity);
  payment.amountDue = payment.amount;
  payment.amountReceived = toTokenAmount(asset, received(entity));
  payment.amountRemaining = toTokenAmount(asset, remaining(entity));
  payment.amountOverpaid = toTokenAmount(asset, overpaid(entity));
  payment.monitorUntil = entity.monitorUntil;
  payment.amountAuthorized = toTokenAmount(asset, amounts.authorized);
  payment.amountCapturable = toTokenAmount(asset, capturable(amounts));
  payment.amountCaptured = toTokenAmount(asset, amounts.captured);
  payment.amountRefunded = toTokenAmount(asset, amounts.refunded);
  payment.amountRefundable = toTokenAmount(asset, refundable(amounts));
  payment.amountVoided = toTokenAmount(asset, amounts.voided);
  payment.amountReclaimed = toTokenAmount(asset, amounts.reclaimed);
  payment.fee = toTokenAmount(asset, amounts.fee);
  payment.net = toTokenAmount(asset, amounts.captured - amounts.fee);
  payment.payer = entity.payer;
  payment.expiresAt = entity.expiresAt;
  payment.authorizationExpiresAt = entity.authorizationExpiresAt;
  payment.refundExpiresAt = entity.refundExpiresAt;
  payment.createdAt = entity.createdAt;
  payment.updatedAt = entity.updatedAt;
  payment.asOf = asset.chain.head;
  payment.entity = entity;
  return payment;
}
