import { expect } from "chai";
import type { BaseContract } from "ethers";
import hre from "hardhat";
import { type ManagedContract, roleFunctions } from "../../../ignition/roles.js";
import { creditStatus, opened } from "../fixtures/credit.js";
import { withActors } from "../fixtures/wholeActors.js";
import { contractsOf, deployWholeSuite, type WholeSuite } from "../fixtures/wholeSuite.js";

const connection = await hre.network.create();
const load = (): Promise<WholeSuite> => connection.networkHelpers.loadFixture(deployHere);
const deployHere = (): Promise<WholeSuite> => deployWholeSuite(connection);

/** What is there to be lowered, and who lowers it. */
interface Context {
  readonly target: BaseContract;
  readonly suite: WholeSuite;
  readonly token: string;
}
type Proof = (context: Context) => Promise<void>;

/** The call cannot raise what it is there to lower. */
const refusesMore =
  (name: string, args: (context: Context) => unknown[], error: string): Proof =>
  async (context) => {
    await expect(context.target.getFunction(name)(...args(context))).to.be.revertedWithCustomError(
      context.target,
      error,
    );
  };

/** The call ends a right: before it is true, afterwards false. */
const ends =
  (name: string, subject: (context: Context) => string, has: (context: Context) => Promise<boolean>): Proof =>
  async (context) => {
    expect(await has(context), `before ${name}`).to.equal(true);
    await context.target.getFunction(name)(subject(context));
    expect(await has(context), `after ${name}`).to.equal(false);
  };

const MAX_LIMITS = [10n ** 12n, 10n ** 11n, 10n ** 11n, 5n * 10n ** 10n];
const raised = (index: number) => MAX_LIMITS.map((limit, i) => (i === index ? limit + 1n : limit));
/** What exampleTerms in fixtures/credit.ts allow. */
const LINE_LIMIT = 1_000_000_000n;
const UNKNOWN = `0x${"11".repeat(32)}`;
const asset = ({ suite }: Context) => {
  const [listed] = suite.deployment.assets;
  if (!listed) throw new Error("The deployment has no asset");
  return listed;
};
const address = (value: string | undefined): string => value ?? "";

