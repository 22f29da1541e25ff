import { type Made, makeOnce } from "../../db/makeOnce.ts";
import type { Reader } from "../../db/read.ts";
import type { PaymentServices } from "../../graphql/common/services.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import {
  capturePayment,
  clientSecretOf,
  countPayments,
  createRefund,
  draftPayments,
  findPaymentBy,
  getOperations,
  getPayments,
  insertPayments,
  listPayments,
  operationsOf,
  type Payment,
  type PaymentsContext,
  pageOperations,
  voidPayment,
} from "../../modules/payments/index.ts";
import { getTransactions } from "../../modules/transactions/index.ts";
import { gather } from "./gather.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

export function paymentServices(scopes: Scopes, context: PaymentsContext): PaymentServices {
  const secretOf = (id: PaymentId) => clientSecretOf(id, context.secretKey);
  const create = gather<Creation, Made<Payment>>({
    groupOf: ({ caller }) => `${caller.merchantId} ${caller.livemode}`,
    most: MOST_TOGETHER,
    run: (creations) => createTogether(scopes, context, creations),
  });
  return {
    clientSecretOf: secretOf,
    async createPayment(caller, command) {
      const made = await create({ caller, command });
      if ("refused" in made) throw made.refused;
      const payment =
        "made" in made
          ? made.made
          : await scopes.readAsMerchant(caller, (db) => onePayment(db, caller, made.earlier));
      return {
        result: { payment, clientSecret: secretOf(payment.id) },
        replayed: "earlier" in made,
      };
    },
    capturePayment: (caller, command) =>
      scopes.once(caller, "paymentCapture", command, {
        async work(tx) {
          const result = await capturePayment(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: result.capture.id, result };
        },
        async replay(tx, id) {
          const capture = await oneOperation(tx, caller, "CAPTURE", id);
          return { capture, payment: await onePayment(tx, caller, capture.paymentId) };
        },
      }),
    voidPayment: (caller, command) =>
      scopes.once(caller, "paymentVoid", command, {
        async work(tx) {
          const payment = await voidPayment(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: payment.id, result: { payment } };
        },
        replay: async (tx, id) => ({ payment: await onePayment(tx, caller, id) }),
      }),
    createRefund: (caller, command) =>
      scopes.once(caller, "refundCreate", command, {
        async work(tx) {
          const refund = await createRefund(tx, { ...command, ...ownerOf(caller) }, context);
          return {
            id: refund.id,
            result: { refund, payment: await onePayment(tx, caller, refund.paymentId) },
          };
        },
        async replay(tx, id) {
          const refund = await oneOperation(tx, caller, "REFUND", id);
          return { refund, payment: await onePayment(tx, caller, refund.paymentId) };
        },
      }),
    getPayments: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getPayments(db, ownerOf(caller), ids)),
    findPayment: (caller, key) =>
      scopes.readAsMerchant(caller, (db) => findPaymentBy(db, ownerOf(caller), key)),
    listPayments: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listPayments(db, ownerOf(caller), query)),
    countPayments: (caller, filter, cap) =>
      scopes.readAsMerchant(caller, (db) => countPayments(db, ownerOf(caller), filter, cap)),
    operationsOf: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => operationsOf(db, ownerOf(caller), query)),
    listOperations: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => pageOperations(db, ownerOf(caller), query)),
    getOperations: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => getOperations(db, ownerOf(caller), query)),
    transactionsOf: (caller, ids) => scopes.readAsMerchant(caller, (db) => getTransactions(db, ids)),
  };
}

interface Creation {
  readonly caller: MerchantCaller;
  readonly command: Parameters<PaymentServices["createPayment"]>[1];
}

/** Enough for every request that one process is likely to have open, few enough for one statement. */
const MOST_TOGETHER = 100;

/** All of one merchant in one mode, in one transaction. */
function createTogether(
  scopes: Scopes,
  context: PaymentsContext,
  creations: readonly Creation[],
): Promise<Made<Payment>[]> {
  const [first] = creations;
  if (!first) throw new Error("a group is never empty");
  const owner = ownerOf(first.caller);
  const commands = creations.map(({ command }) => command);
  const order = { space: { ...owner, operation: "paymentCreate" }, commands, at: scopes.clock.now() };
  return scopes.asMerchant(first.caller, (tx) =>
    makeOnce(tx, order, {
      draft: (wanted) => draftPayments(tx, owner, wanted, context),
      save: (payments) => insertPayments(tx, payments),
    }),
  );
}

async function onePayment(tx: Reader, caller: MerchantCaller, id: string) {
  const [payment] = await getPayments(tx, ownerOf(caller), [id as PaymentId]); // an id that we stored
  return stillThere(payment);
}

async function oneOperation(tx: Reader, caller: MerchantCaller, kind: "CAPTURE" | "REFUND", id: string) {
  const [operation] = await getOperations(tx, ownerOf(caller), { kind, ids: [id] });
  return stillThere(operation);
}
