import { Field, ID, Int, ObjectType } from "type-graphql";
import {
  BREAK_KINDS,
  BREAK_STATUSES,
  type ReconciliationBreak as BreakEntity,
  type BreakKind,
  type BreakStatus,
  type Position,
  RUN_STATUSES,
  type ReconciliationRun as RunEntity,
  type RunStatus,
} from "../../../modules/reconciliation/index.ts";
import { Allow } from "../../common/access/access.ts";
import { BlockRef } from "../../common/assets/chain.type.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { connectionType } from "../../common/paging/connection.ts";
import {
  AddressScalar,
  AssetIdScalar,
  Bytes32Scalar,
  ChainIdScalar,
  DateTimeScalar,
  UInt256Scalar,
} from "../../common/scalars/scalars.ts";
import { OPERATE } from "../access.ts";

export const BreakKindEnum = enumFrom(
  { name: "BreakKind", description: "How the books differ." },
  BREAK_KINDS,
);
export const BreakStatusEnum = enumFrom(
  { name: "BreakStatus", description: "Whether a difference is still there." },
  BREAK_STATUSES,
);
export const ReconciliationStatusEnum = enumFrom(
  { name: "ReconciliationStatus", description: "How far a run is." },
  RUN_STATUSES,
);

@Allow(OPERATE)
@ObjectType({
  simpleResolvers: true,
  description: "One account and asset by both books. Signed, in the asset's smallest unit.",
})
export class ReconciliationPosition {
  @Field(() => String, { description: "The account's path; a merchant's parts are one, less what it owes." })
  account!: string;

  @Field(() => AssetIdScalar, { description: "In which asset." })
  assetId!: string;

  @Field(() => String, { description: "What the contracts said at the block." })
  onChain!: string;

  @Field(() => String, { description: "What the journal's lines come to as of the block." })
  inLedger!: string;

  @Field(() => String, { description: "What was booked of blocks above: mined, not final." })
  inFlight!: string;

  @Field(() => String, { description: "What was handed to the chain and was in no block." })
  submitted!: string;
}

export const ReconciliationPositionConnection = connectionType<ReconciliationPosition>({
  name: "ReconciliationPosition",
  type: () => ReconciliationPosition,
  access: OPERATE,
  plural: "positions",
});

@Allow(OPERATE)
@ObjectType({
  simpleResolvers: true,
  description: "One comparison of journal, chain and settlement statements, at a final block.",
})
export class ReconciliationRun {
  @Field(() => ID, { description: "Its id." })
  id!: string;

  @Field(() => ChainIdScalar, { description: "Of which chain." })
  chainId!: string;

  @Field(() => ReconciliationStatusEnum, { description: "How far it is." })
  status!: RunStatus;

  @Field(() => Boolean, { description: "Whether it was asked to compare every movement there ever was." })
  full!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Why its last attempt ended early; it is tried again. Null when none did.",
  })
  failure!: string | null;

  @Field(() => BlockRef, { nullable: true, description: "The block; null until it is completed." })
  block!: BlockRef | null;

  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "The first block whose movements were compared one by one; null until it is completed.",
  })
  scannedFrom!: string | null;

  @Field(() => Int, { nullable: true, description: "How many movements; null until it is completed." })
  movements!: number | null;

  @Field(() => DateTimeScalar, { description: "When it was asked for, by an operator or the schedule." })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was completed." })
  completedAt!: Date | null;
}

export const ReconciliationRunConnection = connectionType<ReconciliationRun>({
  name: "ReconciliationRun",
  type: () => ReconciliationRun,
  access: OPERATE,
  plural: "runs",
});

@Allow(OPERATE)
@ObjectType({
  simpleResolvers: true,
  description: "A difference between the books. Amounts are signed, in the asset's smallest unit.",
})
export class ReconciliationBreak {
  @Field(() => ID, { description: "Its id." })
  id!: string;

  @Field(() => ChainIdScalar, { description: "On which chain." })
  chainId!: string;

  @Field(() => BreakKindEnum, { description: "How the books differ." })
  kind!: BreakKind;

  @Field(() => BreakStatusEnum, { description: "Whether it is still there." })
  status!: BreakStatus;

  @Field(() => String, { description: "The account's path." })
  account!: string;

  @Field(() => String, {
    description:
      "What differs: a log of the chain, a source of the journal, a statement's line, or an account.",
  })
  subject!: string;

  @Field(() => AssetIdScalar, { nullable: true, description: "In which asset; null where nothing says." })
  assetId!: string | null;

  @Field(() => String, { description: "What the chain, or the statement, has." })
  onChain!: string;

  @Field(() => String, { description: "What the journal has." })
  inLedger!: string;

  @Field(() => UInt256Scalar, { nullable: true, description: "Height of the movement's block." })
  blockNumber!: string | null;

  @Field(() => Bytes32Scalar, { nullable: true, description: "Hash of the movement's transaction." })
  transactionHash!: string | null;

  @Field(() => AddressScalar, { nullable: true, description: "The address that no account knows." })
  address!: string | null;

  @Field(() => DateTimeScalar, { description: "When a run first found it." })
  openedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When a run found it gone; null while open." })
  closedAt!: Date | null;
}

export const ReconciliationBreakConnection = connectionType<ReconciliationBreak>({
  name: "ReconciliationBreak",
  type: () => ReconciliationBreak,
  access: OPERATE,
  plural: "breaks",
});

@Allow(OPERATE)
@ObjectType({ simpleResolvers: true, description: "Answer of reconciliationRun." })
export class ReconciliationRunPayload extends MutationPayload {
  @Field(() => ReconciliationRun, { nullable: true, description: "The run, which waits; null when refused." })
  reconciliationRun!: ReconciliationRun | null;
}

export function toPosition({ account, asset, onChain, inLedger, inFlight, submitted }: Position) {
  return Object.assign(new ReconciliationPosition(), {
    account,
    assetId: asset,
    onChain: onChain.toString(),
    inLedger: inLedger.toString(),
    inFlight: inFlight.toString(),
    submitted: submitted.toString(),
  });
}

export function toRun(run: RunEntity): ReconciliationRun {
  const { id, chainId, status, isFull, failure, requestedAt, result } = run;
  return Object.assign(new ReconciliationRun(), {
    id,
    chainId,
    status,
    full: isFull,
    failure,
    block: result && {
      chainId,
      number: String(result.block.number),
      hash: result.block.hash,
      finalized: true,
    },
    scannedFrom: result && String(result.scannedFrom),
    movements: result?.entries ?? null,
    requestedAt,
    completedAt: result?.completedAt ?? null,
  });
}

export function toBreak(found: BreakEntity): ReconciliationBreak {
  const { id, chainId, kind, status, account, subject, asset, txHash, address, openedAt, closedAt } = found;
  return Object.assign(new ReconciliationBreak(), {
    id,
    chainId,
    kind,
    status,
    account,
    subject,
    assetId: asset,
    onChain: found.onChain.toString(),
    inLedger: found.inLedger.toString(),
    blockNumber: found.blockNumber === null ? null : String(found.blockNumber),
    transactionHash: txHash,
    address,
    openedAt,
    closedAt,
  });
}
