import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { DomainError } from "../../../kernel/errors/domainError.ts";
import { type Hex, parseAddress, parseChainId } from "../../../kernel/ids/chainIds.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import { requireId } from "../../common/input/requireId.ts";
import { SEE_MERCHANTS } from "../access.ts";
import { loadersOf } from "../loaders.ts";
import {
  ApiKeyCreatePayload,
  ApiKeyRotatePayload,
  MerchantCreatePayload,
  SettlementAccountConfirmPayload,
  SettlementAccountSetPayload,
  Viewer,
} from "./merchant.payloads.ts";
import {
  ApiKey,
  Merchant,
  SettlementAccount,
  toApiKey,
  toMerchant,
  toSettlementAccount,
} from "./merchant.type.ts";
import {
  ApiKeyCreateInput,
  ApiKeyRotateInput,
  MerchantCreateInput,
  SettlementAccountConfirmInput,
  SettlementAccountSetInput,
} from "./merchants.input.ts";

@Resolver()
export class MerchantsResolver {
  @Allow(SEE_MERCHANTS)
  @Query(() => Viewer, { description: "Who you are to this door." })
  viewer(@Ctx() context: DoorContext): Viewer {
    const { staff } = context;
    if (staff.kind === "operator") return { kind: "OPERATOR", scopes: [], livemode: null };
    return { kind: "MERCHANT", scopes: [...staff.scopes].sort(), livemode: staff.livemode };
  }

  @Allow({ audiences: ["operator"] })
  @Mutation(() => MerchantCreatePayload, { description: "Opens a merchant, without keys or accounts." })
  merchantCreate(
    @Arg("input", () => MerchantCreateInput, { description: "Which merchant." }) input: MerchantCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<MerchantCreatePayload> {
    return settle(async () => {
      const merchant = await context.services.merchants.createMerchant(context.operator, { ...input });
      return { merchant: toMerchant(merchant) };
    });
  }

  @Allow({ audiences: ["merchant", "operator"], scopes: ["keys:write"] })
  @Mutation(() => ApiKeyCreatePayload, {
    description:
      "Makes a key. A merchant's key grants no more than it has; an operator makes only a merchant's first valid key of each mode.",
  })
  apiKeyCreate(
    @Arg("input", () => ApiKeyCreateInput, { description: "Which key." }) input: ApiKeyCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<ApiKeyCreatePayload> {
    return settle(async () => {
      const { staff } = context;
      const own = staff.kind === "merchant" ? staff.merchantId : "";
      const merchantId = requireId("Merchant", input.merchantId ?? own, "merchantId");
      const { livemode, label, scopes, allowedAddresses } = input;
      const issued = await context.services.merchants.createApiKey(staff, {
        merchantId,
        livemode,
        label,
        scopes,
        allowedAddresses: allowedAddresses ?? [],
      });
      return { apiKey: toApiKey(issued.apiKey), secret: issued.secret };
    });
  }

  @Allow({ audiences: ["merchant", "operator"], scopes: ["keys:write"] })
  @Mutation(() => ApiKeyRotatePayload, {
    description: "Replaces a key by one with the same rights; an operator replaces its own only.",
  })
  apiKeyRotate(
    @Arg("input", () => ApiKeyRotateInput, { description: "Which key, and how long the old one works on." })
    input: ApiKeyRotateInput,
    @Ctx() context: DoorContext,
  ): Promise<ApiKeyRotatePayload> {
    return settle(async () => {
      const keyId = requireId("ApiKey", input.keyId, "keyId");
      const { overlapSeconds } = input;
      const issued = await context.services.merchants.rotateApiKey(context.staff, { keyId, overlapSeconds });
      return { apiKey: toApiKey(issued.apiKey), secret: issued.secret };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["settlement:write"] })
  @Mutation(() => SettlementAccountSetPayload, {
    description:
      "Names an account to settle on; nothing changes until it is confirmed. Its typed data to sign is in the answer.",
  })
  settlementAccountSet(
    @Arg("input", () => SettlementAccountSetInput, { description: "Which account." })
    input: SettlementAccountSetInput,
    @Ctx() context: DoorContext,
  ): Promise<SettlementAccountSetPayload> {
    return settle(async () => {
      const account = await context.services.merchants.setSettlementAccount(context.merchant, placeOf(input));
      return { settlementAccount: toSettlementAccount(context, account) };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["settlement:write"] })
  @Mutation(() => SettlementAccountConfirmPayload, {
    description:
      "Makes an account the one that new payments of its chain settle on. The account before it is retired and keeps its balance.",
  })
  settlementAccountConfirm(
    @Arg("input", () => SettlementAccountConfirmInput, { description: "The account's word." })
    input: SettlementAccountConfirmInput,
    @Ctx() context: DoorContext,
  ): Promise<SettlementAccountConfirmPayload> {
    return settle(async () => {
      const { merchant } = context;
      if (input.merchantId && input.merchantId !== merchant.merchantId) {
        throw new DomainError("NOT_FOUND", "There is no such merchant.", { path: ["input", "merchantId"] });
      }
      const command = { ...placeOf(input), signature: input.signature as Hex }; // the scalar's syntax
      const account = await context.services.merchants.confirmSettlementAccount(merchant, command);
      return { settlementAccount: toSettlementAccount(context, account) };
    });
  }
}

@Resolver(() => Viewer)
export class ViewerFieldsResolver {
  @FieldResolver(() => Merchant, {
    nullable: true,
    description: "The merchant whose key this is; null for operators.",
  })
  async merchant(@Ctx() context: DoorContext): Promise<Merchant | null> {
    const { staff } = context;
    const found =
      staff.kind === "merchant" ? await loadersOf(context).merchant.load(staff.merchantId) : undefined;
    return found ? toMerchant(found) : null;
  }

  @FieldResolver(() => ApiKey, { nullable: true, description: "The key itself." })
  async apiKey(@Ctx() context: DoorContext): Promise<ApiKey | null> {
    const found = await loadersOf(context).apiKey.load(context.staff.keyId);
    return found ? toApiKey(found) : null;
  }
}

@Resolver(() => Merchant)
export class MerchantFieldsResolver {
  @FieldResolver(() => [SettlementAccount], { description: "Its accounts on all chains, oldest first." })
  async settlementAccounts(
    @Root() merchant: Merchant,
    @Ctx() context: DoorContext,
  ): Promise<SettlementAccount[]> {
    const found = await loadersOf(context).settlementAccounts.load(requireId("Merchant", merchant.id, "id"));
    return found.map((account) => toSettlementAccount(context, account));
  }
}

function placeOf(input: { chainId: string; account: string }) {
  return {
    chainId: atField("chainId", () => parseChainId(input.chainId)),
    account: atField("account", () => parseAddress(input.account)),
  };
}
