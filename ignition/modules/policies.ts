import type { IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import type { SuiteSettings } from "../suite.settings.js";
import type { Future, PaymentFutures } from "./payments.js";

export interface PolicyFutures {
  readonly complianceGate: Future;
  readonly spendMandate: Future;
  readonly depositFactory: Future;
  readonly creditPolicy: Future;
}

/** What every asset shares: the gate, mandates, deposit addresses, and who may sign credit. */
export function policyContracts(
  m: IgnitionModuleBuilder,
  { accessManager, escrow, settlement }: PaymentFutures,
  { wrappedNative }: SuiteSettings,
): PolicyFutures {
  return {
    complianceGate: m.contract("ComplianceGate", [accessManager]),
    spendMandate: m.contract("SpendMandate", [escrow]),
    depositFactory: m.contract("DepositFactory", [accessManager, settlement, wrappedNative]),
    creditPolicy: m.contract("CreditPolicy", [accessManager]),
  };
}