/** For every function of SENTINEL, by contract and name: why it only reduces risk. */
const proofs: Readonly<Record<string, Proof>> = {
  "settlement lowerOutflowLimit": async (context) => {
    const lower = (capacity: bigint, window: number) => [context.token, capacity, window];
    for (const args of [lower(10n ** 12n + 1n, 86_400), lower(10n ** 12n, 86_399)]) {
      await refusesMore("lowerOutflowLimit", () => args, "OutflowLimitNotLower")(context);
    }
  },
  "settlement removeEscrow": ends(
    "removeEscrow",
    ({ suite }) => suite.deployment.addresses.escrow,
    async ({ target, suite }) => (await target.getFunction("escrow")()) === suite.deployment.addresses.escrow,
  ),
  "settlement removeFactory": ends(
    "removeFactory",
    ({ suite }) => address(suite.deployment.addresses.depositFactory),
    async ({ target, suite }) =>
      (await target.getFunction("creditorOf")(suite.deployment.addresses.depositFactory)) !== 0n,
  ),
  "settlement removeCreditLine": async (context) => {
    const { creditLine } = asset(context);
    await context.target.getFunction("removeCreditLine")(creditLine);
    await refusesMore("removeCreditLine", () => [creditLine], "NotACreditor")(context);
  },
  "settlement removeRefundOperator": ends(
    "removeRefundOperator",
    ({ suite }) => suite.deployment.deployer,
    ({ target, suite }) => target.getFunction("isRefundOperator")(suite.deployment.deployer),
  ),
  "escrow removeCollector": ends(
    "removeCollector",
    ({ suite }) => suite.deployment.addresses.paymentCollector,
    ({ target, suite }) =>
      target.getFunction("isCollectorAllowed")(suite.deployment.addresses.paymentCollector),
  ),
  "creditPolicy removeUnderwriter": ends(
    "removeUnderwriter",
    ({ suite }) => suite.deployment.deployer,
    ({ target, suite }) => target.getFunction("isUnderwriter")(suite.deployment.deployer),
  ),
  "creditPolicy removePledgeOperator": ends(
    "removePledgeOperator",
    ({ suite }) => suite.deployment.deployer,
    ({ target, suite }) => target.getFunction("isPledgeOperator")(suite.deployment.deployer),
  ),
  "creditPolicy removeVerifier": async ({ target, suite }) => {
    const policy = target.connect(suite.members.ADMIN);
    await policy.getFunction("addVerifier")(UNKNOWN, suite.deployment.addresses.escrow);
    await target.getFunction("removeVerifier")(UNKNOWN);
    expect(await target.getFunction("verifierOf")(UNKNOWN)).to.equal(`0x${"0".repeat(40)}`);
  },
  "earnVault lowerAdapterCap": async (context) => {
    const adapter = await withAdapter(context);
    await refusesMore("lowerAdapterCap", () => [adapter, 100n], "CapNotLower")(context);
    await context.target.getFunction("lowerAdapterCap")(adapter, 99n);
    expect(await context.target.getFunction("adapterConfig")(adapter)).to.deep.equal([99n, 0n]);
  },
  "earnVault removeAdapter": async (context) => {
    const adapter = await withAdapter(context);
    await context.target.getFunction("removeAdapter")(adapter);
    expect(await context.target.getFunction("adapters")()).to.deep.equal([]);
  },
  "earnVault raiseBuffer": refusesMore("raiseBuffer", () => [1_000], "BufferNotHigher"),
  "creditPool retireCreditLine": async (context) => {
    expect(await context.target.getFunction("creditLine")()).to.equal(asset(context).creditLine);
    await context.target.getFunction("retireCreditLine")();
    expect(await context.target.getFunction("creditLine")()).to.equal(`0x${"0".repeat(40)}`);
  },
  "creditLine lowerLimits": async (context) => {
    for (const index of MAX_LIMITS.keys()) {
      await refusesMore("lowerLimits", () => [raised(index)], "LimitTooHigh")(context);
    }
  },
  "creditLine setLimit": async (context) => {
    const id = await openLine(context);
    await refusesMore("setLimit", () => [id, LINE_LIMIT], "LimitTooHigh")(context);
    await context.target.getFunction("setLimit")(id, LINE_LIMIT - 1n);
    expect((await context.target.getFunction("creditOf")(id)).limit).to.equal(LINE_LIMIT - 1n);
  },
  "creditLine freeze": async (context) => {
    const id = await openLine(context);
    await context.target.getFunction("freeze")(id);
    expect((await context.target.getFunction("creditOf")(id)).status).to.equal(creditStatus.Frozen);
  },
};

describe("deployment: SENTINEL", () => {
  it("X1 has a proof for each of its functions that it only reduces risk", () => {
    const functions = Object.entries(roleFunctions).flatMap(([contract, roles]) =>
      (roles.SENTINEL ?? []).map((signature) => `${contract} ${signature.slice(0, signature.indexOf("("))}`),
    );
    expect(Object.keys(proofs).sort()).to.deep.equal(functions.sort());
  });

  for (const [name, proof] of Object.entries(proofs)) {
    it(`X1 only reduces risk by ${name}`, async () => {
      const suite = await load();
      const contract = name.slice(0, name.indexOf(" ")) as ManagedContract;
      const target = (await contractsOf(connection, suite.deployment))[contract].connect(
        suite.members.SENTINEL,
      );
      const token = suite.deployment.addresses.testDollar ?? "";
      await proof({ target, suite, token });
    });
  }
});

/** An open line of a merchant. */
const openLine = async ({ suite }: Context): Promise<string> => opened(await withActors(suite));

/** An adapter of the Earn vault with a cap of 100. */
async function withAdapter({ target, suite, token }: Context): Promise<string> {
  const adapter = await (await connection.ethers.deployContract("AdapterVault", [token])).getAddress();
  await target.connect(suite.members.CURATOR).getFunction("setAdapter")(adapter, 100n);
  return adapter;
}
