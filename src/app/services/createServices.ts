import type { Services, TestClockService } from "../../graphql/common/services.ts";
import type { Contexts } from "../contexts.ts";
import type { Signal } from "../signal.ts";
import { checkoutServices } from "./checkout.services.ts";
import { creditServices } from "./credit.services.ts";
import { depositServices } from "./deposits.services.ts";
import { ledgerServices } from "./ledger.services.ts";
import { assetServices, merchantServices } from "./merchants.services.ts";
import { paymentServices } from "./payments.services.ts";
import { payoutServices } from "./payouts.services.ts";
import { reconciliationServices } from "./reconciliation.services.ts";
import { reservesServices } from "./reserves.services.ts";
import type { Scopes } from "./scope.ts";
import { settlementServices } from "./settlements.services.ts";
import { walletServices } from "./wallets.services.ts";
import { eventServices, webhookServices } from "./webhooks.services.ts";

/** Everything that the doors may ask of the business. */
export function createServices(
  scopes: Scopes,
  parts: Contexts & { published: Signal; testClock: TestClockService },
): Services {
  return {
    merchants: merchantServices(scopes),
    assets: assetServices(scopes),
    payments: paymentServices(scopes, parts.payments),
    checkout: checkoutServices(scopes, parts.payments, parts.payers),
    wallets: walletServices(scopes, parts.wallets, parts.walletGateway),
    deposits: depositServices(scopes, parts),
    payouts: payoutServices(scopes, parts.payouts),
    settlements: settlementServices(scopes, parts.settlements),
    credit: creditServices(scopes, parts.credit, parts.creditGateway),
    ledger: ledgerServices(scopes),
    reserves: reservesServices(scopes, parts.reserves.gateway),
    reconciliation: reconciliationServices(scopes),
    webhooks: webhookServices(scopes, parts.webhooks),
    events: eventServices(scopes, parts.published),
    testClock: parts.testClock,
  };
}
