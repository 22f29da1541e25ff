import { Field, Int, ObjectType } from "type-graphql";
import { confirmationsFor } from "../../../kernel/facts/confirmations.ts";
import { fromUnixSeconds } from "../../../kernel/time/clock.ts";
import type { OnchainTransfer as TransferEntity } from "../../../modules/deposits/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Asset } from "../../common/assets/asset.type.ts";
import { TokenAmount, toTokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { AddressScalar, Bytes32Scalar, DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_PAYMENTS } from "../access.ts";

const TRANSFER_STATES = {
  SEEN: "It is in a block.",
  CONFIRMED: "It has the confirmations of its amount; its block is not final.",
  FINAL: "Its block is final: it counts.",
  ORPHANED: "The chain replaced its block; the same transfer may stand in another, as another entry.",
} as const;
type TransferState = keyof typeof TRANSFER_STATES;

const TransferStateEnum = enumFrom(
  { name: "TransferState", description: "How far a transfer can be relied on." },
  TRANSFER_STATES,
);

@Allow(SEE_PAYMENTS)
@ObjectType({ simpleResolvers: true, description: "A transfer of tokens to a deposit address." })
export class OnchainTransfer {
  @Field(() => Asset, { description: "What was transferred." })
  asset!: Asset;

  @Field(() => TokenAmount, { description: "How much." })
  amount!: TokenAmount;

  @Field(() => AddressScalar, { description: "Whose tokens they were." })
  from!: string;

  @Field(() => AddressScalar, { description: "The deposit address." })
  to!: string;

  @Field(() => Bytes32Scalar, { description: "The transaction's hash." })
  txHash!: string;

  @Field(() => Int, { description: "The log's place in its block." })
  logIndex!: number;

  @Field(() => Int, { description: "The block's height." })
  blockNumber!: number;

  @Field(() => Bytes32Scalar, { description: "The block's hash." })
  blockHash!: string;

  @Field(() => DateTimeScalar, { description: "The block's time, which decides whether it is late." })
  minedAt!: Date;

  @Field(() => Int, {
    description: "Its own block and those upon it that we have read; 0 when it is orphaned.",
  })
  confirmations!: number;

  @Field(() => TransferStateEnum, { description: "How far it can be relied on." })
  state!: TransferState;
}

export const OnchainTransferConnection = connectionType<OnchainTransfer>({
  name: "OnchainTransfer",
  type: () => OnchainTransfer,
  access: SEE_PAYMENTS,
  plural: "transfers",
});

export function toTransfer(context: DoorContext, entity: TransferEntity): OnchainTransfer {
  const asset = context.asset(entity.asset);
  const confirmations =
    entity.factState === "ORPHANED"
      ? 0
      : Math.max(0, Number(asset.chain.head?.number ?? 0) - entity.blockNumber + 1);
  return {
    asset,
    amount: toTokenAmount(asset, entity.amount),
    from: entity.from,
    to: entity.to,
    txHash: entity.txHash,
    logIndex: entity.logIndex,
    blockNumber: entity.blockNumber,
    blockHash: entity.blockHash,
    minedAt: fromUnixSeconds(entity.blockTimestamp),
    confirmations,
    state: stateOf(asset, entity, confirmations),
  };
}

function stateOf(asset: Asset, { factState, amount }: TransferEntity, confirmations: number): TransferState {
  if (factState !== "SEEN") return factState;
  const { decimals, chain } = asset;
  const needed = confirmationsFor(chain.finality.confirmations, { units: amount, decimals });
  return confirmations >= needed ? "CONFIRMED" : "SEEN";
}
