import { Field, InputType } from "type-graphql";
import type { GaslessScheme } from "../../../modules/assets/index.ts";
import { GaslessSchemeEnum } from "../../common/assets/asset.type.ts";
import { AddressScalar, Bytes32Scalar, HexScalar, UInt256Scalar } from "../../common/scalars/scalars.ts";

@InputType({ description: "Who is going to pay what." })
export class PaymentPrepareInput {
  @Field(() => String, { description: "The payment's client secret." })
  clientSecret!: string;

  @Field(() => AddressScalar, { description: "The wallet that is going to pay." })
  payer!: string;
}

@InputType({
  description:
    "A payer's signature. The same one again changes nothing and is answered alike, so it needs no idempotency key.",
})
export class PaymentAuthorizationSubmitInput {
  @Field(() => String, { description: "The payment's client secret." })
  clientSecret!: string;

  @Field(() => AddressScalar, { description: "The wallet that signed." })
  payer!: string;

  @Field(() => GaslessSchemeEnum, { description: "What was signed." })
  scheme!: GaslessScheme;

  @Field(() => UInt256Scalar, { description: "As in the typed data: Unix seconds." })
  validAfter!: string;

  @Field(() => UInt256Scalar, { description: "As in the typed data: Unix seconds." })
  validBefore!: string;

  @Field(() => HexScalar, { description: "The wallet's signature over the typed data: 65 bytes." })
  signature!: string;
}

@InputType({
  description:
    "The hash of a payer's preApprove transaction. The same one again changes nothing, so it needs no idempotency key.",
})
export class PaymentTransactionSubmitInput {
  @Field(() => String, { description: "The payment's client secret." })
  clientSecret!: string;

  @Field(() => AddressScalar, { description: "The wallet that sent it." })
  payer!: string;

  @Field(() => Bytes32Scalar, { description: "The transaction's hash." })
  txHash!: string;
}
