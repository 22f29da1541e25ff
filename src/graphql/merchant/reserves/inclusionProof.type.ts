import { Field, ObjectType } from "type-graphql";
import type { InclusionProof as ProofEntity } from "../../../modules/reserves/index.ts";
import { Allow } from "../../common/access/access.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { ProofOfReserves, toProofOfReserves } from "../../common/reserves/reserves.type.ts";
import { Bytes32Scalar, UInt256Scalar } from "../../common/scalars/scalars.ts";
import { SEE_BALANCES } from "../access.ts";

export const ProofSideEnum = enumFrom(
  { name: "ProofSide", description: "On which side of the way to the root a neighbour stands." },
  { LEFT: "Before the node that the way comes from.", RIGHT: "After it." },
);

@Allow(SEE_BALANCES)
@ObjectType({ simpleResolvers: true, description: "A neighbour on the way to the root, with its sums." })
export class ProofStep {
  @Field(() => ProofSideEnum, { description: "On which side it stands." })
  side!: "LEFT" | "RIGHT";

  @Field(() => Bytes32Scalar, { description: "Its hash." })
  hash!: string;

  @Field(() => UInt256Scalar, { description: "Held below it, in the asset's smallest unit." })
  held!: string;

  @Field(() => UInt256Scalar, { description: "Owed by Settlement below it, in the asset's smallest unit." })
  balances!: string;
}

@Allow(SEE_BALANCES)
@ObjectType({
  simpleResolvers: true,
  description:
    "That what you were owed is part of an anchored root. `verify-reserves` checks it by the chain alone.",
})
export class InclusionProof {
  @Field(() => String, { description: "Your merchant id, which your leaf is made of." })
  merchantId!: string;

  @Field(() => Bytes32Scalar, {
    description: "Random, for this epoch: keep it to yourself, it is what hides your leaf from others.",
  })
  salt!: string;

  @Field(() => TokenAmount, { description: "Held for you in escrows at the block." })
  held!: TokenAmount;

  @Field(() => TokenAmount, { description: "What Settlement owed you: pending, available and reserved." })
  balances!: TokenAmount;

  @Field(() => [ProofStep], { description: "From your leaf to the root of the asset's tree." })
  steps!: ProofStep[];

  @Field(() => ProofOfReserves, { description: "The anchored epoch." })
  reserves!: ProofOfReserves;
}

export function toInclusionProof(context: DoorContext, proof: ProofEntity): InclusionProof {
  const { merchantId, salt, asset, held, balances, steps, reserves } = proof;
  return Object.assign(new InclusionProof(), {
    merchantId,
    salt,
    held: context.amount(asset, held),
    balances: context.amount(asset, balances),
    steps: steps.map((step) => ({
      ...step,
      held: step.held.toString(),
      balances: step.balances.toString(),
    })),
    reserves: toProofOfReserves(context, reserves),
  });
}
