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

  @Field(() => GaslessSchemeEnum, { description: "In which of the ways of paymentPrepare." })
  scheme!: GaslessScheme;

  @Field(() => UInt256Scalar, { description: "As in the typed data: Unix seconds." })
  validAfter!: string;

  @Field(() => UInt256Scalar, { description: "As in the typed data: Unix seconds." })
  validBefore!: string;

  @Field(() => HexScalar, {
    description:
      "The wallet's signature over the scheme's first typed data: 65 bytes, or what a contract wallet takes (ERC-1271).",
  })
  signature!: string;

  @Field(() => HexScalar, {
    nullable: true,
    description: "EIP2612: the signature over the second typed data, the token's permit.",
  })
  permitSignature?: string | null;
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
