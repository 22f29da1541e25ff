import { Field, Int, ObjectType } from "type-graphql";
import { type AssetId, accountIdOf } from "../../../kernel/ids/chainIds.ts";
import {
  type CreditBlocker as BlockerEntity,
  CREDIT_BLOCKERS,
  CREDIT_LINE_STATUSES,
  type CreditLineStatus,
  type CreditLine as LineEntity,
  type CreditPosition as PositionEntity,
  type CreditRepayment as RepaymentEntity,
  type LineTerms as TermsEntity,
} from "../../../modules/credit/index.ts";
import { Allow } from "../../common/access/access.ts";
import { BlockRef } from "../../common/assets/chain.type.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import {
  AccountIdScalar,
  AddressScalar,
  Bytes32Scalar,
  DateTimeScalar,
} from "../../common/scalars/scalars.ts";
import { SEE_CREDIT, SEE_CREDIT_REQUESTS } from "../access.ts";

export const CreditLineStatusEnum = enumFrom(
  { name: "CreditLineStatus", description: "Where a credit line stands." },
  CREDIT_LINE_STATUSES,
);
export const CreditBlockerEnum = enumFrom(
  { name: "CreditBlocker", description: "Why a credit line cannot be drawn." },
  CREDIT_BLOCKERS,
);
export const RepaymentSourceEnum = enumFrom(
  { name: "CreditRepaymentSource", description: "Where the money of a repayment is." },
  {
    BALANCE: "In your available balance of Settlement.",
    WALLET: "In the settlement account's own wallet.",
  },
);

@Allow(SEE_CREDIT_REQUESTS)
@ObjectType({ simpleResolvers: true, description: "Terms of credit." })
export class CreditTerms {
  @Field(() => Int, { description: "Simple interest per 365 days, in basis points." })
  aprBps!: number;

  @Field(() => Int, { description: "The same while a payment is overdue past its grace." })
  lateAprBps!: number;

  @Field(() => Int, { description: "Part of each net capture that repays, in basis points." })
  holdbackBps!: number;

  @Field(() => Int, {
    description: "Part of a pledged hold that may be drawn, in basis points; 0: the line needs no pledges.",
  })
  advanceRateBps!: number;

  @Field(() => Int, { description: "Part of each draw that is a fee, in basis points." })
  originationBps!: number;

  @Field(() => Int, { description: "Seconds after a due date before the line is late." })
  gracePeriodSeconds!: number;

  @Field(() => Int, { description: "Seconds between due dates; 0: everything is due at maturity." })
  periodSeconds!: number;

  @Field(() => TokenAmount, { description: "What is due per period." })
  minPayment!: TokenAmount;

  @Field(() => DateTimeScalar, { description: "From then on the whole debt is due." })
  maturesAt!: Date;
}

@Allow(SEE_CREDIT)
@ObjectType({
  simpleResolvers: true,
  description: "What the contract says of a credit line in one block, interest up to that block included.",
})
export class CreditPosition {
  @Field(() => TokenAmount, { description: "What ends the debt: principal and interest, rounded up." })
  payoff!: TokenAmount;

  @Field(() => TokenAmount, { description: "What is due at dueAt, missed payments included." })
  due!: TokenAmount;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "The earliest unpaid due date; null without debt.",
  })
  dueAt!: Date | null;

  @Field(() => TokenAmount, {
    description: "What could be drawn as far as the line, its recorded pledges and the ceilings allow.",
  })
  available!: TokenAmount;

  @Field(() => TokenAmount, {
    description: "What the recorded pledges carry; the limit for a line that needs none.",
  })
  borrowingBase!: TokenAmount;

  @Field(() => [CreditBlockerEnum], { description: "Why it cannot be drawn; none: it can." })
  blockers!: BlockerEntity[];

  @Field(() => BlockRef, { description: "The block that all of it was read at." })
  asOf!: BlockRef;
}

@Allow(SEE_CREDIT)
@ObjectType({ simpleResolvers: true, description: "One payment of a credit line's debt." })
export class CreditRepayment {
  @Field(() => TokenAmount, { description: "Interest that it paid." })
  interest!: TokenAmount;

  @Field(() => TokenAmount, { description: "Principal that it paid." })
  principal!: TokenAmount;

