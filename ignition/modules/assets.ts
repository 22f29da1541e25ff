import type { IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";
import type { AssetSettings, SuiteSettings } from "../suite.settings.js";
import type { Future, PaymentFutures } from "./payments.js";
import type { PolicyFutures } from "./policies.js";

export interface AssetFutures {
  readonly settings: AssetSettings;
  readonly earnVault: Future;
  readonly creditPool: Future;
  readonly creditLine: Future;
}

/** The yield vault and the credit of one listed asset. The credit line makes its own pledge book. */
export function assetContracts(
  m: IgnitionModuleBuilder,
  { accessManager, settlement }: PaymentFutures,
  { creditPolicy }: PolicyFutures,
  { treasury }: SuiteSettings,
  asset: AssetSettings,
): AssetFutures {
  const { token, symbol, gainWindowSeconds, defaultDelaySeconds } = asset;
  const earnName = [`Tallystick Earn ${symbol}`, `tsEarn${symbol}`];
  const poolName = [`Tallystick Credit ${symbol}`, `tsCredit${symbol}`];
  const earnVault = m.contract(
    "EarnVault",
    [accessManager, token, settlement, treasury, gainWindowSeconds, ...earnName],
    { id: `EarnVault_${symbol}` },
  );
  const creditPool = m.contract("CreditPool", [accessManager, token, settlement, treasury, ...poolName], {
    id: `CreditPool_${symbol}`,
  });
  const creditLine = m.contract(
    "CreditLine",
    [accessManager, settlement, creditPool, creditPolicy, defaultDelaySeconds],
    { id: `CreditLine_${symbol}` },
  );
  return { settings: asset, earnVault, creditPool, creditLine };
}
