import { Field, ID, ObjectType } from "type-graphql";
import {
  overpaid,
  PAYMENT_STATUSES,
  type Payment as PaymentEntity,
  type PaymentStatus,
  received,
  remaining,
} from "../../../modules/payments/index.ts";
import { type Access, Allow } from "../../common/access/access.ts";
import { Asset } from "../../common/assets/asset.type.ts";
import { BlockRef } from "../../common/assets/chain.type.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { depositUri } from "../../common/depositUri.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { AddressScalar, Bytes32Scalar, DateTimeScalar } from "../../common/scalars/scalars.ts";

/** Whoever holds the payment's client secret. */
export const PAYER: Access = { audiences: ["payer"] };

export const CheckoutPaymentStatusEnum = enumFrom(
  {
    name: "CheckoutPaymentStatus",
    description: "Where a payment stands. Clients must tolerate values that they do not know.",
  },
  { ...PAYMENT_STATUSES },
);

@Allow(PAYER)
@ObjectType({
  simpleResolvers: true,
  description: "Where a payment is paid by a plain transfer of its asset; nothing else may be sent there.",
})
export class CheckoutDepositAddress {
  @Field(() => AddressScalar, { description: "Where to send the tokens." })
  address!: string;

  @Field(() => String, {
    description: "The address and the token for a QR code (ERC-681); show amountRemaining beside it.",
  })
  uri!: string;
}

@Allow(PAYER)
@ObjectType({ simpleResolvers: true, description: "What a payer may see of a payment." })
export class CheckoutPayment {
  @Field(() => ID, {
    description: "The payment's id, to be named to the merchant; it opens nothing by itself.",
  })
  id!: string;

  @Field(() => String, { description: "Who is paid." })
  merchantName!: string;

  @Field(() => String, { nullable: true, description: "What for, in the merchant's words." })
  description!: string | null;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  @Field(() => CheckoutPaymentStatusEnum, { description: "Where it stands." })
  status!: PaymentStatus;

  @Field(() => Asset, { description: "What it is paid in." })
  asset!: Asset;

  @Field(() => TokenAmount, { description: "What is to be paid." })
  amount!: TokenAmount;

  @Field(() => CheckoutDepositAddress, {
    nullable: true,
    description: "Where to pay; null when it is paid with a wallet, see paymentPrepare.",
  })
  depositAddress!: CheckoutDepositAddress | null;

  @Field(() => TokenAmount, { description: "What came from the payer." })
  amountReceived!: TokenAmount;

  @Field(() => TokenAmount, { description: "What is still to be paid." })
  amountRemaining!: TokenAmount;

  @Field(() => TokenAmount, { description: "What came beyond the amount." })
  amountOverpaid!: TokenAmount;

  @Field(() => TokenAmount, { description: "What the payer put on hold." })
  amountAuthorized!: TokenAmount;

  @Field(() => TokenAmount, { description: "What the merchant took from the hold." })
  amountCaptured!: TokenAmount;

  @Field(() => TokenAmount, { description: "What the merchant gave back." })
  amountRefunded!: TokenAmount;

  @Field(() => AddressScalar, {
    nullable: true,
    description: "The wallet that pays; null until one has agreed.",
  })
  payer!: string | null;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "The escrow contract's key of the payment; null until the payer is known.",
  })
  onchainId!: string | null;

  @Field(() => DateTimeScalar, { description: "Until when, exclusive, it can be paid." })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, {
    description: "From when on the payer can take back from the contract what is still held.",
  })
  authorizationExpiresAt!: Date;

  @Field(() => DateTimeScalar, { description: "Until when, exclusive, the merchant can give money back." })
  refundExpiresAt!: Date;

  @Field(() => BlockRef, {
    nullable: true,
    description: "The block up to which the chain is taken into account; null before the first.",
  })
  asOf!: BlockRef | null;
}

export function toCheckoutPayment(
  context: DoorContext,
  found: { payment: PaymentEntity; merchantName: string },
): CheckoutPayment {
  const { payment, merchantName } = found;
  const { depositAddress: address } = payment;
  const asset = context.asset(payment.asset);
  const amount = (units: bigint) => context.amount(payment.asset, units);
  return {
    id: payment.id,
    merchantName,
    description: payment.description,
    livemode: payment.livemode,
    status: payment.status,
    asset,
    amount: amount(payment.amount),
    depositAddress: address && { address, uri: depositUri(payment.asset, address) },
    amountReceived: amount(received(payment)),
    amountRemaining: amount(remaining(payment)),
    amountOverpaid: amount(overpaid(payment)),
    amountAuthorized: amount(payment.amounts.authorized),
    amountCaptured: amount(payment.amounts.captured),
    amountRefunded: amount(payment.amounts.refunded),
    payer: payment.payer,
    onchainId: payment.onchainId,
    expiresAt: payment.expiresAt,
    authorizationExpiresAt: payment.authorizationExpiresAt,
    refundExpiresAt: payment.refundExpiresAt,
    asOf: asset.chain.head,
  };
}
