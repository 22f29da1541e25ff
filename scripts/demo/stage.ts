import { randomBytes } from "node:crypto";
import type { HDNodeWallet } from "ethers";
import { Chain } from "./chain.ts";
import { MerchantDoor, type Shop } from "./merchantDoor.ts";
import { type AssetOnChain, OperatorDoor } from "./operatorDoor.ts";
import { PayerDoor } from "./payerDoor.ts";
import type { SandboxPlace } from "./readOptions.ts";
import { WebhookReceiver } from "./receiveWebhooks.ts";
import { ShopEvents } from "./shopEvents.ts";
import { DECIMALS } from "./tokenAmount.ts";

/** Everybody who takes part, and where they meet. */
export interface Stage {
  /** Makes references and idempotency keys of this run differ from those of an earlier one. */
  readonly run: string;
  readonly merchant: MerchantDoor;
  readonly payer: PayerDoor;
  readonly operator: OperatorDoor;
  readonly chain: Chain;
  readonly asset: AssetOnChain;
  readonly shop: Shop;
  /** The shop's settlement account on the asset's chain. */
  readonly account: string;
  readonly payers: readonly HDNodeWallet[];
  readonly events: ShopEvents;
  readonly webhooks: WebhookReceiver;
  /** Sequence of the last event before this run. */
  readonly startsAfter: string;
  close(): Promise<void>;
}

/** Connects to a sandbox and begins to listen, so that nothing that follows is missed. */
export async function openStage(place: SandboxPlace): Promise<Stage> {
  const merchant = new MerchantDoor(place.url, place.merchantKey);
  const operator = new OperatorDoor(place.url, place.operatorKey);
  const payer = new PayerDoor(place.url);
  const events = new ShopEvents();
  const webhooks = await WebhookReceiver.start();
  const closers: (() => unknown)[] = [
    () => events.stop(),
    () => webhooks.close(),
    () => Promise.all([merchant.close(), operator.close(), payer.close()]),
  ];
  const close = async () => {
    for (const shut of closers.splice(0)) await shut();
  };
  try {
    const asset = testAsset(await operator.assets());
    const shop = await merchant.shop();
    const account = activeAccount(shop, asset);
    const chain = new Chain(place.rpcUrl, asset);
    closers.push(() => chain.close());
    await chain.requireChain();
    const payers = await chain.payers(shop.settlementAccounts.map((settlement) => settlement.account));
    if (payers.length === 0) throw new Error(`no development account holds ${asset.symbol}`);
    const startsAfter = (await merchant.eventsAfter("0")).at(-1)?.sequence ?? "0";
    events.follow(merchant, startsAfter);
    webhooks.verifyWith(await merchant.receiveWebhooksAt(webhooks.url));
    const run = randomBytes(4).toString("hex");
    return {
      run,
      merchant,
      payer,
      operator,
      chain,
      asset,
      shop,
      account,
      payers,
      events,
      webhooks,
      startsAfter,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function testAsset(assets: readonly AssetOnChain[]): AssetOnChain {
  const asset = assets.find(({ enabled, chain }) => enabled && !chain.livemode);
  if (!asset) throw new Error("the sandbox has no test asset");
  if (asset.decimals !== DECIMALS)
    throw new Error(`${asset.symbol} has ${asset.decimals} decimals, not ${DECIMALS}`);
  return asset;
}

function activeAccount(shop: Shop, asset: AssetOnChain): string {
  const active = shop.settlementAccounts.find(
    ({ chain, status }) => chain.id === asset.chain.id && status === "ACTIVE",
  );
  if (!active) throw new Error(`${shop.name} has no settlement account on ${asset.chain.id}`);
  return active.account;
}
