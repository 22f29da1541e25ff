import type { Tx } from "../../db/withTx.ts";
import type { CheckoutServices } from "../../graphql/common/services.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { fromUnixSeconds, toUnixSeconds } from "../../kernel/time/clock.ts";
import { getMerchants } from "../../modules/merchants/index.ts";
import {
  announceTransaction,
  openedPayment,
  type PayerGateway,
  type Payment,
  type PaymentsContext,
  preparePayment,
  submitAuthorization,
} from "../../modules/payments/index.ts";
import { askWallet, readWallet } from "./askWallet.ts";
import type { Scopes } from "./scope.ts";

/** For payers: the client secret opens one payment, so these run as the system and touch that one only. */
export function checkoutServices(
  scopes: Scopes,
  context: PaymentsContext,
  payers: PayerGateway,
): CheckoutServices {
  const asking = { scopes, context, payers };
  return {
    findPayment: (clientSecret) =>
      scopes.asSystem(async (tx) => {
        try {
          return await withMerchant(tx, await openedPayment(tx, clientSecret, context));
        } catch (error) {
          if (error instanceof DomainError && error.code === "NOT_FOUND") return undefined;
          throw error;
        }
      }),
    preparePayment: async (command) => {
      const reading = await readWallet(asking, command);
      return scopes.asSystem(async (tx) => {
        const prepared = await preparePayment(tx, { ...command, reading }, context);
        const { payment, payer, onchainId, preApproval } = prepared;
        const signatures = prepared.signatures.map((option) => ({
          ...option,
          validAfter: fromUnixSeconds(option.validAfter),
          validBefore: fromUnixSeconds(option.validBefore),
        }));
        return { payment, payer, onchainId, signatures, preApproval };
      });
    },
    submitAuthorization: async (command) => {
      const validAfter = toUnixSeconds(command.validAfter);
      const validBefore = toUnixSeconds(command.validBefore);
      const wallet = await askWallet(asking, command);
      return scopes.asSystem(async (tx) => {
        const submitted = { ...command, validAfter, validBefore, wallet };
        const { payment, replay } = await submitAuthorization(tx, submitted, context);
        return { result: await withMerchant(tx, payment), replayed: replay };
      });
    },
    submitTransaction: (command) =>
      scopes.asSystem(async (tx) => {
        const payment = await announceTransaction(tx, command, context);
        return { result: await withMerchant(tx, payment), replayed: false };
      }),
  };
}

async function withMerchant(tx: Tx, payment: Payment) {
  const [merchant] = await getMerchants(tx, [payment.merchantId]);
  if (!merchant) throw new Error("a payment has a merchant");
  return { payment, merchantName: merchant.name };
}