  @Field(() => TokenAmount, { description: "Principal that was owed after it." })
  principalAfter!: TokenAmount;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "The escrow's id of the payment whose capture paid; null for a balance or a wallet.",
  })
  paymentHash!: string | null;

  @Field(() => AddressScalar, { description: "Whose money it was." })
  payer!: string;

  @Field(() => Bytes32Scalar, { description: "Its transaction." })
  transactionHash!: string;

  @Field(() => Boolean, { description: "Whether no reorganisation can take it back." })
  finalized!: boolean;

  @Field(() => DateTimeScalar, { description: "Time of its block." })
  paidAt!: Date;
}

@Allow(SEE_CREDIT)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A line of credit in one asset: drawn into the balance, repaid from captures.",
})
export class CreditLine extends Node {
  @Field(() => CreditLineStatusEnum, { description: "Where it stands." })
  status!: CreditLineStatus;

  @Field(() => AccountIdScalar, { description: "The borrower: your settlement account, as a CAIP-10 id." })
  account!: string;

  @Field(() => Bytes32Scalar, { description: "The contract's id of it." })
  onchainId!: string;

  @Field(() => TokenAmount, { description: "The debt after a draw is at most this." })
  limit!: TokenAmount;

  @Field(() => CreditTerms, { description: "What was accepted." })
  terms!: CreditTerms;

  @Field(() => Bytes32Scalar, { description: "Commitment to the figures that it was decided by." })
  attestation!: string;

  @Field(() => TokenAmount, { description: "Drawn and not repaid, as of its last event." })
  principal!: TokenAmount;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "The earliest unpaid due date, as of its last event; null without debt.",
  })
  dueAt!: Date | null;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was seen opened." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When its last event was seen." })
  updatedAt!: Date;

  /** For the fields that need a look-up of their own. */
  entity!: LineEntity;
}

export const CreditLineConnection = connectionType<CreditLine>({
  name: "CreditLine",
  type: () => CreditLine,
  access: SEE_CREDIT,
  plural: "credit lines",
});
export const CreditRepaymentConnection = connectionType<CreditRepayment>({
  name: "CreditRepayment",
  type: () => CreditRepayment,
  access: SEE_CREDIT,
  plural: "repayments",
});

export function toCreditLine(context: DoorContext, entity: LineEntity): CreditLine {
  const amount = (units: bigint) => context.amount(entity.asset, units);
  const { terms } = entity;
  return Object.assign(new CreditLine(), {
    id: entity.id,
    status: entity.status,
    account: accountIdOf(entity.chainId, entity.account),
    onchainId: entity.onchainId,
    limit: amount(entity.limit),
    terms: toTerms(context, entity.asset, terms),
    attestation: entity.attestation,
    principal: amount(entity.principal),
    dueAt: entity.dueAt === null ? null : dateOf(entity.dueAt),
    livemode: entity.livemode,
    createdAt: entity.createdAt,
    updatedAt: entity.updatedAt,
    entity,
  });
}

export function toTerms(context: DoorContext, asset: AssetId, terms: TermsEntity): CreditTerms {
  const { aprBps, lateAprBps, holdbackBps, advanceRateBps, originationBps } = terms;
  return Object.assign(new CreditTerms(), {
    aprBps,
    lateAprBps,
    holdbackBps,
    advanceRateBps,
    originationBps,
    gracePeriodSeconds: terms.gracePeriod,
    periodSeconds: terms.period,
    minPayment: context.amount(asset, terms.minPayment),
    maturesAt: dateOf(terms.maturity),
  });
}

export function toPosition(context: DoorContext, line: LineEntity, position: PositionEntity): CreditPosition {
  const amount = (units: bigint) => context.amount(line.asset, units);
  const { asOf } = position;
  return Object.assign(new CreditPosition(), {
    payoff: amount(position.payoff),
    due: amount(position.due),
    dueAt: position.dueAt === null ? null : dateOf(position.dueAt),
    available: amount(position.available),
    borrowingBase: amount(position.borrowingBase),
    blockers: position.blockers,
    asOf: {
      chainId: asOf.chainId,
      number: String(asOf.number),
      hash: asOf.hash,
      finalized: asOf.number <= asOf.finalizedNumber,
    },
  });
}

export function toRepayment(context: DoorContext, line: LineEntity, paid: RepaymentEntity): CreditRepayment {
  const amount = (units: bigint) => context.amount(line.asset, units);
  return Object.assign(new CreditRepayment(), {
    interest: amount(paid.interestPaid),
    principal: amount(paid.principalPaid),
    principalAfter: amount(paid.principal),
    paymentHash: paid.paymentHash,
    payer: paid.payer,
    transactionHash: paid.txHash,
    finalized: paid.isFinal,
    paidAt: paid.at,
  });
}

const dateOf = (seconds: number) => new Date(seconds * 1_000);
