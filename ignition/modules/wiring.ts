import type {
  ArgumentType,
  EncodeFunctionCallFuture,
  IgnitionModuleBuilder,
} from "@nomicfoundation/ignition-core";
import { id } from "ethers";
import { type DeploymentSettings, executionDelaySeconds } from "../deployment.settings.js";
import { type ManagedContract, type OperatorRole, roleIds, rolesOf } from "../roles.js";
import type { AssetFutures } from "./assets.js";
import type { Future, PaymentFutures } from "./payments.js";
import type { PolicyFutures } from "./policies.js";
import type { ProofFutures } from "./proof.js";

export interface SuiteFutures {
  readonly payments: PaymentFutures;
  readonly suite?: {
    readonly policies: PolicyFutures;
    readonly assets: readonly AssetFutures[];
    readonly proof: ProofFutures;
  };
}

/** One call of the access manager, and more gas than it uses. */
export interface WiringCall {
  readonly call: EncodeFunctionCallFuture<string, string>;
  readonly gas: number;
}

/** More than each call uses: a new slot costs 22,100 gas (EIP-2929), setters write one or two, a pool that gets its
 *  credit line six. roles.test.ts measures the sums. */
const GAS = { setter: 90_000, pool: 400_000, target: 40_000, selector: 36_000, grant: 90_000 } as const;

/** The access manager's calls, in the order that works while the deployer may still do everything. */
export class Wiring {
  readonly calls: WiringCall[] = [];
  readonly #m: IgnitionModuleBuilder;
  readonly #accessManager: Future;
  readonly #prefix: string;

  constructor(m: IgnitionModuleBuilder, accessManager: Future, prefix: string) {
    this.#m = m;
    this.#accessManager = accessManager;
    this.#prefix = prefix;
  }

