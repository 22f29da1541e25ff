import { Field, InputType, Int } from "type-graphql";
import type { Json } from "../../../kernel/events/domainEvent.ts";
import type { CaptureMethod } from "../../../modules/payments/index.ts";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { AddressScalar, AssetIdScalar, DecimalScalar, JsonScalar } from "../../common/scalars/scalars.ts";
import { CaptureMethodEnum } from "./payment.type.ts";

@InputType({ description: "How a payment is paid at an address of its own." })
export class DepositOptionInput {
  @Field(() => AddressScalar, {
    nullable: true,
    description:
      "Where money can be returned to that is not credited; the settlement account when absent. It is part of the address.",
  })
  refundTo!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "So much less than the amount is taken for all of it, in 1/10,000 of the amount, rounded down: 0 to 9,999.",
  })
  toleranceBps!: number | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "The same in whole units of the asset, instead; nothing when both are absent.",
  })
  tolerance!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Seconds after the time to pay in which late money is still the payment's: 0 to 2,592,000; default 86,400.",
  })
  monitorSeconds!: number | null;
}

@InputType({ description: "What to ask a payer for." })
export class PaymentCreateInput extends KeyedInput {
  @Field(() => AssetIdScalar, { description: "What to be paid in; see the assets query." })
  assetId!: string;

  @Field(() => DecimalScalar, { description: 'How much, in whole units of the asset, such as "12.50".' })
  amount!: string;

  @Field(() => CaptureMethodEnum, {
    nullable: true,
    description: "Who decides when held money is captured; default AUTOMATIC.",
  })
  captureMethod!: CaptureMethod | null;

  @Field(() => String, {
    nullable: true,
    description: "Your own name for it, such as an order number: 1 to 200 characters.",
  })
  merchantReference!: string | null;

  @Field(() => String, { nullable: true, description: "Shown to the payer: 1 to 500 characters." })
  description!: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      "Your own data: an object of at most 8,192 bytes of JSON, at most 10 levels deep. No personal data.",
  })
  metadata!: { readonly [key: string]: Json } | null;

  @Field(() => Int, {
    nullable: true,
    description: "Seconds from now in which the payer can agree: 30 to 2,592,000; default 900.",
  })
  expiresInSeconds!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Seconds from then in which held money can be captured: 60 to 7,776,000; default 604,800.",
  })
  authorizationSeconds!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Seconds from then in which refunds are possible: 0 to 63,072,000; default 7,776,000.",
  })
  refundSeconds!: number | null;

  @Field(() => DepositOptionInput, {
    nullable: true,
    description:
      "The payer pays by a plain transfer to an address of this payment alone, from any wallet or exchange; with a wallet at the storefront door when absent.",
  })
  deposit!: DepositOptionInput | null;
}
