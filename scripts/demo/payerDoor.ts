import { GraphqlDoor } from "./graphqlDoor.ts";

/** EIP-712 typed data as eth_signTypedData_v4 takes it. */
export interface TypedData {
  readonly domain: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>;
  readonly message: Readonly<Record<string, string>>;
}

export interface UnsignedTransaction {
  readonly to: string;
  readonly data: string;
  readonly value: string;
}

export interface PreparedPayment {
  readonly onchainId: string;
  /** The cheapest for the payer first. */
  readonly signatures: readonly {
    readonly scheme: string;
    readonly typedData: readonly TypedData[];
    readonly validAfter: string;
    readonly validBefore: string;
  }[];
  readonly preApproval: { readonly approve: UnsignedTransaction; readonly preApprove: UnsignedTransaction };
}

const REFUSALS = "userErrors { code message }";

/** The storefront door as a checkout page uses it: a payment's client secret is the only credential. */
export class PayerDoor {
  readonly #door: GraphqlDoor;

  constructor(url: string) {
    this.#door = new GraphqlDoor(`${url}/storefront`);
  }

  async prepare(input: { clientSecret: string; payer: string }): Promise<PreparedPayment> {
    const { preparedPayment } = await this.#door.command<{ preparedPayment: PreparedPayment }>(
      "paymentPrepare",
      `mutation Prepare($input: PaymentPrepareInput!) { paymentPrepare(input: $input) { preparedPayment {
        onchainId signatures { scheme typedData validAfter validBefore }
        preApproval { approve { to data value } preApprove { to data value } }
      } ${REFUSALS} } }`,
      { input },
    );
    return preparedPayment;
  }

  async submitAuthorization(input: {
    clientSecret: string;
    payer: string;
    scheme: string;
    validAfter: string;
    validBefore: string;
    signature: string | undefined;
    permitSignature: string | undefined;
  }): Promise<void> {
    const document = `mutation SubmitAuthorization($input: PaymentAuthorizationSubmitInput!) { paymentAuthorizationSubmit(input: $input) { checkoutPayment { status } ${REFUSALS} } }`;
    await this.#door.command("paymentAuthorizationSubmit", document, { input });
  }

  async submitTransaction(input: { clientSecret: string; payer: string; txHash: string }): Promise<void> {
    const document = `mutation SubmitTransaction($input: PaymentTransactionSubmitInput!) { paymentTransactionSubmit(input: $input) { checkoutPayment { status } ${REFUSALS} } }`;
    await this.#door.command("paymentTransactionSubmit", document, { input });
  }

  /** The escrow's key of a payment that somebody has paid. */
  async onchainId(clientSecret: string): Promise<string> {
    const { checkoutPayment } = await this.#door.ask<{
      checkoutPayment: { onchainId: string | null } | null;
    }>(
      "query OnchainId($clientSecret: String!) { checkoutPayment(clientSecret: $clientSecret) { onchainId } }",
      { clientSecret },
    );
    if (!checkoutPayment?.onchainId) throw new Error("the payment has no payer");
    return checkoutPayment.onchainId;
  }

  /** Follows the payment until `seen` returns true for its status. */
  follow(clientSecret: string, seen: (status: string) => boolean): Promise<void> {
    const document =
      "subscription FollowCheckout($clientSecret: String!) { checkoutPaymentUpdated(clientSecret: $clientSecret) { status } }";
    return this.#door.follow<{ checkoutPaymentUpdated: { status: string } }>(
      document,
      { clientSecret },
      ({ checkoutPaymentUpdated }) => seen(checkoutPaymentUpdated.status),
    );
  }

  close(): Promise<void> {
    return this.#door.close();
  }
}
