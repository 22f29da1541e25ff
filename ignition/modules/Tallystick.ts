import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ContractCallFuture, IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import type { DeploymentSettings } from "../deployment.settings.js";
import { assetContracts } from "./assets.js";
import { type Future, paymentContracts } from "./payments.js";
import { policyContracts } from "./policies.js";
import { proofContracts } from "./proof.js";
import { open, prepare, type SuiteFutures, Wiring, type WiringCall } from "./wiring.js";

/** A transaction may use 16,777,216 gas (EIP-7825). */
const WIRING_GAS = 14_000_000;

/** The contracts and their access manager, wired and handed over: either every right is in place with its delay, or
 *  the deployer still holds all of them and nothing is open. */
export const tallystickModule = (settings: DeploymentSettings, deployer: string) =>
  buildModule("Tallystick", (m) => {
    const futures = contractsOf(m, settings, deployer);
    const { accessManager } = futures.payments;
    const prepared = new Wiring(m, accessManager, "prepare");
    prepare(prepared, futures, settings);
    const opening = new Wiring(m, accessManager, "open");
    open(opening, futures, settings, deployer);

    let last: ContractCallFuture<string, string> | undefined;
    const transactions = inTransactions(prepared.calls, opening.calls);
    for (const [index, calls] of transactions.entries()) {
      const isLast = index === transactions.length - 1;
      last = m.call(accessManager, "multicall", [calls.map(({ call }) => call)], {
        id: isLast ? "wire" : `prepare${index}`,
        ...(last && { after: [last] }),
      });
    }
    return named(futures);
  });

function contractsOf(m: IgnitionModuleBuilder, settings: DeploymentSettings, deployer: string): SuiteFutures {
  const { recipientSeconds } = settings.delays;
  const payments = paymentContracts(m, { deployer, recipientSeconds });
  const { suite } = settings;
  if (!suite) return { payments };
  const policies = policyContracts(m, payments, suite);
  const assets = suite.assets.map((asset) => assetContracts(m, payments, policies, suite, asset));
  return { payments, suite: { policies, assets, proof: proofContracts(m, payments, assets) } };
}

/** As few transactions as the gas limit allows. What opens stays together with what hands over, in the last one. */
function inTransactions(prepared: readonly WiringCall[], opening: readonly WiringCall[]): WiringCall[][] {
  const transactions: WiringCall[][] = [[]];
  let gas = 0;
  const add = (calls: readonly WiringCall[]) => {
    const needed = calls.reduce((sum, call) => sum + call.gas, 0);
    if (gas > 0 && gas + needed > WIRING_GAS) {
      transactions.push([]);
      gas = 0;
    }
    transactions.at(-1)?.push(...calls);
    gas += needed;
  };
  for (const call of prepared) add([call]);
  add(opening);
  return transactions;
}

/** Flat, as Ignition returns contracts; an asset's end with its symbol. */
function named({ payments, suite }: SuiteFutures): Record<string, Future> {
  if (!suite) return { ...payments };
  const assets = suite.assets.flatMap(({ settings, earnVault, creditPool, creditLine }) => [
    [`earnVault_${settings.symbol}`, earnVault],
    [`creditPool_${settings.symbol}`, creditPool],
    [`creditLine_${settings.symbol}`, creditLine],
  ]);
  return { ...payments, ...suite.policies, ...suite.proof, ...Object.fromEntries(assets) };
}
