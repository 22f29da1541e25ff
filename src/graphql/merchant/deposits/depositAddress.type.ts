import { Field, ObjectType } from "type-graphql";
import type { AssetId } from "../../../kernel/ids/chainIds.ts";
import type { Payment } from "../../../modules/payments/index.ts";
import { Allow } from "../../common/access/access.ts";
import type { Asset } from "../../common/assets/asset.type.ts";
import { TokenAmount, toTokenAmount } from "../../common/assets/tokenAmount.type.ts";
import { depositUri } from "../../common/depositUri.ts";
import { AddressScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYMENTS } from "../access.ts";

@Allow(SEE_PAYMENTS)
@ObjectType({
  simpleResolvers: true,
  description:
    "An address at which one payment is paid, and never another. Tokens of the payment's chain only; native coin is not seen there.",
})
export class DepositAddress {
  @Field(() => AddressScalar, { description: "Where to send the tokens." })
  address!: string;

  @Field(() => String, {
    description: "The address and the token for a QR code (ERC-681); show the amount beside it.",
  })
  uri!: string;

  @Field(() => AddressScalar, { description: "Where its money can be returned to." })
  refundTo!: string;

  @Field(() => TokenAmount, { description: "So much less than the amount is taken for all of it." })
  tolerance!: TokenAmount;
}

export function toDepositAddress(asset: Asset, payment: Payment): DepositAddress | null {
  const { depositAddress: address, refundTo, tolerance } = payment;
  if (address === null || refundTo === null) return null;
  const uri = depositUri(payment.asset as AssetId, address);
  return { address, uri, refundTo, tolerance: toTokenAmount(asset, tolerance) };
}
