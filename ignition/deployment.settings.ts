import type { OperatorRole, RoleName } from "./roles.js";
import type { SuiteSettings } from "./suite.settings.js";

const DAY_SECONDS = 86_400;

/** Delays between asking and doing. What raises risk waits, what lowers it does not. */
export interface DeploymentDelays {
  /** Every action of ADMIN. */
  readonly adminSeconds: number;
  /** CURATOR: adapters and their caps up, buffers down. */
  readonly curatorSeconds: number;
  /** RISK: outflow and credit limits up, waivers, write-offs. */
  readonly riskSeconds: number;
  /** FEE_MANAGER: reserves and deposit fees of merchants, surplus, fees of vaults. */
  readonly feeManagerSeconds: number;
  /** A merchant's new recipient or payout address; fixed for the life of the contract. */
  readonly recipientSeconds: number;
}

/** For chains with real money. */
export const productionDelays: DeploymentDelays = {
  adminSeconds: 3 * DAY_SECONDS,
  curatorSeconds: 2 * DAY_SECONDS,
  riskSeconds: DAY_SECONDS,
  feeManagerSeconds: DAY_SECONDS,
  recipientSeconds: DAY_SECONDS,
};

/** For local chains and sandboxes: everything counts at once. */
export const noDelays: DeploymentDelays = {
  adminSeconds: 0,
  curatorSeconds: 0,
  riskSeconds: 0,
  feeManagerSeconds: 0,
  recipientSeconds: 0,
};

/** What payouts of a token may send at once, in token units, refilled evenly within the window. */
export interface OutflowLimit {
  readonly token: string;
  readonly capacity: bigint;
  readonly windowSeconds: number;
}

export interface DeploymentSettings {
  /** Receives ADMIN; the deployer keeps no right unless it is the admin. */
  readonly admin: string;
  /** Who holds which role from the start. */
  readonly operators: Partial<Record<OperatorRole, readonly string[]>>;
  /** Operators of payments that may refund from the balances of the merchants they work for. Others refund from
   *  their own money only. */
  readonly refundOperators: readonly string[];
  readonly delays: DeploymentDelays;
  /** A token without a limit can be withdrawn and refunded, but not paid out. */
  readonly outflowLimits: readonly OutflowLimit[];
  /** Compliance, mandates, deposit addresses, vaults, credit and proof; payments alone when absent. */
  readonly suite?: SuiteSettings;
}

/** What a member of the role waits between scheduling a call and making it; zero for roles that only lower risk or
 *  are bounded otherwise. */
export function executionDelaySeconds(delays: DeploymentDelays, role: RoleName): number {
  switch (role) {
    case "ADMIN":
      return delays.adminSeconds;
    case "CURATOR":
      return delays.curatorSeconds;
    case "RISK":
      return delays.riskSeconds;
    case "FEE_MANAGER":
      return delays.feeManagerSeconds;
    case "SENTINEL":
    case "GUARDIAN":
    case "SETTLER":
    case "MANAGER":
    case "ALLOCATOR":
    case "KEEPER":
    case "COMPLIANCE":
      return 0;
  }
}
