import type { DomainEvent, EventType, Json } from "../../kernel/events/domainEvent.ts";
import type { ContractCall, TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, AssetId, Bytes32, ChainId, Hex, TxHash } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId, Id, MemberId, MerchantId, PaymentId } from "../../kernel/ids/ids.ts";
import type { Page, PageRequest } from "../../kernel/paging/page.ts";
import type { Asset, GaslessScheme, ObservedChain } from "../../modules/assets/index.ts";
import type { MerchantBalance, VisibleEntry } from "../../modules/ledger/index.ts";
import type {
  ApiKey,
  ApiScope,
  Caller,
  IssuedApiKey,
  Member,
  MemberRole,
  Merchant,
  MerchantCaller,
  OperatorCaller,
  SettlementAccount,
} from "../../modules/merchants/index.ts";
import type {
  DepositOption,
  Payment,
  PaymentFilter,
  PaymentOperation,
  PaymentOrder,
} from "../../modules/payments/index.ts";
import type { ChainTransaction } from "../../modules/transactions/index.ts";
import type {
  CreatedWebhookEndpoint,
  DeliveryStatus,
  PublishedEvent,
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
} from "../../modules/webhooks/index.ts";
import type { CreditServices } from "./creditServices.ts";
import type { DepositServices } from "./depositServices.ts";
import type { Outcome } from "./outcome.ts";
import type { PayoutServices } from "./payoutServices.ts";
import type { ReconciliationServices } from "./reconciliationServices.ts";
import type { ReservesServices } from "./reservesServices.ts";
import type { SettlementServices } from "./settlementServices.ts";
import type { WalletServices } from "./walletServices.ts";

/** What the doors need of the business. One method per use case or read; each opens its own transaction under
 *  the caller's scope, and refuses with a DomainError. Ownership is checked in its queries: what is not the
 *  caller's is not found. */
export interface Services {
  readonly merchants: MerchantServices;
  readonly assets: AssetServices;
  readonly payments: PaymentServices;
  readonly checkout: CheckoutServices;
  readonly wallets: WalletServices;
  readonly deposits: DepositServices;
  readonly payouts: PayoutServices;
  readonly settlements: SettlementServices;
  readonly credit: CreditServices;
  readonly ledger: LedgerServices;
  readonly reserves: ReservesServices;
  readonly reconciliation: ReconciliationServices;
  readonly webhooks: WebhookServices;
  readonly events: EventServices;
  readonly testClock: TestClockService;
}

export interface MerchantServices {
  /** Undefined for an unknown or expired secret. */
  authenticate(secret: string): Promise<Caller | undefined>;
  createMerchant(caller: OperatorCaller, command: { name: string; feeBps: number }): Promise<Merchant>;
  createApiKey(
    caller: MerchantCaller | OperatorCaller,
    command: {
      merchantId: MerchantId;
      livemode: boolean;
      label: string;
      allowedAddresses: readonly string[];
      scopes: readonly ApiScope[];
    },
  ): Promise<IssuedApiKey>;
  rotateApiKey(
    caller: MerchantCaller | OperatorCaller,
    command: { keyId: Id<"ApiKey">; overlapSeconds: number },
  ): Promise<IssuedApiKey>;
  inviteMember(
    caller: MerchantCaller | OperatorCaller,
    command: { merchantId: MerchantId; livemode: boolean; name: string; role: MemberRole },
  ): Promise<{ member: Member; invitationToken: string }>;
  acceptInvitation(command: { invitationToken: string }): Promise<IssuedApiKey & { member: Member }>;
  removeMember(
    caller: MerchantCaller | OperatorCaller,
    command: { memberId: MemberId },
  ): Promise<{ member: Member; keysToRotate: ApiKey[] }>;
  getMembers(caller: Caller, ids: readonly MemberId[]): Promise<(Member | undefined)[]>;
  listMembers(caller: MerchantCaller, query: { page: PageRequest }): Promise<Page<Member>>;
  setSettlementAccount(
    caller: MerchantCaller,
    command: { chainId: ChainId; account: Address },
  ): Promise<SettlementAccount>;
  confirmSettlementAccount(
    caller: MerchantCaller,
    command: { chainId: ChainId; account: Address; signature: Hex },
  ): Promise<SettlementAccount>;
  getMerchants(caller: Caller, ids: readonly MerchantId[]): Promise<(Merchant | undefined)[]>;
  getApiKeys(caller: Caller, ids: readonly Id<"ApiKey">[]): Promise<(ApiKey | undefined)[]>;
  settlementAccountsOf(caller: Caller, ids: readonly MerchantId[]): Promise<SettlementAccount[][]>;
}

