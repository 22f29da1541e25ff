import { Field, ID, Int, ObjectType } from "type-graphql";
import type { JournalKind } from "../../../modules/ledger/index.ts";
import {
  type SettlementBatch as BatchEntity,
  type SettlementLine as LineEntity,
  type SettlementSchedule as ScheduleEntity,
  SETTLEMENT_CADENCES,
  SETTLEMENT_STATUSES,
  type SettlementCadence,
  STATEMENT_FORMATS,
} from "../../../modules/settlement/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Asset } from "../../common/assets/asset.type.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { DateTimeScalar, DecimalScalar } from "../../common/scalars/scalars.ts";
import { SEE_SETTLEMENTS } from "../access.ts";
import { JournalKindEnum } from "../ledger/ledger.type.ts";

export const SettlementCadenceEnum = enumFrom(
  { name: "SettlementCadence", description: "When an available balance is settled by itself." },
  SETTLEMENT_CADENCES,
);
export const SettlementStatusEnum = enumFrom(
  { name: "SettlementStatus", description: "Where a settlement batch stands; it follows from its payout." },
  SETTLEMENT_STATUSES,
);
export const StatementFormatEnum = enumFrom(
  { name: "StatementFormat", description: "How a statement is written." },
  STATEMENT_FORMATS,
);

@Allow(SEE_SETTLEMENTS)
@ObjectType({
  simpleResolvers: true,
  description: "When an asset's available balance goes to your own account by itself.",
})
export class SettlementSchedule {
  @Field(() => Asset, { description: "Of which asset." })
  asset!: Asset;

  @Field(() => SettlementCadenceEnum, { description: "When." })
  cadence!: SettlementCadence;

  @Field(() => Int, { nullable: true, description: "At which hour of the day in UTC; null but for DAILY." })
  hourUtc!: number | null;

  @Field(() => TokenAmount, { description: "Less than this waits." })
  minimum!: TokenAmount;

  @Field(() => TokenAmount, { description: "This much stays, for refunds." })
  retained!: TokenAmount;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it is due next; null for MANUAL." })
  nextRunAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "ErrorCode for which the last run was refused; null after one that was not.",
  })
  failure!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was set or looked at last." })
  updatedAt!: Date;
}

@Allow(SEE_SETTLEMENTS)
@ObjectType({ simpleResolvers: true, description: "One movement of an available balance." })
export class SettlementLine {
  @Field(() => ID, { description: "Its journal entry." })
  journalEntryId!: string;

  @Field(() => Int, { description: "Its place in the batch, from 1." })
  line!: number;

  @Field(() => JournalKindEnum, { description: "What moved the balance." })
  kind!: JournalKind;

  @Field(() => ID, {
    nullable: true,
    description:
      "The capture, refund or payout, or the payment whose deposit address was swept; null for what was done on the chain by yourself.",
  })
  objectId!: string | null;

  @Field(() => String, { nullable: true, description: "Your own name for the payment or payout." })
  merchantReference!: string | null;

  @Field(() => TokenAmount, { nullable: true, description: "Of a capture or a swept deposit: what came in." })
  gross!: TokenAmount | null;

  @Field(() => TokenAmount, {
    nullable: true,
    description: "Of these, or of a deposit fee by itself: the platform's fee.",
  })
  fee!: TokenAmount | null;

  @Field(() => DecimalScalar, { description: "What it did to the balance, in whole units, with its sign." })
  net!: string;

  @Field(() => DecimalScalar, { description: "The balance after it, in whole units." })
  balance!: string;

  @Field(() => DateTimeScalar, { description: "When it was posted." })
  postedAt!: Date;
}

@Allow(SEE_SETTLEMENTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "What moved an available balance between two cut-offs, frozen at the second, and the payout of what was free. closing = opening + gross - fees - refunds - payouts + other.",
})
export class SettlementBatch extends Node {
  @Field(() => Asset, { description: "Of which asset." })
  asset!: Asset;

  @Field(() => Int, { description: "Counts the batches of an asset from 1, without gaps." })
  number!: number;

