import type { ChainFact, FactBody, FactName, FactPlace } from "../../kernel/facts/chainFact.ts";
import type { OperationKind } from "./payment.ts";

/** The facts that are about a payment. */
export type PaymentFactName = Extract<FactName, `Payment${string}` | "CaptureSkipped" | "RefundSkipped">;
export type PlacedPaymentFact = FactPlace & Extract<FactBody, { name: PaymentFactName }>;
export type PaymentFact = ChainFact<Extract<FactBody, { name: PaymentFactName }>>;

/** Which of our operations a fact carries out; undefined when it carries out none. */
export const DONE_BY_FACT: Partial<Record<PaymentFactName, OperationKind>> = {
  PaymentAuthorized: "AUTHORIZE",
  PaymentCaptured: "CAPTURE",
  PaymentVoided: "VOID",
  PaymentRefunded: "REFUND",
};
