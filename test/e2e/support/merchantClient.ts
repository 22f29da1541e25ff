import { randomUUID } from "node:crypto";
import type { DevelopmentAccount } from "../../../src/chain/signer/developmentAccounts.ts";
import type { TypedData } from "../../../src/kernel/facts/contractCall.ts";
import type { AssetId, Bytes32, ChainId } from "../../../src/kernel/ids/chainIds.ts";
import { ApiClient } from "./apiClient.ts";
import { until } from "./until.ts";

interface Amount {
  readonly atomic: string;
}
const PAYMENT_AMOUNTS = [
  "amount",
  "amountAuthorized",
  "amountCaptured",
  "amountRefunded",
  "amountVoided",
  "amountReclaimed",
  "fee",
] as const;

/** A payment as its merchant sees it; amounts in the asset's smallest unit. */
export type PaymentView = {
  readonly id: string;
  readonly merchantReference: string;
  readonly onchainId: Bytes32 | null;
  readonly status: string;
  readonly statusReasons: readonly string[];
} & Readonly<Record<(typeof PAYMENT_AMOUNTS)[number], bigint>>;

export interface PayoutView {
  readonly id: string;
  readonly merchantReference: string;
  readonly status: string;
  readonly failure: string | null;
  /** Smallest units. */
  readonly amount: bigint;
}

export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly sequence: string;
  readonly objectSequence: string;
  readonly objectId: string;
  readonly snapshot: object;
}

export type Balance = Readonly<Record<"escrowed" | "pending" | "available" | "reserved", bigint>>;

/** A merchant that works through the GraphQL API alone. */
export class MerchantClient {
  readonly id: string;
  readonly feeBps: number;
  readonly account: DevelopmentAccount;
  readonly assetId: AssetId;
  readonly api: ApiClient;
  readonly key: string;
  readonly #storefront: ApiClient;

  private constructor(
    given: Pick<OpenMerchant, "url" | "feeBps" | "account" | "assetId"> & { id: string; key: string },
  ) {
    this.id = given.id;
    this.key = given.key;
    this.feeBps = given.feeBps;
    this.account = given.account;
    this.assetId = given.assetId;
    this.api = new ApiClient(`${given.url}/graphql`, given.key);
    this.#storefront = new ApiClient(`${given.url}/storefront`);
  }

  /** Opened by the operator; the merchant then confirms its settlement account by its own signature. */
  static async open(order: OpenMerchant): Promise<MerchantClient> {
    const operator = new ApiClient(`${order.url}/graphql`, order.operatorKey);
    const { name, feeBps, account, chainId } = order;
    const { merchant } = await operator.command<{ merchant: { id: string } }>(
      "merchantCreate",
      { name, feeBps },
      "merchant { id }",
    );
    const { secret } = await operator.command<{ secret: string }>(
      "apiKeyCreate",
      { merchantId: merchant.id, livemode: false, label: "shop", scopes: SCOPES },
      "secret",
    );
    const client = new MerchantClient({ ...order, id: merchant.id, key: secret });
    const place = { chainId, account: account.address };
    const { settlementAccount } = await client.api.command<{
      settlementAccount: { confirmation: TypedData };
    }>("settlementAccountSet", place, "settlementAccount { confirmation }");
    const signature = await account.signTypedData(settlementAccount.confirmation);
    await client.api.command(
      "settlementAccountConfirm",
      { ...place, signature },
      "settlementAccount { status }",
    );
    return client;
  }

  /** The same merchant at another program that knows it. */
  at(url: string): MerchantClient {
    const { id, key, feeBps, account, assetId } = this;
    return new MerchantClient({ id, key, feeBps, account, assetId, url });
  }

  /** Has every event sent to this URL. Returns the secret that verifies them. */
  async listenAt(url: string): Promise<string> {
    const { secret } = await this.api.command<{ secret: string }>("webhookEndpointCreate", { url }, "secret");
    return secret;
  }

  /** Asks for a payment; `amount` in whole tokens. */
  async askFor(order: { amount: string; reference: string; captureMethod?: "AUTOMATIC" | "MANUAL" }) {
    const { amount, reference: merchantReference, captureMethod = "AUTOMATIC" } = order;
    const { payment } = await this.api.command<{ payment: { id: string; clientSecret: string } }>(
      "paymentCreate",
      { assetId: this.assetId, amount, merchantReference, captureMethod, idempotencyKey: randomUUID() },
      "payment { id clientSecret }",
    );
    return payment;
  }