export interface AssetServices {
  listChains(): Promise<readonly ObservedChain[]>;
  listAssets(): Promise<readonly Asset[]>;
}

export interface PaymentServices {
  createPayment(
    caller: MerchantCaller,
    command: {
      readonly assetId: AssetId;
      /** Decimal, in whole units of the asset. */
      readonly amount: string;
      readonly merchantReference?: string;
      readonly description?: string;
      readonly metadata?: { readonly [key: string]: Json };
      readonly captureMethod: "AUTOMATIC" | "MANUAL";
      readonly expiresInSeconds?: number;
      readonly authorizationSeconds?: number;
      readonly refundSeconds?: number;
      readonly deposit?: DepositOption;
      readonly idempotencyKey: string;
    },
  ): Promise<Outcome<{ payment: Payment; clientSecret: string }>>;
  capturePayment(
    caller: MerchantCaller,
    command: { paymentId: PaymentId; amount?: string; idempotencyKey: string },
  ): Promise<Outcome<{ payment: Payment; capture: PaymentOperation }>>;
  voidPayment(
    caller: MerchantCaller,
    command: { paymentId: PaymentId; idempotencyKey: string },
  ): Promise<Outcome<{ payment: Payment }>>;
  createRefund(
    caller: MerchantCaller,
    command: { paymentId: PaymentId; amount?: string; idempotencyKey: string },
  ): Promise<Outcome<{ payment: Payment; refund: PaymentOperation }>>;
  /** In the order of the ids; undefined where there is none of the caller's. */
  getPayments(caller: MerchantCaller, ids: readonly PaymentId[]): Promise<(Payment | undefined)[]>;
  findPayment(
    caller: MerchantCaller,
    key: { merchantReference: string } | { onchainId: Bytes32 },
  ): Promise<Payment | undefined>;
  listPayments(
    caller: MerchantCaller,
    query: { filter: PaymentFilter; orderBy: PaymentOrder; page: PageRequest },
  ): Promise<Page<Payment>>;
  /** Counts to `cap` and no further. */
  countPayments(caller: MerchantCaller, filter: PaymentFilter, cap: number): Promise<number>;
  /** The newest operations of one kind of each payment, newest first, at most `limit` each; one statement for all. */
  operationsOf(
    caller: MerchantCaller,
    query: { kind: "CAPTURE" | "REFUND"; paymentIds: readonly PaymentId[]; limit: number },
  ): Promise<readonly (readonly PaymentOperation[])[]>;
  listOperations(
    caller: MerchantCaller,
    query: { kind: "CAPTURE" | "REFUND"; paymentId: PaymentId; page: PageRequest },
  ): Promise<Page<PaymentOperation>>;
  getOperations(
    caller: MerchantCaller,
    query: { kind: "CAPTURE" | "REFUND"; ids: readonly string[] },
  ): Promise<(PaymentOperation | undefined)[]>;
  transactionsOf(
    caller: MerchantCaller,
    ids: readonly ChainTransactionId[],
  ): Promise<(ChainTransaction | undefined)[]>;
  /** The secret that lets a browser see and pay this one payment; a pure function of the payment and the server's key. */
  clientSecretOf(paymentId: PaymentId): string;
}

/** What a wallet has to do for each way of paying that the payment's asset supports. */
export interface PreparedPayment {
  readonly payment: Payment;
  readonly payer: Address;
  /** The escrow's key of the payment with this payer. */
  readonly onchainId: Bytes32;
  /** By signature alone, the cheapest for the payer first: sign, then paymentAuthorizationSubmit. */
  readonly signatures: readonly {
    readonly scheme: GaslessScheme;
    /** In the order in which the signatures are submitted. */
    readonly typedData: readonly TypedData[];
    readonly validAfter: Date;
    readonly validBefore: Date;
  }[];
  /** Always possible: send both in this order, then paymentTransactionSubmit with the second one's hash. */
  readonly preApproval: {
    readonly approve: ContractCall;
    readonly preApprove: ContractCall;
    /** Whether the first is not needed. */
    readonly isAllowed: boolean;
  };
}

