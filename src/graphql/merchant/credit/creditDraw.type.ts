import { Field, ID, Int, ObjectType } from "type-graphql";
import type { ContractCall } from "../../../kernel/facts/contractCall.ts";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import {
  CREDIT_DRAW_STATUSES,
  type CreditDrawStatus,
  type CreditDraw as DrawEntity,
  type CreditLine as LineEntity,
} from "../../../modules/credit/index.ts";
import { Allow } from "../../common/access/access.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { AddressScalar, ChainIdScalar, DateTimeScalar, HexScalar } from "../../common/scalars/scalars.ts";
import { SEE_CREDIT } from "../access.ts";

export const CreditDrawStatusEnum = enumFrom(
  { name: "CreditDrawStatus", description: "Where a draw stands." },
  CREDIT_DRAW_STATUSES,
);
@Allow(SEE_CREDIT)
@ObjectType({
  simpleResolvers: true,
  description: "A transaction for the settlement account's own wallet to sign and send: only it may.",
})
export class WalletTransaction {
  @Field(() => ChainIdScalar, { description: "On which chain." })
  chainId!: string;

  @Field(() => AddressScalar, { description: "Who must send it." })
  from!: string;

  @Field(() => AddressScalar, { description: "The contract that is called." })
  to!: string;

  @Field(() => HexScalar, { description: "The call's data." })
  data!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The nonce to send it with, so that sent twice it happens once; null where twice does no harm.",
  })
  nonce!: number | null;
}

@Allow(SEE_CREDIT)
@ObjectType({ implements: Node, simpleResolvers: true, description: "Money drawn from a credit line." })
export class CreditDraw extends Node {
  @Field(() => ID, { description: "The line." })
  creditLineId!: string;

  @Field(() => TokenAmount, { description: "What the debt grows by, the fee included." })
  amount!: TokenAmount;

  @Field(() => TokenAmount, { nullable: true, description: "The lenders' fee; null until it is on chain." })
  fee!: TokenAmount | null;

  @Field(() => CreditDrawStatusEnum, { description: "Where it stands." })
  status!: CreditDrawStatus;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until then no other draw of the line is prepared; null for one made without this API.",
  })
  expiresAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was asked for, or seen." })
  createdAt!: Date;
}

export const CreditDrawConnection = connectionType<CreditDraw>({
  name: "CreditDraw",
  type: () => CreditDraw,
  access: SEE_CREDIT,
  plural: "draws",
});
@Allow(SEE_CREDIT)
@ObjectType({ simpleResolvers: true, description: "Answer of creditDrawPrepare." })
export class CreditDrawPreparePayload extends MutationPayload {
  @Field(() => CreditDraw, { nullable: true, description: "The draw; null when refused." })
  creditDraw!: CreditDraw | null;

  @Field(() => WalletTransaction, {
    nullable: true,
    description: "What the wallet sends; null when refused, or once it is on chain.",
  })
  transaction!: WalletTransaction | null;
}

export function toCreditDraw(context: DoorContext, draw: DrawEntity): CreditDraw {
  return Object.assign(new CreditDraw(), {
    id: draw.id,
    creditLineId: draw.creditLineId,
    amount: context.amount(draw.asset, draw.amount),
    fee: draw.fee === null ? null : context.amount(draw.asset, draw.fee),
    status: draw.status,
    expiresAt: draw.prepared?.expiresAt ?? null,
    createdAt: draw.createdAt,
  });
}

export function toWalletTransaction(
  { account }: Pick<LineEntity, "account">,
  call: ContractCall,
  nonce: number | null,
): WalletTransaction {
  return Object.assign(new WalletTransaction(), { ...call, from: account, nonce });
}

/** The transaction of a draw that was prepared and is not on chain. */
export function transactionOf(line: LineEntity, draw: DrawEntity): WalletTransaction | null {
  if (draw.status !== "PREPARED" || !draw.prepared) return null;
  const { chainId } = parseAssetId(draw.asset);
  const call = { chainId, to: line.contract, data: draw.prepared.callData };
  return toWalletTransaction(line, call, draw.prepared.nonce);
}