  /** What the payer's browser and wallet do: prepare, sign EIP-3009's typed data, submit. Returns the signature. */
  async payBySignature(clientSecret: string, payer: DevelopmentAccount): Promise<string> {
    const who = { clientSecret, payer: payer.address };
    const { preparedPayment } = await this.#storefront.command<{ preparedPayment: Prepared }>(
      "paymentPrepare",
      who,
      "preparedPayment { signatures { scheme typedData validAfter validBefore } }",
    );
    const [best] = preparedPayment.signatures;
    const [typedData] = best?.typedData ?? [];
    if (best?.scheme !== "EIP3009" || !typedData) throw new Error("the test dollar has EIP-3009");
    const { scheme, validAfter, validBefore } = best;
    const signature = await payer.signTypedData(typedData);
    await this.#storefront.command(
      "paymentAuthorizationSubmit",
      { ...who, scheme, validAfter, validBefore, signature },
      "checkoutPayment { status }",
    );
    return signature;
  }

  /** Asks for a part of a hold to be captured; `amount` in whole tokens. */
  async capture(paymentId: string, amount: string): Promise<void> {
    await this.api.command(
      "paymentCapture",
      { paymentId, amount, idempotencyKey: randomUUID() },
      "payment { id }",
    );
  }

  async payOut(amount: string, reference: string): Promise<void> {
    const input = {
      assetId: this.assetId,
      amount,
      merchantReference: reference,
      idempotencyKey: randomUUID(),
    };
    await this.api.command("payoutCreate", input, "payout { id }");
  }

  async payments(): Promise<PaymentView[]> {
    const amounts = PAYMENT_AMOUNTS.map((name) => `${name} { atomic }`).join(" ");
    const { payments } = await this.api.ask<{ payments: { nodes: Record<string, unknown>[] } }>(
      `{ payments(first: 100) { nodes { id merchantReference onchainId status statusReasons ${amounts} } } }`,
    );
    return payments.nodes.map(
      (node) =>
        ({
          ...node,
          ...Object.fromEntries(PAYMENT_AMOUNTS.map((name) => [name, BigInt((node[name] as Amount).atomic)])),
        }) as PaymentView, // the query's own fields
    );
  }

  async payouts(): Promise<PayoutView[]> {
    const { payouts } = await this.api.ask<{ payouts: { nodes: (PayoutView & { amount: Amount })[] } }>(
      "{ payouts(first: 100) { nodes { id merchantReference status failure amount { atomic } } } }",
    );
    return payouts.nodes.map((node) => ({ ...node, amount: BigInt(node.amount.atomic) }));
  }

  async balance(): Promise<Balance> {
    const parts = ["escrowed", "pending", "available", "reserved"] as const;
    const { balances } = await this.api.ask<{ balances: Record<(typeof parts)[number], Amount>[] }>(
      `{ balances { ${parts.map((part) => `${part} { atomic }`).join(" ")} } }`,
    );
    const [only] = balances;
    return Object.fromEntries(parts.map((part) => [part, BigInt(only?.[part].atomic ?? 0)])) as Balance;
  }

  /** All of them, page by page, in their order. */
  async events(): Promise<EventView[]> {
    const found: EventView[] = [];
    for (;;) {
      const { events } = await this.api.ask<{
        events: { nodes: EventView[]; pageInfo: { hasNextPage: boolean } };
      }>(
        "query($after: UInt256) { events(first: 100, after: $after) { nodes { id type sequence objectSequence objectId snapshot } pageInfo { hasNextPage } } }",
        { after: found.at(-1)?.sequence ?? null },
      );
      found.push(...events.nodes);
      if (!events.pageInfo.hasNextPage) return found;
    }
  }

  /** Waits until no payment and no payout can change any more, with that many of each. */
  async settled(expected: { payments: number; payouts: number }): Promise<void> {
    const ended = new Set(["SUCCEEDED", "CANCELED", "EXPIRED"]);
    await until(`all payments and payouts of ${this.id} have ended`, async () => {
      const [payments, payouts] = [await this.payments(), await this.payouts()];
      return (
        payments.filter(({ status }) => ended.has(status)).length === expected.payments &&
        payouts.filter(({ status }) => status === "PAID" || status === "FAILED").length === expected.payouts
      );
    });
  }

  /** Waits until the merchant's endpoint has answered for every event. */
  async allDelivered(withinMs: number): Promise<void> {
    await until(
      `every webhook of ${this.id} is delivered`,
      async () => {
        const { webhookDeliveries } = await this.api.ask<{ webhookDeliveries: { nodes: object[] } }>(
          "{ webhookDeliveries(first: 1, filter: { status: [PENDING, IN_FLIGHT, RETRY_SCHEDULED, EXHAUSTED] }) { nodes { id } } }",
        );
        return webhookDeliveries.nodes.length === 0;
      },
      withinMs,
    );
  }
}

export interface OpenMerchant {
  /** Of the program. */
  readonly url: string;
  readonly operatorKey: string;
  readonly name: string;
  readonly feeBps: number;
  /** Where its money is settled. */
  readonly account: DevelopmentAccount;
  readonly chainId: ChainId;
  readonly assetId: AssetId;
}

interface Prepared {
  readonly signatures: readonly {
    readonly scheme: string;
    readonly typedData: readonly TypedData[];
    readonly validAfter: string;
    readonly validBefore: string;
  }[];
}

const SCOPES = [
  "PAYMENTS_READ",
  "PAYMENTS_WRITE",
  "REFUNDS_WRITE",
  "PAYOUTS_READ",
  "PAYOUTS_WRITE",
  "BALANCES_READ",
  "EVENTS_READ",
  "WEBHOOKS_READ",
  "WEBHOOKS_WRITE",
  "SETTLEMENT_WRITE",
  "KEYS_WRITE",
];
