import { GraphqlDoor } from "./graphqlDoor.ts";

/** A TokenAmount of which the smallest units were asked for. */
interface Atomic {
  readonly atomic: string;
}

export interface Payment {
  readonly id: string;
  readonly clientSecret: string;
  readonly status: string;
  readonly statusReasons: readonly string[];
  readonly amountAuthorized: Atomic;
  readonly amountCaptured: Atomic;
  readonly amountRefunded: Atomic;
  readonly amountVoided: Atomic;
  readonly amountReclaimed: Atomic;
  readonly fee: Atomic;
  readonly authorizationExpiresAt: string;
}

export interface Balance {
  readonly asset: { readonly assetId: string };
  readonly escrowed: Atomic;
  readonly pending: Atomic;
  readonly available: Atomic;
  readonly reserved: Atomic;
}

export interface Shop {
  readonly id: string;
  readonly name: string;
  readonly feeBps: number;
  readonly settlementAccounts: readonly {
    readonly chain: { readonly id: string };
    readonly account: string;
    readonly status: string;
  }[];
}

export interface ShopEvent {
  readonly id: string;
  readonly sequence: string;
  readonly type: string;
  readonly objectId: string;
  readonly snapshot: Readonly<Record<string, unknown>>;
}

interface EventPage {
  readonly nodes: readonly ShopEvent[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAYMENT = `
  id clientSecret status statusReasons authorizationExpiresAt
  amountAuthorized { atomic } amountCaptured { atomic } amountRefunded { atomic }
  amountVoided { atomic } amountReclaimed { atomic } fee { atomic }`;
const REFUSALS = "userErrors { code message }";
const EVENT = "id sequence type objectId snapshot";

/** The merchant door as a shop's server uses it. Amounts go in as decimal strings in whole tokens. */
export class MerchantDoor {
  readonly #door: GraphqlDoor;

  constructor(url: string, secretKey: string) {
    this.#door = new GraphqlDoor(`${url}/graphql`, secretKey);
  }

  async shop(): Promise<Shop> {
    const answer = await this.#door.ask<{ viewer: { merchant: Shop | null } }>(
      "query Shop { viewer { merchant { id name feeBps settlementAccounts { chain { id } account status } } } }",
    );
    if (!answer.viewer.merchant) throw new Error("the merchant key is not a merchant's");
    return answer.viewer.merchant;
  }

  async balances(): Promise<readonly Balance[]> {
    const parts = ["escrowed", "pending", "available", "reserved"]
      .map((part) => `${part} { atomic }`)
      .join(" ");
    const document = `query Balances { balances { asset { assetId } ${parts} } }`;
    return (await this.#door.ask<{ balances: readonly Balance[] }>(document)).balances;
  }

  async createPayment(input: {
    assetId: string;
    amount: string;
    captureMethod: "AUTOMATIC" | "MANUAL";
    merchantReference: string;
    description: string | null;
    authorizationSeconds: number | null;
    idempotencyKey: string;
  }): Promise<Payment> {
    const { payment } = await this.#door.command<{ payment: Payment }>(
      "paymentCreate",
      `mutation CreatePayment($input: PaymentCreateInput!) { paymentCreate(input: $input) { payment { ${PAYMENT} } ${REFUSALS} } }`,
      { input },
    );
    return payment;
  }

  /** The id of the capture. */
  async capture(input: { paymentId: string; amount: string; idempotencyKey: string }): Promise<string> {
    const { capture } = await this.#door.command<{ capture: { id: string } }>(
      "paymentCapture",
      `mutation Capture($input: PaymentCaptureInput!) { paymentCapture(input: $input) { capture { id } ${REFUSALS} } }`,
      { input },
    );
    return capture.id;
  }

  async void(input: { paymentId: string; idempotencyKey: string }): Promise<void> {
    const document = `mutation Void($input: PaymentVoidInput!) { paymentVoid(input: $input) { payment { id } ${REFUSALS} } }`;
    await this.#door.command("paymentVoid", document, { input });
  }

  /** The id of the refund. */
  async refund(input: { paymentId: string; amount: string; idempotencyKey: string }): Promise<string> {
    const { refund } = await this.#door.command<{ refund: { id: string } }>(
      "refundCreate",
      `mutation Refund($input: RefundCreateInput!) { refundCreate(input: $input) { refund { id } ${REFUSALS} } }`,
      { input },
    );
    return refund.id;
  }

  /** The id of the recipient. */
  async addRecipient(input: { account: string; label: string; idempotencyKey: string }): Promise<string> {
    const { recipient } = await this.#door.command<{ recipient: { id: string } }>(
      "recipientCreate",
      `mutation AddRecipient($input: RecipientCreateInput!) { recipientCreate(input: $input) { recipient { id } ${REFUSALS} } }`,
      { input },
    );
    return recipient.id;
  }

  /** The id of the payout; without a recipient it goes to the shop's own account. */
  async payOut(input: {
    recipientId: string | null;
    assetId: string;
    amount: string;
    merchantReference: string;
    idempotencyKey: string;
  }): Promise<string> {
    const { payout } = await this.#door.command<{ payout: { id: string } }>(
      "payoutCreate",
      `mutation PayOut($input: PayoutCreateInput!) { payoutCreate(input: $input) { payout { id } ${REFUSALS} } }`,
      { input },
    );
    return payout.id;
  }

  /** Answers with the secret that verifies the deliveries. */
  async receiveWebhooksAt(url: string): Promise<string> {
    const { secret } = await this.#door.command<{ secret: string }>(
      "webhookEndpointCreate",
      `mutation ReceiveWebhooks($input: WebhookEndpointCreateInput!) { webhookEndpointCreate(input: $input) { secret ${REFUSALS} } }`,
      { input: { url } },
    );
    return secret;
  }

  async advanceTestClock(seconds: number): Promise<void> {
    const document = `mutation AdvanceClock($input: TestClockAdvanceInput!) { testClockAdvance(input: $input) { clocks { now } ${REFUSALS} } }`;
    await this.#door.command("testClockAdvance", document, { input: { seconds } });
  }

  /** Every event after a sequence, oldest first. */
  async eventsAfter(sequence: string): Promise<ShopEvent[]> {
    const document = `query Events($after: UInt256) { events(after: $after, first: 100) { nodes { ${EVENT} } pageInfo { hasNextPage endCursor } } }`;
    const found: ShopEvent[] = [];
    let after: string | null = sequence;
    while (after !== null) {
      const page: EventPage = (await this.#door.ask<{ events: EventPage }>(document, { after })).events;
      found.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    }
    return found;
  }

  /** Follows the shop's events until `seen` returns true. */
  followEvents(after: string, seen: (event: ShopEvent) => boolean): Promise<void> {
    const document = `subscription FollowEvents($after: UInt256) { events(after: $after) { ${EVENT} } }`;
    return this.#door.follow<{ events: ShopEvent }>(document, { after }, ({ events }) => seen(events));
  }

  /** Follows one payment until `seen` returns true. */
  followPayment(id: string, seen: (payment: Payment) => boolean): Promise<void> {
    const document = `subscription FollowPayment($id: ID!) { paymentUpdated(id: $id) { ${PAYMENT} } }`;
    return this.#door.follow<{ paymentUpdated: Payment }>(document, { id }, ({ paymentUpdated }) =>
      seen(paymentUpdated),
    );
  }

  close(): Promise<void> {
    return this.#door.close();
  }
}
