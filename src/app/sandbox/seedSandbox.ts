import type { DevelopmentAccount } from "../../chain/signer/developmentAccounts.ts";
import type { ChainId } from "../../kernel/ids/chainIds.ts";
import { parseAddress } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import {
  confirmSettlementAccount,
  createApiKey,
  createMerchant,
  createOperator,
  type Merchant,
  SERVER_SCOPES,
  setSettlementAccount,
  settlementAccountConfirmation,
} from "../../modules/merchants/index.ts";
import type { Scopes } from "../services/scope.ts";

/** What somebody needs to play with the sandbox; printed once, at the start. */
export interface SandboxKeys {
  readonly operatorKey: string;
  readonly merchants: readonly {
    readonly merchant: Merchant;
    readonly secretKey: string;
    readonly account: DevelopmentAccount;
  }[];
}

const SHOPS = [
  { name: "Corner Coffee", feeBps: 100 },
  { name: "Paper & Ink", feeBps: 50 },
];

/** Opens the sandbox's shops, each with a key and a confirmed settlement account, and an operator. */
export async function seedSandbox(
  scopes: Scopes,
  order: { chainId: ChainId; accounts: readonly DevelopmentAccount[] },
): Promise<SandboxKeys> {
  const operator = await scopes.asSystem((tx) =>
    createOperator(tx, { label: "sandbox", now: scopes.clock.now() }),
  );
  const merchants = [];
  for (const [index, shop] of SHOPS.entries()) {
    const account = order.accounts[index];
    if (!account) throw new Error("every shop has an account");
    merchants.push(await openShop(scopes, { ...shop, account, chainId: order.chainId }));
  }
  return { operatorKey: operator.secret, merchants };
}

async function openShop(
  scopes: Scopes,
  shop: { name: string; feeBps: number; account: DevelopmentAccount; chainId: ChainId },
): Promise<SandboxKeys["merchants"][number]> {
  const now = scopes.clock.now();
  const merchant = await scopes.asSystem((tx) =>
    createMerchant(tx, { name: shop.name, feeBps: shop.feeBps, now }),
  );
  const claim = {
    merchantId: merchant.id,
    chainId: shop.chainId,
    account: parseAddress(shop.account.address),
  };
  const signature = await shop.account.signTypedData(settlementAccountConfirmation(claim));
  return scopes.asSystem(async (tx) => {
    await setSettlementAccount(tx, { ...claim, now });
    await confirmSettlementAccount(tx, { ...claim, signature, now });
    const { secret } = await createApiKey(tx, {
      caller: { kind: "operator", keyId: newId("ApiKey"), expiresAt: null, allowedAddresses: [] },
      merchantId: merchant.id,
      livemode: false,
      label: "sandbox",
      scopes: SERVER_SCOPES,
      now,
    });
    return { merchant, secretKey: secret, account: shop.account };
  });
}
