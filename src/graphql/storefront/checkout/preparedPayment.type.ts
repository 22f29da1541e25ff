import { Field, ObjectType } from "type-graphql";
import type { ContractCall } from "../../../kernel/facts/contractCall.ts";
import { toUnixSeconds } from "../../../kernel/time/clock.ts";
import type { GaslessScheme } from "../../../modules/assets/index.ts";
import { Allow } from "../../common/access/access.ts";
import { GaslessSchemeEnum } from "../../common/assets/asset.type.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import {
  AddressScalar,
  Bytes32Scalar,
  ChainIdScalar,
  HexScalar,
  JsonScalar,
  UInt256Scalar,
} from "../../common/scalars/scalars.ts";
import type { PreparedPayment as Prepared } from "../../common/services.ts";
import { CheckoutPayment, PAYER } from "./checkoutPayment.type.ts";

@Allow(PAYER)
@ObjectType({ simpleResolvers: true, description: "A transaction for the payer's wallet to sign and send." })
export class UnsignedTransaction {
  @Field(() => ChainIdScalar, { description: "On which chain." })
  chainId!: string;

  @Field(() => AddressScalar, { description: "The contract that is called." })
  to!: string;

  @Field(() => HexScalar, { description: "The call's data." })
  data!: string;

  @Field(() => UInt256Scalar, { description: "Native coin to send along, in its smallest unit: always 0." })
  value!: string;
}

@Allow(PAYER)
@ObjectType({
  simpleResolvers: true,
  description:
    "To pay without native coin: sign the typed data and send the signature to paymentAuthorizationSubmit.",
})
export class PreparedAuthorization {
  @Field(() => JsonScalar, {
    description: "EIP-712 typed data of receiveWithAuthorization (EIP-3009), for eth_signTypedData_v4.",
  })
  typedData!: unknown;

  @Field(() => UInt256Scalar, {
    description: "From when on, exclusive, the signature is valid: Unix seconds, as in the typed data.",
  })
  validAfter!: string;

  @Field(() => UInt256Scalar, {
    description: "Until when, exclusive, the signature is valid: Unix seconds, as in the typed data.",
  })
  validBefore!: string;
}

@Allow(PAYER)
@ObjectType({
  simpleResolvers: true,
  description:
    "To pay without native coin: sign each typed data and send the signatures to paymentAuthorizationSubmit.",
})
export class SignatureOption {
  @Field(() => GaslessSchemeEnum, { description: "What is signed." })
  scheme!: GaslessScheme;

  @Field(() => [JsonScalar], {
    description:
      "EIP-712 typed data for eth_signTypedData_v4, one signature each, in this order: signature, then permitSignature.",
  })
  typedData!: unknown[];

  @Field(() => UInt256Scalar, {
    description: "From when on, exclusive, the signatures are valid: Unix seconds.",
  })
  validAfter!: string;

  @Field(() => UInt256Scalar, {
    description: "Until when, exclusive, the signatures are valid: Unix seconds.",
  })
  validBefore!: string;
}

@Allow(PAYER)
@ObjectType({
  simpleResolvers: true,
  description:
    "To pay with any wallet: send both transactions in this order, then the second one's hash to paymentTransactionSubmit.",
})
export class PreparedPreApproval {
  @Field(() => UnsignedTransaction, { description: "First: allows the collector to take the amount." })
  approve!: UnsignedTransaction;

  @Field(() => UnsignedTransaction, { description: "Second: agrees to the payment's terms in the escrow." })
  preApprove!: UnsignedTransaction;

  @Field(() => Boolean, {
    description: "Whether the wallet allowed as much before, so that the first may be left out.",
  })
  isAllowed!: boolean;
}

@Allow(PAYER)
@ObjectType({ simpleResolvers: true, description: "What one wallet can do to pay one payment." })
export class PreparedPayment {
  @Field(() => AddressScalar, { description: "The wallet." })
  payer!: string;

  @Field(() => Bytes32Scalar, { description: "The escrow contract's key of the payment with this payer." })
  onchainId!: string;

  @Field(() => [SignatureOption], {
    description:
      "By signature alone, the cheapest for the payer first; empty when neither asset nor wallet can.",
  })
  signatures!: SignatureOption[];

  @Field(() => PreparedAuthorization, {
    nullable: true,
    deprecationReason: "Removed after 2027-06-30; use signatures.",
    description: "By an EIP-3009 signature; null when asset or wallet cannot.",
  })
  authorization!: PreparedAuthorization | null;

  @Field(() => PreparedPreApproval, {
    description: "By two transactions of the wallet's own; always possible.",
  })
  preApproval!: PreparedPreApproval;
}

@Allow(PAYER)
@ObjectType({ simpleResolvers: true, description: "Answer of paymentPrepare." })
export class PaymentPreparePayload extends MutationPayload {
  @Field(() => PreparedPayment, { nullable: true, description: "What the wallet can do; null when refused." })
  preparedPayment!: PreparedPayment | null;
}

@Allow(PAYER)
@ObjectType({ simpleResolvers: true, description: "Answer of paymentAuthorizationSubmit." })
export class PaymentAuthorizationSubmitPayload extends MutationPayload {
  @Field(() => CheckoutPayment, {
    nullable: true,
    description: "The payment, on its way to the chain; null when refused.",
  })
  checkoutPayment!: CheckoutPayment | null;
}

@Allow(PAYER)
@ObjectType({ simpleResolvers: true, description: "Answer of paymentTransactionSubmit." })
export class PaymentTransactionSubmitPayload extends MutationPayload {
  @Field(() => CheckoutPayment, {
    nullable: true,
    description: "The payment; the chain decides when it moves on. Null when refused.",
  })
  checkoutPayment!: CheckoutPayment | null;
}

export function toPreparedPayment(prepared: Prepared): PreparedPayment {
  const { payer, onchainId, preApproval } = prepared;
  const signatures = prepared.signatures.map(({ scheme, typedData, validAfter, validBefore }) => ({
    scheme,
    typedData: [...typedData],
    validAfter: String(toUnixSeconds(validAfter)),
    validBefore: String(toUnixSeconds(validBefore)),
  }));
  const eip3009 = signatures.find(({ scheme }) => scheme === "EIP3009");
  return {
    payer,
    onchainId,
    signatures,
    authorization: eip3009 ? { ...eip3009, typedData: eip3009.typedData[0] } : null,
    preApproval: {
      approve: unsigned(preApproval.approve),
      preApprove: unsigned(preApproval.preApprove),
      isAllowed: preApproval.isAllowed,
    },
  };
}

function unsigned({ chainId, to, data }: ContractCall): UnsignedTransaction {
  return { chainId, to, data, value: "0" };
}
