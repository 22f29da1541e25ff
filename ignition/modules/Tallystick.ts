import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { DeploymentSettings } from "../deployment.settings.js";
import { accessManagerCalls } from "./accessManagerCalls.js";

/** Value of CollectorType in contracts/interfaces/IPaymentCollector.sol. */
const collectorType = { Payment: 0, Refund: 1 } as const;

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

/** Escrow, settlement, both collectors and their access manager, wired and handed over in one transaction:
 *  either every right is in place with its delay, or the deployer still holds all of them and nothing is open. */
export const tallystickModule = (settings: DeploymentSettings, deployer: string) =>
  buildModule("Tallystick", (m) => {
    const accessManager = m.contract("AccessManager", [deployer]);
    const settlement = m.contract("Settlement", [accessManager, settings.delays.recipientSeconds], {
      libraries: Object.fromEntries(settlementLibraries.map((name) => [name, m.library(name)])),
    });
    const escrow = m.contract("PaymentEscrow", [accessManager, settlement]);
    const paymentCollector = m.contract("PaymentCollector", [escrow, collectorType.Payment], {
      id: "PaymentCollector",
    });
    const refundCollector = m.contract("PaymentCollector", [escrow, collectorType.Refund], {
      id: "RefundCollector",
    });
    const contracts = { accessManager, settlement, escrow, paymentCollector, refundCollector };
    m.call(accessManager, "multicall", [accessManagerCalls(m, contracts, settings, deployer)], {
      id: "wire",
    });
    return contracts;
  });