export interface CheckoutServices {
  /** Undefined for a secret that opens nothing. */
  findPayment(clientSecret: string): Promise<{ payment: Payment; merchantName: string } | undefined>;
  preparePayment(command: { clientSecret: string; payer: Address }): Promise<PreparedPayment>;
  submitAuthorization(command: {
    readonly clientSecret: string;
    readonly payer: Address;
    readonly scheme: GaslessScheme;
    readonly validAfter: Date;
    readonly validBefore: Date;
    readonly signature: Hex;
    /** Of EIP2612: over the second typed data. */
    readonly permitSignature: Hex | null;
  }): Promise<Outcome<{ payment: Payment; merchantName: string }>>;
  submitTransaction(command: {
    readonly clientSecret: string;
    readonly payer: Address;
    readonly txHash: TxHash;
  }): Promise<Outcome<{ payment: Payment; merchantName: string }>>;
}

export interface LedgerServices {
  balances(caller: MerchantCaller): Promise<readonly MerchantBalance[]>;
  /** As it stood after the last posting by an instant. */
  balanceAt(caller: MerchantCaller, query: { asset: AssetId; at: Date }): Promise<MerchantBalance>;
  listEntries(
    caller: MerchantCaller | OperatorCaller,
    query: { filter: { sourceId?: string; postedSince?: Date }; page: PageRequest },
  ): Promise<Page<VisibleEntry>>;
  getEntries(
    caller: MerchantCaller | OperatorCaller,
    ids: readonly Id<"JournalEntry">[],
  ): Promise<(VisibleEntry | undefined)[]>;
}

export interface WebhookServices {
  createEndpoint(
    caller: MerchantCaller,
    command: { url: string; eventTypes: readonly EventType[] },
  ): Promise<CreatedWebhookEndpoint>;
  redeliver(caller: MerchantCaller, command: { deliveryId: Id<"WebhookDelivery"> }): Promise<WebhookDelivery>;
  getEndpoints(
    caller: MerchantCaller,
    ids: readonly Id<"WebhookEndpoint">[],
  ): Promise<(WebhookEndpoint | undefined)[]>;
  listEndpoints(caller: MerchantCaller, query: { page: PageRequest }): Promise<Page<WebhookEndpoint>>;
  getDeliveries(
    caller: MerchantCaller,
    ids: readonly Id<"WebhookDelivery">[],
  ): Promise<(WebhookDelivery | undefined)[]>;
  listDeliveries(
    caller: MerchantCaller,
    query: {
      filter: { endpointId?: Id<"WebhookEndpoint">; status?: readonly DeliveryStatus[] };
      page: PageRequest;
    },
  ): Promise<Page<WebhookDelivery>>;
  attemptsOf(
    caller: MerchantCaller,
    ids: readonly Id<"WebhookDelivery">[],
  ): Promise<readonly (readonly WebhookAttempt[])[]>;
}

export interface EventServices {
  /** Published events after a sequence, in order; at most `limit`. */
  listEvents(
    caller: MerchantCaller,
    query: { after: number; types: readonly EventType[] | null; limit: number },
  ): Promise<Page<PublishedEvent>>;
  getEvents(caller: MerchantCaller, ids: readonly Id<"Event">[]): Promise<(PublishedEvent | undefined)[]>;
  /** Heads of events of all merchants after a sequence, for waking subscribers; at most `limit`. */
  publishedAfter(sequence: number, limit: number): Promise<readonly EventHead[]>;
  /** Sequence of the newest published event; 0 when there is none. */
  lastSequence(): Promise<number>;
  /** Told, as a hint, when this process has published events; returns how to stop. */
  onPublished(listener: () => void): () => void;
}

export type EventHead = Pick<DomainEvent, "merchantId" | "livemode" | "type" | "objectId"> & {
  readonly sequence: number;
  /** The payment that the event is about, also when its object is a capture or refund. */
  readonly paymentId: string | null;
};

export interface TestClockService {
  /** Moves a test chain's clock forward and mines a block; every test chain's when `chainId` is absent.
   *  @throws TEST_CLOCK_UNAVAILABLE */
  advance(command: {
    chainId?: ChainId;
    seconds: number;
  }): Promise<readonly { chainId: ChainId; now: Date }[]>;
}