  @Field(() => DateTimeScalar, { description: "The cut-off before." })
  openedAt!: Date;

  @Field(() => DateTimeScalar, { description: "The cut-off." })
  closedAt!: Date;

  @Field(() => DecimalScalar, { description: "The available balance at the cut-off before." })
  opening!: string;

  @Field(() => DecimalScalar, {
    description: "The available balance at the cut-off; the batch's own payout is in the next batch.",
  })
  closing!: string;

  @Field(() => DecimalScalar, { description: "Captures, before fees." })
  gross!: string;

  @Field(() => DecimalScalar, { description: "The platform's fees." })
  fees!: string;

  @Field(() => DecimalScalar, { description: "Refunds, less those that did not happen." })
  refunds!: string;

  @Field(() => DecimalScalar, { description: "Payouts, less those that did not happen." })
  payouts!: string;

  @Field(() => DecimalScalar, {
    description: "Deposits and withdrawals on the chain, and what reorganisations took back; with its sign.",
  })
  other!: string;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  /** For the fields that need a look-up of their own. */
  entity!: BatchEntity;
}

export const SettlementBatchConnection = connectionType<SettlementBatch>({
  name: "SettlementBatch",
  type: () => SettlementBatch,
  access: SEE_SETTLEMENTS,
  plural: "settlement batches",
});

export const SettlementLineConnection = connectionType<SettlementLine>({
  name: "SettlementLine",
  type: () => SettlementLine,
  access: SEE_SETTLEMENTS,
  plural: "lines of a settlement batch",
});

@Allow(SEE_SETTLEMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of settlementScheduleSet." })
export class SettlementScheduleSetPayload extends MutationPayload {
  @Field(() => SettlementSchedule, {
    nullable: true,
    description: "The schedule as it is now; null when refused.",
  })
  settlementSchedule!: SettlementSchedule | null;
}

@Allow(SEE_SETTLEMENTS)
@ObjectType({ simpleResolvers: true, description: "Answer of settlementRunNow." })
export class SettlementRunNowPayload extends MutationPayload {
  @Field(() => SettlementBatch, { nullable: true, description: "The batch; null when refused." })
  settlementBatch!: SettlementBatch | null;
}

export function toSchedule(context: DoorContext, entity: ScheduleEntity): SettlementSchedule {
  const { asset, cadence, hourUtc, minimum, retained, nextRunAt, failure, updatedAt } = entity;
  return Object.assign(new SettlementSchedule(), {
    asset: context.asset(asset),
    cadence,
    hourUtc,
    minimum: context.amount(asset, minimum),
    retained: context.amount(asset, retained),
    nextRunAt,
    failure,
    updatedAt,
  });
}

export function toSettlementBatch(context: DoorContext, entity: BatchEntity): SettlementBatch {
  const decimal = (units: bigint) => context.amount(entity.asset, units).decimal;
  return Object.assign(new SettlementBatch(), {
    id: entity.id,
    asset: context.asset(entity.asset),
    number: entity.number,
    openedAt: entity.openedAt,
    closedAt: entity.closedAt,
    opening: decimal(entity.opening),
    closing: decimal(entity.closing),
    gross: decimal(entity.gross),
    fees: decimal(entity.fees),
    refunds: decimal(entity.refunds),
    payouts: decimal(entity.payouts),
    other: decimal(entity.other),
    livemode: entity.livemode,
    entity,
  });
}

export function toLine(context: DoorContext, batch: BatchEntity, line: LineEntity): SettlementLine {
  const amount = (units: bigint | null) => (units === null ? null : context.amount(batch.asset, units));
  return Object.assign(new SettlementLine(), {
    journalEntryId: line.entryId,
    line: line.line,
    kind: line.kind,
    objectId: line.objectId,
    merchantReference: line.merchantReference,
    gross: amount(line.gross),
    fee: amount(line.fee),
    net: context.amount(batch.asset, line.net).decimal,
    balance: context.amount(batch.asset, line.balance).decimal,
    postedAt: line.postedAt,
  });
}
