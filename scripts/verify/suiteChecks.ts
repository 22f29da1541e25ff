import { type BaseContract, getCreateAddress } from "ethers";
import type { AssetAddresses, TallystickDeployment } from "../../ignition/deployTallystick.js";
import type { AssetSettings, SuiteSettings } from "../../ignition/suite.settings.js";
import type { Checks } from "./checks.js";
import { everNamed } from "./readLogs.js";

export type ContractAt = (name: string, address: string) => Promise<BaseContract>;

/** Pointers, lists, limits and immutables of everything besides payments. */
export async function checkSuite(
  checks: Checks,
  at: ContractAt,
  deployment: TallystickDeployment,
  lastBlock: number,
): Promise<void> {
  const { addresses, assets, settings, startBlock } = deployment;
  const { suite } = settings;
  if (!suite) return;
  const located = (name: string, contract: string, address: string | undefined) => {
    if (!address) throw new Error(`The record has no ${name}`);
    return at(contract, address);
  };
  const gate = await located("complianceGate", "ComplianceGate", addresses.complianceGate);
  await checks.view("complianceGate", gate, "oracles", suite.oracles);
  const mandate = await located("spendMandate", "SpendMandate", addresses.spendMandate);
  await checks.view("spendMandate", mandate, "escrow", addresses.escrow);
  const factory = await located("depositFactory", "DepositFactory", addresses.depositFactory);
  await checks.view("depositFactory", factory, "settlement", addresses.settlement);
  await checks.view("depositFactory", factory, "wrappedNative", suite.wrappedNative);
  await checks.view("depositFactory", factory, "implementation", madeBy(String(addresses.depositFactory)));
  await checks.view("depositFactory", factory, "gate", addresses.complianceGate);
  const lens = await located("solvencyLens", "SolvencyLens", addresses.solvencyLens);
  await checks.view("solvencyLens", lens, "settlement", addresses.settlement);
  const anchor = await located("ledgerAnchor", "LedgerAnchor", addresses.ledgerAnchor);
  await checks.view("ledgerAnchor", anchor, "lens", addresses.solvencyLens);
  const policy = await located("creditPolicy", "CreditPolicy", addresses.creditPolicy);
  await checkPolicy(checks, policy, suite, startBlock, lastBlock);
  for (const asset of assets) {
    const wanted = suite.assets.find(({ symbol }) => symbol === asset.symbol);
    if (!wanted) throw new Error(`The record has no settings of ${asset.symbol}`);
    await checkAsset(checks, at, deployment, asset, wanted);
    // A lens tells the contracts it reads for a token: the escrow, Settlement, and the vaults of the token.
    const read = [addresses.escrow, addresses.settlement, asset.earnVault, asset.creditPool];
    await checks.is(`solvencyLens positions ${asset.symbol}`, read, async () =>
      (await lens.getFunction("positions")(asset.token)).map(([holder]: [string]) => holder),
    );
  }
}

/** The one contract that a contract's constructor makes: its code and address follow from its maker's. */
const madeBy = (from: string): string => getCreateAddress({ from, nonce: 1 });

async function checkPolicy(
  checks: Checks,
  policy: BaseContract,
  suite: SuiteSettings,
  startBlock: number,
  lastBlock: number,
): Promise<void> {
  const allowed = async (event: string, has: string) => {
    const ever = await everNamed(policy, event, startBlock, lastBlock);
    const now = await Promise.all(ever.map((account) => policy.getFunction(has)(account)));
    return ever.filter((_, index) => now[index]);
  };
  await checks.is("creditPolicy underwriters", suite.underwriters, () =>
    allowed("UnderwriterSet", "isUnderwriter"),
  );
  await checks.is("creditPolicy pledge operators", suite.pledgeOperators, () =>
    allowed("PledgeOperatorSet", "isPledgeOperator"),
  );
  await checks.is("creditPolicy verifiers", [], async () => {
    const schemas = await everNamed(policy, "VerifierSet", startBlock, lastBlock);
    const verifiers = await Promise.all(schemas.map((schema) => policy.getFunction("verifierOf")(schema)));
    return verifiers.filter((verifier) => BigInt(verifier) !== 0n);
  });
}

async function checkAsset(
  checks: Checks,
  at: ContractAt,
  { addresses, settings }: TallystickDeployment,
  { symbol, token, earnVault, creditPool, creditLine, pledgeBook }: AssetAddresses,
  wanted: AssetSettings,
): Promise<void> {
  const treasury = settings.suite?.treasury;
  const settlement = await at("Settlement", addresses.settlement);
  await checks.view("settlement", settlement, "earnVault", earnVault, token);

  const earn = await at("EarnVault", earnVault);
  const earnName = `earnVault ${symbol}`;
  await checks.view(earnName, earn, "asset", token);
  await checks.view(earnName, earn, "settlement", addresses.settlement);
  await checks.view(earnName, earn, "gate", addresses.complianceGate);
  await checks.view(earnName, earn, "gainWindowSeconds", wanted.gainWindowSeconds);
  await checks.is(
    `${earnName} buffer`,
    wanted.bufferBps,
    async () => (await earn.getFunction("gainStream")()).bufferBps,
  );
  const caps = wanted.adapters.map(({ adapter, cap }) => `${adapter} ${cap}`);
  await checks.is(`${earnName} adapters`, caps, async () => {
    const adapters: string[] = [...(await earn.getFunction("adapters")())];
    const configs = await Promise.all(adapters.map((adapter) => earn.getFunction("adapterConfig")(adapter)));
    return adapters.map((adapter, index) => `${adapter} ${configs[index].cap}`);
  });

  const pool = await at("CreditPool", creditPool);
  const poolName = `creditPool ${symbol}`;
  await checks.view(poolName, pool, "asset", token);
  await checks.view(poolName, pool, "settlement", addresses.settlement);
  await checks.view(poolName, pool, "gate", addresses.complianceGate);
  await checks.view(poolName, pool, "creditLine", creditLine);
  await checks.view(poolName, pool, "creditLines", [creditLine]);
  for (const [name, vault, feeBps] of [
    [earnName, earn, wanted.earnFeeBps],
    [poolName, pool, wanted.poolFeeBps],
  ] as const) {
    const terms = async () => (await vault.getFunction("feeTerms")()) as { treasury: string; feeBps: bigint };
    await checks.is(`${name} treasury`, treasury, async () => (await terms()).treasury);
    await checks.is(`${name} fee`, feeBps, async () => (await terms()).feeBps);
  }

  const line = await at("CreditLine", creditLine);
  const lineName = `creditLine ${symbol}`;
  await checks.view(lineName, line, "asset", token);
  await checks.view(lineName, line, "settlement", addresses.settlement);
  await checks.view(lineName, line, "gate", addresses.complianceGate);
  await checks.view(lineName, line, "pool", creditPool);
  await checks.view(lineName, line, "policy", addresses.creditPolicy);
  await checks.view(lineName, line, "pledgeBook", madeBy(creditLine));
  await checks.view(lineName, line, "defaultDelaySeconds", wanted.defaultDelaySeconds);
  for (const [limit, units] of Object.entries(wanted.creditLimits)) {
    await checks.is(`${lineName} ${limit}`, units, async () => (await line.getFunction("limits")())[limit]);
  }
  await checks.view(`pledgeBook ${symbol}`, await at("PledgeBook", pledgeBook), "creditLine", creditLine);
}
