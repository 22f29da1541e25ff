import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import {
  CREDIT_REQUEST_STATUSES,
  type CreditRequestStatus,
  type CreditRequest as RequestEntity,
} from "../../../modules/credit/index.ts";
import { Allow } from "../../common/access/access.ts";
import { TokenAmount } from "../../common/assets/tokenAmount.type.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { AssetIdScalar, Bytes32Scalar, DateTimeScalar, DecimalScalar } from "../../common/scalars/scalars.ts";
import { SEE_CREDIT, SEE_CREDIT_REQUESTS } from "../access.ts";
import { CreditTerms, toTerms } from "./creditLine.type.ts";

export const CreditRequestStatusEnum = enumFrom(
  { name: "CreditRequestStatus", description: "Where a request for credit stands." },
  CREDIT_REQUEST_STATUSES,
);

@Allow(SEE_CREDIT_REQUESTS)
@ObjectType({ simpleResolvers: true, description: "What one factor of the scorecard gave." })
export class CreditFactor {
  @Field(() => String, {
    description: "VOLUME, TREND, VOLATILITY, REFUNDS, TENURE or CONCENTRATION; docs/credit.md has the table.",
  })
  factor!: string;

  @Field(() => Int, { description: "Points that it gave." })
  points!: number;

  @Field(() => Int, { description: "Points that it could have given." })
  most!: number;

  @Field(() => String, { description: "Why." })
  reason!: string;
}

@Allow(SEE_CREDIT)
@ObjectType({
  simpleResolvers: true,
  description:
    "One figure that a decision rests on, with what proves it: give it to an auditor, who needs nothing else but the line's attestation.",
})
export class CreditDisclosure {
  @Field(() => String, { description: "What it is." })
  name!: string;

  @Field(() => String, { description: "The figure; money in smallest units." })
  value!: string;

  @Field(() => Bytes32Scalar, { description: "What keeps the commitment from telling it." })
  salt!: string;

  @Field(() => [Bytes32Scalar], { description: "Hashes that lead from it to the attestation." })
  proof!: string[];
}

@Allow(SEE_CREDIT_REQUESTS)
@ObjectType({ implements: Node, simpleResolvers: true, description: "A request for a line of credit." })
export class CreditRequest extends Node {
  @Field(() => CreditRequestStatusEnum, { description: "Where it stands." })
  status!: CreditRequestStatus;

  @Field(() => TokenAmount, { description: "The limit that is wanted." })
  wanted!: TokenAmount;

  @Field(() => Int, { nullable: true, description: "Version of the scorecard; null before it was judged." })
  scorecard!: number | null;

  @Field(() => Int, { nullable: true, description: "0 to 100; null before it was judged." })
  points!: number | null;

  @Field(() => [CreditFactor], { description: "What each factor gave; none before it was judged." })
  factors!: CreditFactor[];

  @Field(() => TokenAmount, { nullable: true, description: "The limit that is offered; null for none." })
  limit!: TokenAmount | null;

  @Field(() => CreditTerms, { nullable: true, description: "The terms that are offered; null for none." })
  terms!: CreditTerms | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Exclusive end of the offer; null for none." })
  expiresAt!: Date | null;

  @Field(() => Bytes32Scalar, {
    nullable: true,
    description: "Commitment to the figures, as it goes on chain; null before it was judged.",
  })
  attestation!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the consent was taken back; null if not.",
  })
  consentRevokedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was asked for." })
  createdAt!: Date;

  /** For the fields that need a look-up of their own. */
  entity!: RequestEntity;
}

export const CreditRequestConnection = connectionType<CreditRequest>({
  name: "CreditRequest",
  type: () => CreditRequest,
  access: SEE_CREDIT_REQUESTS,
  plural: "credit requests",
});

@InputType({ description: "What to borrow." })
export class CreditLineRequestInput extends KeyedInput {
  @Field(() => AssetIdScalar, { description: "In which asset." })
  assetId!: string;

  @Field(() => DecimalScalar, { description: "The limit that is wanted, in whole units of the asset." })
  amount!: string;
}

@InputType({ description: "Which request." })
export class CreditRequestApproveInput {
  @Field(() => ID, { description: "Its id." })
  creditRequestId!: string;
}

@InputType({ description: "Which request." })
export class CreditConsentRevokeInput {
  @Field(() => ID, { description: "Its id." })
  creditRequestId!: string;
}

@Allow(SEE_CREDIT)
@ObjectType({ simpleResolvers: true, description: "Answer of creditLineRequest." })
export class CreditLineRequestPayload extends MutationPayload {
  @Field(() => CreditRequest, { nullable: true, description: "The request; null when refused." })
  creditRequest!: CreditRequest | null;
}

@Allow({ audiences: ["operator"] })
@ObjectType({ simpleResolvers: true, description: "Answer of creditRequestApprove." })
export class CreditRequestApprovePayload extends MutationPayload {
  @Field(() => CreditRequest, { nullable: true, description: "The request; null when refused." })
  creditRequest!: CreditRequest | null;
}

@Allow(SEE_CREDIT)
@ObjectType({ simpleResolvers: true, description: "Answer of creditConsentRevoke." })
export class CreditConsentRevokePayload extends MutationPayload {
  @Field(() => CreditRequest, { nullable: true, description: "The request; null when refused." })
  creditRequest!: CreditRequest | null;
}

export function toCreditRequest(context: DoorContext, entity: RequestEntity): CreditRequest {
  const { judged, terms } = entity;
  const amount = (units: bigint) => context.amount(entity.asset, units);
  return Object.assign(new CreditRequest(), {
    id: entity.id,
    status: entity.status,
    wanted: amount(entity.wanted),
    scorecard: judged?.scorecard ?? null,
    points: judged?.points ?? null,
    factors: judged ? [...judged.factors] : [],
    limit: terms && amount(terms.limit),
    terms: terms && toTerms(context, entity.asset, terms),
    expiresAt: terms && new Date(terms.expiry * 1_000),
    attestation: judged?.attestation ?? null,
    consentRevokedAt: entity.consentRevokedAt,
    createdAt: entity.createdAt,
    entity,
  });
}
