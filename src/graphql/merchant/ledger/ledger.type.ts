import { Field, ID, ObjectType } from "type-graphql";
import {
  type Direction,
  JOURNAL_KINDS,
  type JournalKind,
  type MerchantBalance,
  type VisibleEntry,
} from "../../../modules/ledger/index.ts";
import { Allow } from "../../common/access/access.ts";
import { Asset } from "../../common/assets/asset.type.ts";
import { BlockRef } from "../../common/assets/chain.type.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { Bytes32Scalar, DateTimeScalar, UInt256Scalar } from "../../common/scalars/scalars.ts";
import { SEE_BALANCES, SEE_BOOKS } from "../access.ts";

export const JournalKindEnum = enumFrom(
  { name: "JournalKind", description: "What a journal entry records." },
  JOURNAL_KINDS,
);

export const DebitCreditEnum = enumFrom(
  { name: "DebitCredit", description: "The side of an account that a line stands on." },
  { DEBIT: "Adds to what is owned or spent.", CREDIT: "Adds to what is owed or earned." },
);

@Allow(SEE_BALANCES)
@ObjectType({
  simpleResolvers: true,
  description: "What the platform owes a merchant in one asset, by part.",
})
export class Balance {
  @Field(() => Asset, { description: "In which asset." })
  asset!: Asset;

  @Field(() => TokenAmount, { description: "Held for the merchant, not captured." })
  escrowed!: TokenAmount;

  @Field(() => TokenAmount, { description: "Captured; its block is not final." })
  pending!: TokenAmount;

  @Field(() => TokenAmount, { description: "Final and free: it can be paid out or refunded." })
  available!: TokenAmount;

  @Field(() => TokenAmount, { description: "Promised to payouts and refunds on their way." })
  reserved!: TokenAmount;

  @Field(() => BlockRef, {
    nullable: true,
    description:
      "The block up to which the chain is taken into account; null before the first, and for an instant of the past.",
  })
  asOf!: BlockRef | null;
}

@Allow(SEE_BOOKS)
@ObjectType({ simpleResolvers: true, description: "One line of a journal entry." })
export class JournalLine {
  @Field(() => String, { description: "The account's path." })
  account!: string;

  @Field(() => DebitCreditEnum, { description: "Its side." })
  direction!: Direction;

  @Field(() => TokenAmount, { description: "How much; always greater than zero." })
  amount!: TokenAmount;
}

@Allow(SEE_BOOKS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "One posting of the double-entry journal. A merchant sees its own lines, an operator all: those balance per asset.",
})
export class JournalEntry extends Node {
  @Field(() => JournalKindEnum, { description: "What it records." })
  kind!: JournalKind;

  @Field(() => String, {
    description:
      "What caused it: fact:… for a fact of the chain, else the id of the object whose command it was.",
  })
  sourceId!: string;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  @Field(() => DateTimeScalar, { description: "When it was posted." })
  postedAt!: Date;

  @Field(() => ID, {
    nullable: true,
    description: "The entry that this one undoes; null for all but reversals.",
  })
  reverses!: string | null;

  @Field(() => [JournalLine], { description: "The lines that the caller may see." })
  lines!: JournalLine[];

  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "Place among the sealed entries, without gaps; null until it is sealed.",
  })
  sealSequence!: string | null;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "sha256 over the seal before it and this whole entry; null until it is sealed.",
  })
  hash!: string | null;
}

export const JournalEntryConnection = connectionType<JournalEntry>({
  name: "JournalEntry",
  type: () => JournalEntry,
  access: SEE_BOOKS,
  plural: "journal entries",
});

export function toBalance(context: DoorContext, balance: MerchantBalance): Balance {
  const asset = context.asset(balance.asset);
  const amount = (units: bigint) => context.amount(balance.asset, units);
  return {
    asset,
    escrowed: amount(balance.escrowed),
    pending: amount(balance.pending),
    available: amount(balance.available),
    reserved: amount(balance.reserved),
    asOf: asset.chain.head,
  };
}

export function toJournalEntry(context: DoorContext, entry: VisibleEntry): JournalEntry {
  const { id, kind, sourceId, livemode, postedAt, reverses, hash, sealSequence } = entry;
  return Object.assign(new JournalEntry(), {
    id,
    kind,
    sourceId,
    livemode,
    postedAt,
    reverses,
    lines: entry.lines.map(({ account, direction, asset, units }) => ({
      account: account.path,
      direction,
      amount: context.amount(asset, units),
    })),
    sealSequence: sealSequence === null ? null : String(sealSequence),
    hash,
  });
}
