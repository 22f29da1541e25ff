import type { Tx } from "../../db/withTx.ts";
import type { CheckoutServices } from "../../graphql/common/services.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { fromUnixSeconds, toUnixSeconds } from "../../kernel/time/clock.ts";
import { getMerchants } from "../../modules/merchants/index.ts";
import {
  announceTransaction,
  openedPayment,
  type Payment,
  type PaymentsContext,
  preparePayment,
  submitAuthorization,
} from "../../modules/payments/index.ts";
import type { Scopes } from "./scope.ts";

/** For payers: the client secret opens one payment, so these run as the system and touch that one only. */
export function checkoutServices(scopes: Scopes, context: PaymentsContext): CheckoutServices {
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
    preparePayment: (command) =>
      scopes.asSystem(async (tx) => {
        const { payment, payer, onchainId, eip3009, preApproval } = await preparePayment(
          tx,
          command,
          context,
        );
        const authorization = eip3009 && {
          typedData: eip3009.typedData,
          validAfter: fromUnixSeconds(eip3009.validAfter),
          validBefore: fromUnixSeconds(eip3009.validBefore),
        };
        return { payment, payer, onchainId, authorization, preApproval };
      }),
    submitAuthorization: (command) =>
      scopes.asSystem(async (tx) => {
        const validAfter = toUnixSeconds(command.validAfter);
        const validBefore = toUnixSeconds(command.validBefore);
        const { payment, replay } = await submitAuthorization(
          tx,
          { ...command, validAfter, validBefore },
          context,
        );
        return { result: await withMerchant(tx, payment), replayed: replay };
      }),
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
