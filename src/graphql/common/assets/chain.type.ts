import { Field, Int, ObjectType } from "type-graphql";
import type { ObservedChain } from "../../../modules/assets/index.ts";
import { Allow, ANYONE } from "../access/access.ts";
import { enumFrom } from "../enumFrom.ts";
import {
  AddressScalar,
  Bytes32Scalar,
  ChainIdScalar,
  DecimalScalar,
  UInt256Scalar,
} from "../scalars/scalars.ts";

export const ChainStatusEnum = enumFrom(
  { name: "ChainStatus", description: "How well a chain is followed." },
  { FOLLOWING: "Its blocks are read.", WAITING: "No block has been read yet." },
);

export const FinalityTagEnum = enumFrom(
  { name: "FinalityTag", description: "What nodes call the last final block." },
  { finalized: "The newest block that the chain's own rules call final." },
);

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "A block, as we saw it." })
export class BlockRef {
  @Field(() => ChainIdScalar, { description: "The block's chain, as a CAIP-2 id." })
  chainId!: string;

  @Field(() => UInt256Scalar, { description: "The block's height." })
  number!: string;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "The block's hash; null where only its height is kept.",
  })
  hash!: string | null;

  @Field(() => Boolean, {
    description:
      "Whether no reorganisation of the chain can replace it any more, by the chain's finality policy.",
  })
  finalized!: boolean;
}

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "How many confirmations amounts of one size need." })
export class ConfirmationTier {
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Payments below this amount, in whole units of their asset; null: all larger ones.",
  })
  below!: string | null;

  @Field(() => Int, { description: "Blocks, beginning with the authorization's own." })
  blocks!: number;
}

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "When a block of a chain counts as final." })
export class FinalityPolicy {
  @Field(() => Int, {
    nullable: true,
    description:
      "Number of blocks that must stand on a block; null where the chain's nodes say what is final.",
  })
  depth!: number | null;

  @Field(() => FinalityTagEnum, {
    nullable: true,
    description: "The nodes' name for the last final block; null where a depth decides.",
  })
  tag!: keyof typeof FinalityTagEnum | null;

  @Field(() => [ConfirmationTier], {
    description:
      "When an authorization can be captured, before it is final: in the first tier that the payment's amount is in. Smallest first.",
  })
  confirmations!: readonly ConfirmationTier[];
}

@Allow(ANYONE)
@ObjectType({
  simpleResolvers: true,
  description: "Addresses of our contracts on a chain, and the accounts that payment terms name.",
})
export class ChainContracts {
  @Field(() => AddressScalar, { description: "Holds authorized payments." })
  escrow!: string;

  @Field(() => AddressScalar, {
    description:
      "Takes a payer's tokens into the escrow; payers of other schemes than EIP-3009 and Permit2 approve it.",
  })
  paymentCollector!: string;

  @Field(() => AddressScalar, { description: "Brings refunds back from merchants." })
  refundCollector!: string;

  @Field(() => AddressScalar, { description: "Holds captured money for merchants." })
  settlement!: string;

  @Field(() => AddressScalar, { description: "Uniswap's Permit2, which payers of scheme PERMIT2 sign for." })
  permit2!: string;

  @Field(() => AddressScalar, { description: "The operator that payers name in their terms." })
  operator!: string;

  @Field(() => AddressScalar, { description: "Whose balance receives the platform's fees." })
  feeReceiver!: string;
}

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "A blockchain that payments can be made on." })
export class Chain {
  @Field(() => ChainIdScalar, { description: "CAIP-2 id." })
  id!: string;

  @Field(() => String, { description: "Name for people." })
  name!: string;

  @Field(() => Boolean, { description: "False for a test chain, which only test keys can use." })
  livemode!: boolean;

  @Field(() => ChainStatusEnum, { description: "How well it is followed." })
  status!: keyof typeof ChainStatusEnum;

  @Field(() => FinalityPolicy, { description: "When its blocks count as final." })
  finality!: FinalityPolicy;

  @Field(() => BlockRef, { nullable: true, description: "Newest block we have read; null before the first." })
  head!: BlockRef | null;

  @Field(() => BlockRef, {
    nullable: true,
    description: "Newest block that is final; null before the first.",
  })
  finalized!: BlockRef | null;

  @Field(() => ChainContracts, { description: "Our contracts there." })
  contracts!: ChainContracts;
}

export function toChain(chain: ObservedChain): Chain {
  const { id, name, livemode, finality, confirmations, contracts, asOf } = chain;
  return Object.assign(new Chain(), {
    id,
    name,
    livemode,
    status: asOf ? "FOLLOWING" : "WAITING",
    finality: {
      depth: finality.kind === "DEPTH" ? finality.depth : null,
      tag: finality.kind === "TAG" ? finality.tag : null,
      confirmations,
    },
    head: asOf && {
      chainId: id,
      number: String(asOf.number),
      hash: asOf.hash,
      finalized: asOf.number <= asOf.finalizedNumber,
    },
    finalized: asOf && { chainId: id, number: String(asOf.finalizedNumber), hash: null, finalized: true },
    contracts,
  });
}
