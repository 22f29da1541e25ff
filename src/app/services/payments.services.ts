import type { Tx } from "../../db/withTx.ts";
import type { PaymentServices } from "../../graphql/common/services.ts";
import type { PaymentId } from "../../kernel/ids/ids.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import {
  capturePayment,
  clientSecretOf,
  countPayments,
  createPayment,
  createRefund,
  findPaymentBy,
  getOperations,
  getPayments,
  listPayments,
  operationsOf,
  type PaymentsContext,
  pageOperations,
  voidPayment,
} from "../../modules/payments/index.ts";
import { getTransactions } from "../../modules/transactions/index.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

export function paymentServices(scopes: Scopes, context: PaymentsContext): PaymentServices {
  const secretOf = (id: PaymentId) => clientSecretOf(id, context.secretKey);
  return {
    clientSecretOf: secretOf,
    createPayment: (caller, command) =>
      scopes.once(caller, "paymentCreate", command, {
        async work(tx) {
          const payment = await createPayment(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: payment.id, result: { payment, clientSecret: secretOf(payment.id) } };
        },
        async replay(tx, id) {
          const payment = await onePayment(tx, caller, id);
          return { payment, clientSecret: secretOf(payment.id) };
        },
      }),
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

async function onePayment(tx: Tx, caller: MerchantCaller, id: string) {
  const [payment] = await getPayments(tx, ownerOf(caller), [id as PaymentId]); // an id that we stored
  return stillThere(payment);
}

async function oneOperation(tx: Tx, caller: MerchantCaller, kind: "CAPTURE" | "REFUND", id: string) {
  const [operation] = await getOperations(tx, ownerOf(caller), { kind, ids: [id] });
  return stillThere(operation);
}
