import type { BaseContract } from "ethers";
import type { TallystickDeployment } from "../../ignition/deployTallystick.js";
import { collectorType } from "../../ignition/modules/payments.js";
import type { Checks } from "./checks.js";
import { everNamed } from "./readLogs.js";

export interface Payments {
  readonly settlement: BaseContract;
  readonly escrow: BaseContract;
  readonly paymentCollector: BaseContract;
  readonly refundCollector: BaseContract;
}

/** Values of Creditor in contracts/types/Settlement.sol. */
const creditor = { Escrow: 1n, Factory: 3n, CreditLine: 4n } as const;
const NOBODY = `0x${"00".repeat(20)}`;

/** Who may collect and credit, limits and pointers of escrow, Settlement and collectors. */
export async function checkPayments(
  checks: Checks,
  { settlement, escrow, paymentCollector, refundCollector }: Payments,
  { addresses, assets, settings, startBlock }: TallystickDeployment,
  lastBlock: number,
): Promise<void> {
  const { suite } = settings;
  const inSet = async (contract: BaseContract, event: string, has: string) => {
    const ever = await everNamed(contract, event, startBlock, lastBlock);
    const now = await Promise.all(ever.map((account) => contract.getFunction(has)(account)));
    return ever.filter((_, index) => now[index]);
  };
  const collectors = [addresses.paymentCollector, addresses.refundCollector, addresses.spendMandate];
  await checks.is("escrow collectors", collectors.filter(Boolean), () =>
    inSet(escrow, "CollectorSet", "isCollectorAllowed"),
  );
  await checks.is("settlement refund operators", settings.refundOperators, () =>
    inSet(settlement, "RefundOperatorSet", "isRefundOperator"),
  );
  const creditors = [
    `${addresses.escrow} ${creditor.Escrow}`,
    ...(addresses.depositFactory ? [`${addresses.depositFactory} ${creditor.Factory}`] : []),
    ...assets.map(({ creditLine }) => `${creditLine} ${creditor.CreditLine}`),
  ];
  await checks.is("settlement creditors", creditors, async () => {
    const ever = await inSet(settlement, "CreditorSet", "creditorOf");
    const kinds = await Promise.all(ever.map((account) => settlement.getFunction("creditorOf")(account)));
    return ever.map((account, index) => `${account} ${kinds[index]}`);
  });

  await checks.view("settlement", settlement, "escrow", addresses.escrow);
  await checks.view("settlement", settlement, "changeDelaySeconds", settings.delays.recipientSeconds);
  await checks.view("settlement", settlement, "treasury", suite?.treasury ?? NOBODY);
  await checks.view("settlement", settlement, "gate", addresses.complianceGate ?? NOBODY);
  await checks.view("escrow", escrow, "gate", addresses.complianceGate ?? NOBODY);
  await checks.view("escrow", escrow, "settlement", addresses.settlement);
  for (const [name, contract, type] of [
    ["paymentCollector", paymentCollector, collectorType.Payment],
    ["refundCollector", refundCollector, collectorType.Refund],
  ] as const) {
    await checks.view(name, contract, "escrow", addresses.escrow);
    await checks.view(name, contract, "collectorType", type);
    await checks.view(name, contract, "permit2Deployment", addresses.permit2);
  }
  const limits = settings.outflowLimits.map(
    (limit) => `${limit.token} ${limit.capacity} ${limit.windowSeconds}`,
  );
  await checks.is("settlement outflow limits", limits, async () => {
    const ever = await everNamed(settlement, "OutflowLimitSet", startBlock, lastBlock);
    const found = await Promise.all(ever.map((token) => settlement.getFunction("outflowLimit")(token)));
    return ever.map((token, index) => `${token} ${found[index][0]} ${found[index][1]}`);
  });
}
