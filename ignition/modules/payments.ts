import type { CallableContractFuture, IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import { PERMIT2 } from "../permit2/ensurePermit2.js";

export type Future = CallableContractFuture<string>;

export interface PaymentFutures {
  readonly accessManager: Future;
  readonly settlement: Future;
  readonly escrow: Future;
  readonly paymentCollector: Future;
  readonly refundCollector: Future;
}

/** Value of CollectorType in contracts/interfaces/IPaymentCollector.sol. */
export const collectorType = { Payment: 0, Refund: 1 } as const;

/** Linked to Settlement, which runs them on its own storage. */
const settlementLibraries = [
  "EarnMoves",
  "OutflowLimits",
  "PayoutMoves",
  "Quarantines",
  "RefundOperators",
  "Signatures",
  "SplitMoves",
] as const;

/** Access manager, escrow, Settlement and the collectors of payments and refunds. */
export function paymentContracts(
  m: IgnitionModuleBuilder,
  { deployer, recipientSeconds }: { readonly deployer: string; readonly recipientSeconds: number },
): PaymentFutures {
  const accessManager = m.contract("AccessManager", [deployer]);
  const settlement = m.contract("Settlement", [accessManager, recipientSeconds], {
    libraries: Object.fromEntries(settlementLibraries.map((name) => [name, m.library(name)])),
  });
  const escrow = m.contract("PaymentEscrow", [accessManager, settlement]);
  const paymentCollector = m.contract("PaymentCollector", [escrow, collectorType.Payment, PERMIT2], {
    id: "PaymentCollector",
  });
  const refundCollector = m.contract("PaymentCollector", [escrow, collectorType.Refund, PERMIT2], {
    id: "RefundCollector",
  });
  return { accessManager, settlement, escrow, paymentCollector, refundCollector };
}
