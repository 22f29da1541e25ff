import { PRE_APPROVAL, preApproved } from "../fixtures/collect.js";
import { installGate } from "../fixtures/gate.js";
import { AMOUNT } from "../fixtures/paymentInfo.js";
import type { Suite } from "../fixtures/suite.js";
import { expiries, type GasCase, gasOf, warmUp } from "./cases.js";

/** What screening adds to an entry. */
export const gateGasCases: readonly GasCase[] = [
  { name: "authorize, warm, pre-approval, gate with one oracle", measure: authorizeGated },
];

async function authorizeGated(suite: Suite): Promise<bigint> {
  await warmUp(suite);
  await installGate(suite);
  const terms = await preApproved(suite, expiries);
  const { escrow, operator, collector } = suite;
  return gasOf(escrow.connect(operator).authorize(terms, AMOUNT, await collector.getAddress(), PRE_APPROVAL));
}
