import { Field, ID, ObjectType } from "type-graphql";
import {
  TRANSACTION_STATUSES,
  type ChainTransaction as TransactionEntity,
  type TransactionStatus,
} from "../../../modules/transactions/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Chain } from "../../common/assets/chain.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { Bytes32Scalar, DateTimeScalar, UInt256Scalar } from "../../common/scalars/scalars.ts";
import { SEE_TRANSACTIONS } from "../access.ts";

export const TransactionStatusEnum = enumFrom(
  { name: "TransactionStatus", description: "How far a transaction of ours has come." },
  TRANSACTION_STATUSES,
);

@Allow(SEE_TRANSACTIONS)
@ObjectType({
  simpleResolvers: true,
  description: "A transaction that we send; it may carry several merchants' operations.",
})
export class ChainTransaction {
  @Field(() => ID, {
    description: "Our id of it; it stays when the transaction is sent again with a higher fee.",
  })
  id!: string;

  @Field(() => Chain, { description: "Where it is sent." })
  chain!: Chain;

  @Field(() => TransactionStatusEnum, { description: "How far it has come." })
  status!: TransactionStatus;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "Hash of the version that was mined, or that was signed last; null before it is signed.",
  })
  hash!: string | null;

  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "Height of the block that it is in; null while it is in none.",
  })
  blockNumber!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The contract's error, when it was refused or reverted.",
  })
  failure!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was planned." })
  createdAt!: Date;
}

export function toChainTransaction(context: DoorContext, transaction: TransactionEntity): ChainTransaction {
  const { id, chainId, status, hash, minedIn, failure, createdAt } = transaction;
  const blockNumber = minedIn ? String(minedIn.number) : null;
  return { id, chain: context.chain(chainId), status, hash, blockNumber, failure, createdAt };
}
