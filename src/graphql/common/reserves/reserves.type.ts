import { Field, Int, ObjectType } from "type-graphql";
import type { Reserves, ReserveTotal as TotalEntity } from "../../../modules/reserves/index.ts";
import { Allow, ANYONE } from "../access/access.ts";
import { BlockRef } from "../assets/chain.type.ts";
import { TokenAmount } from "../assets/tokenAmount.type.ts";
import type { DoorContext } from "../context/doorContext.ts";
import { Bytes32Scalar, DateTimeScalar, UInt256Scalar } from "../scalars/scalars.ts";

@Allow(ANYONE)
@ObjectType({
  simpleResolvers: true,
  description: "What is owed in one asset at a block, and what there is.",
})
export class ReserveTotal {
  @Field(() => TokenAmount, {
    description: "Belongs to payers, in escrows. The anchor holds it to the chain.",
  })
  held!: TokenAmount;

  @Field(() => TokenAmount, {
    description: "Settlement owes it to merchants and the platform. The anchor holds it to the chain.",
  })
  balances!: TokenAmount;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "Hash of the root of the sum tree; null where another ledger anchored this epoch.",
  })
  treeHash!: string | null;

  @Field(() => TokenAmount, {
    nullable: true,
    description: "What all contracts of the suite had, by SolvencyLens; null where it could not be read.",
  })
  assets!: TokenAmount | null;

  @Field(() => TokenAmount, {
    nullable: true,
    description: "What they owed, vaults included; null where it could not be read.",
  })
  liabilities!: TokenAmount | null;
}

@Allow(ANYONE)
@ObjectType({
  simpleResolvers: true,
  description:
    "The ledger as it was anchored on its chain: what was owed at a final block, and what there was.",
})
export class ProofOfReserves {
  @Field(() => Int, { description: "Number of the anchor's epoch." })
  epoch!: number;

  @Field(() => BlockRef, { nullable: true, description: "The block of the snapshot." })
  block!: BlockRef | null;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "The anchored root: of the journal's seal and of what is owed.",
  })
  root!: string | null;

  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "How many sealed entries of the journal the root commits to.",
  })
  sealSequence!: string | null;

  @Field(() => Bytes32Scalar, { nullable: true, description: "The last one's seal." })
  sealHash!: string | null;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "Hash of the transaction that anchored the root.",
  })
  anchorTransactionHash!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When we saw it on the chain." })
  anchoredAt!: Date | null;

  @Field(() => [ReserveTotal], { description: "By asset, in the snapshot's order." })
  totals!: ReserveTotal[];
}

export function toProofOfReserves(context: DoorContext, reserves: Reserves): ProofOfReserves {
  const { chainId, epoch, block, root, seal, anchorTxHash, anchoredAt, totals } = reserves;
  return Object.assign(new ProofOfReserves(), {
    epoch,
    block: block && { chainId, number: String(block.number), hash: block.hash, finalized: true },
    root,
    sealSequence: seal && String(seal.sequence),
    sealHash: seal?.hash ?? null,
    anchorTransactionHash: anchorTxHash,
    anchoredAt,
    totals: totals.map((total) => toTotal(context, total)),
  });
}

function toTotal(context: DoorContext, total: TotalEntity): ReserveTotal {
  const { asset, held, balances, treeHash, assets, liabilities } = total;
  const amount = (units: bigint | null) => (units === null ? null : context.amount(asset, units));
  return Object.assign(new ReserveTotal(), {
    held: context.amount(asset, held),
    balances: context.amount(asset, balances),
    treeHash,
    assets: amount(assets),
    liabilities: amount(liabilities),
  });
}