  /** Has the access manager call another contract. */
  execute(target: Future, name: string, args: ArgumentType[], gas: number = GAS.setter): void {
    this.manage("execute", [target, this.#encode(target, name, args)], gas);
  }

  manage(name: string, args: ArgumentType[], gas: number): void {
    this.calls.push({ call: this.#encode(this.#accessManager, name, args), gas });
  }

  #encode(target: Future, name: string, args: ArgumentType[]) {
    return this.#m.encodeFunctionCall(target, name, args, {
      id: `${this.#prefix}${this.calls.length}_${name}`,
    });
  }
}

/** Limits, pointers and the rights of roles that have no members yet. The deployer still holds every right; there is no
 *  collector, neither escrow nor factory may credit Settlement, and nobody may sign credit. */
export function prepare(wiring: Wiring, { payments, suite }: SuiteFutures, settings: DeploymentSettings) {
  const { settlement, escrow } = payments;
  for (const { token, capacity, windowSeconds } of settings.outflowLimits) {
    wiring.execute(settlement, "setOutflowLimit", [token, capacity, windowSeconds]);
  }
  if (suite && settings.suite) {
    const { complianceGate, depositFactory, creditPolicy } = suite.policies;
    for (const oracle of settings.suite.oracles) wiring.execute(complianceGate, "addOracle", [oracle]);
    for (const gated of [settlement, escrow, depositFactory])
      wiring.execute(gated, "setGate", [complianceGate]);
    wiring.execute(settlement, "setTreasury", [settings.suite.treasury]);
    for (const operator of settings.suite.pledgeOperators) {
      wiring.execute(creditPolicy, "addPledgeOperator", [operator]);
    }
    for (const asset of suite.assets) prepareAsset(wiring, settlement, complianceGate, asset);
    assignFunctions(wiring, "complianceGate", complianceGate);
    assignFunctions(wiring, "depositFactory", depositFactory);
    assignFunctions(wiring, "creditPolicy", creditPolicy);
    assignFunctions(wiring, "ledgerAnchor", suite.proof.ledgerAnchor);
  }
  assignFunctions(wiring, "settlement", settlement);
  assignFunctions(wiring, "escrow", escrow);
}

function prepareAsset(
  wiring: Wiring,
  settlement: Future,
  gate: Future,
  { settings, earnVault, creditPool, creditLine }: AssetFutures,
): void {
  for (const gated of [earnVault, creditPool, creditLine]) wiring.execute(gated, "setGate", [gate]);
  for (const { adapter, cap } of settings.adapters) wiring.execute(earnVault, "setAdapter", [adapter, cap]);
  if (settings.bufferBps > 0) wiring.execute(earnVault, "setBuffer", [settings.bufferBps]);
  if (settings.earnFeeBps > 0) wiring.execute(earnVault, "setPerformanceFee", [settings.earnFeeBps]);
  if (settings.poolFeeBps > 0) wiring.execute(creditPool, "setPerformanceFee", [settings.poolFeeBps]);
  const { globalPrincipal, borrowerDebt, lineLimit, secondSignatureAbove } = settings.creditLimits;
  const limits = { globalPrincipal, borrowerDebt, lineLimit, secondSignatureAbove };
  wiring.execute(creditLine, "setLimits", [limits], 2 * GAS.setter);
  wiring.execute(creditPool, "setCreditLine", [creditLine], GAS.pool);
  wiring.execute(settlement, "addCreditLine", [creditLine]);
  wiring.execute(settlement, "setEarnVault", [settings.token, earnVault]);
  assignFunctions(wiring, "earnVault", earnVault);
  assignFunctions(wiring, "creditPool", creditPool);
  assignFunctions(wiring, "creditLine", creditLine);
}

/** Lets the escrow, its collectors, the deposit factory and underwriters in, gives the roles their members and hands ADMIN over with
 *  its delay. */
export function open(
  wiring: Wiring,
  { payments, suite }: SuiteFutures,
  settings: DeploymentSettings,
  deployer: string,
): void {
  const { settlement, escrow } = payments;
  wiring.execute(settlement, "addEscrow", [escrow], 2 * GAS.setter);
  if (suite) wiring.execute(settlement, "addFactory", [suite.policies.depositFactory]);
  if (suite && settings.suite) {
    for (const signer of settings.suite.underwriters) {
      wiring.execute(suite.policies.creditPolicy, "addUnderwriter", [signer]);
    }
  }
  const collectors = [payments.paymentCollector, payments.refundCollector];
  if (suite) collectors.push(suite.policies.spendMandate);
  for (const collector of collectors) wiring.execute(escrow, "addCollector", [collector]);
  for (const operator of settings.refundOperators) {
    wiring.execute(settlement, "addRefundOperator", [operator], 3 * GAS.setter);
  }

  for (const [role, members] of Object.entries(settings.operators)) {
    const name = role as OperatorRole;
    wiring.manage("labelRole", [roleIds[name], name], GAS.setter);
    for (const member of members ?? []) {
      const delaySeconds = executionDelaySeconds(settings.delays, name);
      wiring.manage("grantRole", [roleIds[name], member, delaySeconds], GAS.grant);
    }
  }
  const adminDelaySeconds = executionDelaySeconds(settings.delays, "ADMIN");
  wiring.manage("grantRole", [roleIds.ADMIN, settings.admin, adminDelaySeconds], GAS.grant);
  if (settings.admin.toLowerCase() !== deployer.toLowerCase()) {
    wiring.manage("renounceRole", [roleIds.ADMIN, deployer], GAS.grant);
  }
}

function assignFunctions(wiring: Wiring, contract: ManagedContract, target: Future): void {
  for (const [role, signatures] of rolesOf(contract)) {
    if (role === "ADMIN") continue;
    const selectors = signatures.map((signature) => id(signature).slice(0, 10));
    const gas = GAS.target + selectors.length * GAS.selector;
    wiring.manage("setTargetFunctionRole", [target, selectors, roleIds[role]], gas);
  }
}
