import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { isId } from "../../../kernel/ids/ids.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { requireId } from "../../common/input/requireId.ts";
import { requireIdempotencyKey } from "../../common/input/requireText.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { PageArgs, toPageRequest } from "../../common/paging/pageArgs.ts";
import { SEE_CREDIT } from "../access.ts";
import { loadersOf } from "../loaders.ts";
import { toWalletTransaction, WalletTransaction } from "./creditDraw.type.ts";
import {
  CreditConsentRevokeInput,
  CreditConsentRevokePayload,
  CreditDisclosure,
  CreditLineRequestInput,
  CreditLineRequestPayload,
  CreditRequest,
  CreditRequestApproveInput,
  CreditRequestApprovePayload,
  CreditRequestConnection,
  toCreditRequest,
} from "./creditRequest.type.ts";

@Resolver()
export class CreditRequestsResolver {
  @Allow({ audiences: ["merchant"], scopes: ["credit:write"], movesMoney: true })
  @Mutation(() => CreditLineRequestPayload, {
    description:
      "Asks for a line of credit, and consents to be judged by your captures and refunds of the asset.",
  })
  creditLineRequest(
    @Arg("input", () => CreditLineRequestInput, { description: "What to borrow." })
    input: CreditLineRequestInput,
    @Ctx() context: DoorContext,
  ): Promise<CreditLineRequestPayload> {
    return settle(async () => {
      requireIdempotencyKey(input);
      const { amount, idempotencyKey } = input;
      const assetId = atField("assetId", () => parseAssetId(input.assetId).assetId);
      const command = { assetId, amount, idempotencyKey };
      const { result, replayed } = await context.services.credit.request(context.merchant, command);
      return { creditRequest: toCreditRequest(context, result), replayed };
    });
  }

  @Allow({ audiences: ["operator"] })
  @Mutation(() => CreditRequestApprovePayload, {
    description: "Lets an offer be signed that is too large for the scorecard alone.",
  })
  creditRequestApprove(
    @Arg("input", () => CreditRequestApproveInput, { description: "Which request." })
    input: CreditRequestApproveInput,
    @Ctx() context: DoorContext,
  ): Promise<CreditRequestApprovePayload> {
    return settle(async () => {
      const id = requireId("CreditRequest", input.creditRequestId, "creditRequestId");
      const request = await context.services.credit.approve(context.operator, id);
      return { creditRequest: toCreditRequest(context, request) };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["credit:write"] })
  @Mutation(() => CreditConsentRevokePayload, {
    description:
      "Takes back the consent of a request: nothing more is offered, and its line is drawn no more.",
  })
  creditConsentRevoke(
    @Arg("input", () => CreditConsentRevokeInput, { description: "Which request." })
    input: CreditConsentRevokeInput,
    @Ctx() context: DoorContext,
  ): Promise<CreditConsentRevokePayload> {
    return settle(async () => {
      const id = requireId("CreditRequest", input.creditRequestId, "creditRequestId");
      const request = await context.services.credit.revokeConsent(context.merchant, id);
      return { creditRequest: toCreditRequest(context, request) };
    });
  }

  @Allow(SEE_CREDIT)
  @Query(() => CreditRequest, {
    nullable: true,
    description: "One request; null when there is none of yours.",
  })
  async creditRequest(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() context: DoorContext,
  ): Promise<CreditRequest | null> {
    const found = isId("CreditRequest", id) ? await loadersOf(context).creditRequest.load(id) : undefined;
    return found ? toCreditRequest(context, found) : null;
  }

  @Allow(SEE_CREDIT)
  @Query(() => CreditRequestConnection, { description: "Your requests for credit, newest first." })
  async creditRequests(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<CreditRequest>> {
    const page = toPageRequest(args);
    const found = await context.services.credit.listRequests(context.merchant, page);
    return toConnection(found, page, { item: (request) => toCreditRequest(context, request) });
  }
}

@Resolver(() => CreditRequest)
export class CreditRequestFieldsResolver {
  @Allow(SEE_CREDIT)
  @FieldResolver(() => WalletTransaction, {
    nullable: true,
    description: "What the settlement account's wallet sends to accept the offer; null while there is none.",
  })
  acceptance(@Root() { entity }: CreditRequest, @Ctx() context: DoorContext): WalletTransaction | null {
    const call = context.services.credit.acceptance(entity);
    return call && toWalletTransaction(entity, call, null);
  }

  @Allow(SEE_CREDIT)
  @FieldResolver(() => [CreditDisclosure], {
    description: "The figures that it was judged by, for yourself and for whom you show them to.",
  })
  disclosures(@Root() { entity }: CreditRequest, @Ctx() context: DoorContext): CreditDisclosure[] {
    return context.services.credit.disclosures(entity).map((each) => ({ ...each, proof: [...each.proof] }));
  }
}
