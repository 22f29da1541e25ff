import { randomUUID } from "node:crypto";
import { Refused } from "./errors.ts";
import * as documents from "./operations.generated.ts";
import { type PageOf, paginate } from "./paginate.ts";
import { type Again, type ClientOptions, Transport } from "./transport.ts";

/** What every mutation answers with. */
interface Payload {
  readonly userErrors: readonly documents.RefusalsFragment[];
}

type Document<Data, Variables> = documents.TypedDocumentString<Data, Variables>;

/** An input whose key is made for each call unless given: give your own where the call itself may be repeated. */
type Keyed<Input> = Omit<Input, "idempotencyKey"> & { readonly idempotencyKey?: string | null };

/** What a command made: every object of its payload is there, since refusals are thrown. */
type Made<P> = { readonly [Field in keyof Omit<P, "userErrors">]: NonNullable<P[Field]> };

/**
 * A typed client of the merchant door, for a merchant's server. Amounts are decimals as text in the asset's own unit.
 * Requests are sent again when no answer came or too much was asked; commands under the same idempotency key, so that
 * they are carried out once.
 * Every method throws TallystickError; a command that is refused Refused, one without an answer OutcomeUnknown.
 */
export function createClient(options: ClientOptions) {
  const transport = new Transport(options);

  /** Only of mutations with an idempotency key: any other might be carried out once for each try. */
  function command<Name extends string, P extends Payload, Input extends { readonly idempotencyKey: string }>(
    name: Name,
    document: Document<Readonly<Record<Name, P>>, { readonly input: Input }>,
  ) {
    return async (input: Keyed<Input>): Promise<Made<P>> => {
      const idempotencyKey = input.idempotencyKey ?? randomUUID();
      const variables = { input: { ...input, idempotencyKey } };
      const request = { query: document.toString(), variables, idempotencyKey };
      const { [name]: payload } = await transport.send<Readonly<Record<Name, P>>>(request, (data) =>
        wishOf(data[name]),
      );
      const { userErrors, ...made } = payload;
      if (userErrors.length > 0) throw new Refused(userErrors);
      return made as Made<P>; // not refused: its objects are there
    };
  }

  const ask = <Data extends object, Variables extends object>(
    document: Document<Data, Variables>,
    variables: Variables,
  ) => transport.send<Data>({ query: document.toString(), variables });

  function list<Name extends string, Item, Variables extends object>(
    name: Name,
    document: Document<Readonly<Record<Name, PageOf<Item>>>, Variables>,
  ) {
    return (variables: Omit<Variables, "after"> = {} as Variables) =>
      paginate(async (after) => {
        const asked = { ...variables, after } as unknown as Variables; // the cursor is the only other variable
        return (await ask(document, asked))[name];
      });
  }

  return {
    paymentCreate: command("paymentCreate", documents.PaymentCreateDocument),
    paymentCapture: command("paymentCapture", documents.PaymentCaptureDocument),
    paymentVoid: command("paymentVoid", documents.PaymentVoidDocument),
    refundCreate: command("refundCreate", documents.RefundCreateDocument),
    recipientCreate: command("recipientCreate", documents.RecipientCreateDocument),
    payoutCreate: command("payoutCreate", documents.PayoutCreateDocument),
    payoutBatchCreate: command("payoutBatchCreate", documents.PayoutBatchCreateDocument),
    payoutCancel: command("payoutCancel", documents.PayoutCancelDocument),
    /** Null when there is none of yours. */
    payment: async (id: string) => (await ask(documents.PaymentDocument, { id })).payment,
    /** Null when there is none of yours. */
    payoutBatch: async (id: string) => (await ask(documents.PayoutBatchDocument, { id })).payoutBatch,
    balances: async () => (await ask(documents.BalancesDocument, {})).balances,
    /** Newest first; pages are read as they are needed. */
    payments: list("payments", documents.PaymentsDocument),
    /** Newest first; pages are read as they are needed. */
    payouts: list("payouts", documents.PayoutsDocument),
    assets: list("assets", documents.AssetsDocument),
  };
}

function wishOf({ userErrors }: Payload): Again {
  if (userErrors.some(({ code }) => code === "IDEMPOTENCY_IN_PROGRESS")) return "RUNNING";
  return userErrors.some(({ retryable }) => retryable) ? "REFUSED" : "NO";
}

export type TallystickClient = ReturnType<typeof createClient>;
