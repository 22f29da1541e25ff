import type {
  ArgumentType,
  CallableContractFuture,
  EncodeFunctionCallFuture,
  IgnitionModuleBuilder,
} from "@nomicfoundation/ignition-core";
import { id } from "ethers";
import { type DeploymentSettings, executionDelaySeconds } from "../deployment.settings.js";
import { type OperatorRole, roleFunctions, roleIds } from "../roles.js";

type Future = CallableContractFuture<string>;

export interface TallystickFutures {
  readonly accessManager: Future;
  readonly settlement: Future;
  readonly escrow: Future;
  readonly paymentCollector: Future;
  readonly refundCollector: Future;
}

/** The access manager's calls in the order that works: wire while the deployer may do everything, then split the
 *  rights by role, then hand ADMIN over with its delay. */
export function accessManagerCalls(
  m: IgnitionModuleBuilder,
  contracts: TallystickFutures,
  settings: DeploymentSettings,
  deployer: string,
): EncodeFunctionCallFuture<string, string>[] {
  const { accessManager, settlement, escrow } = contracts;
  const calls: EncodeFunctionCallFuture<string, string>[] = [];
  const encode = (target: Future, name: string, args: ArgumentType[]) =>
    m.encodeFunctionCall(target, name, args, { id: `call${calls.length}_${name}` });
  const manage = (name: string, args: ArgumentType[]) => calls.push(encode(accessManager, name, args));
  const execute = (target: Future, name: string, args: ArgumentType[]) =>
    manage("execute", [target, encode(target, name, args)]);

  execute(settlement, "addEscrow", [escrow]);
  execute(escrow, "addCollector", [contracts.paymentCollector]);
  execute(escrow, "addCollector", [contracts.refundCollector]);
  for (const operator of settings.refundOperators) execute(settlement, "addRefundOperator", [operator]);
  for (const { token, capacity, windowSeconds } of settings.outflowLimits) {
    execute(settlement, "setOutflowLimit", [token, capacity, windowSeconds]);
  }

  for (const contract of ["settlement", "escrow"] as const) {
    for (const [role, signatures] of Object.entries(roleFunctions[contract])) {
      const selectors = signatures.map((signature) => id(signature).slice(0, 10));
      manage("setTargetFunctionRole", [contracts[contract], selectors, roleIds[role as OperatorRole]]);
    }
  }

  for (const [role, members] of Object.entries(settings.operators)) {
    const name = role as OperatorRole;
    manage("labelRole", [roleIds[name], name]);
    for (const member of members ?? []) {
      manage("grantRole", [roleIds[name], member, executionDelaySeconds(settings.delays, name)]);
    }
  }

  manage("grantRole", [roleIds.ADMIN, settings.admin, executionDelaySeconds(settings.delays, "ADMIN")]);
  if (settings.admin.toLowerCase() !== deployer.toLowerCase()) {
    manage("renounceRole", [roleIds.ADMIN, deployer]);
  }
  return calls;
}
