import { expect } from "chai";
import { type BaseContract, type FunctionFragment, id, type ParamType } from "ethers";
import hre from "hardhat";
import { productionDelays } from "../../../ignition/deployment.settings.js";
import { deployTallystick } from "../../../ignition/deployTallystick.js";
import { ensurePermit2, PERMIT2 } from "../../../ignition/permit2/ensurePermit2.js";
import {
  type ManagedContract,
  type RoleName,
  roleFunctions,
  roleIds,
  rolesOf,
} from "../../../ignition/roles.js";
import { testDollarSuite } from "../../../ignition/testDollarSuite.js";
import { contractsOf, deployWholeSuite, gasOfWiring, type WholeSuite } from "../fixtures/wholeSuite.js";

const connection = await hre.network.create();
const load = (): Promise<WholeSuite> => connection.networkHelpers.loadFixture(deployHere);
const deployHere = (): Promise<WholeSuite> => deployWholeSuite(connection);

/** Roles that raise risk wait; the others lower it or are bounded otherwise. */
const waiting: Readonly<Partial<Record<RoleName, bigint>>> = {
  ADMIN: 259_200n,
  CURATOR: 172_800n,
  RISK: 86_400n,
  FEE_MANAGER: 86_400n,
};
/** OpenZeppelin's: nobody but the access manager itself, whose updateAuthority is ADMIN's. */
const MANAGER_ONLY = "setAuthority";
const DENIED = id("AccessManagedUnauthorized(address)").slice(0, 10);
const ASSETS = 6;
/** EIP-7825. */
const TRANSACTION_GAS = 16_777_216n;

const contracts = Object.keys(roleFunctions) as ManagedContract[];

describe("deployment: roles and delays", () => {
  it("X1 gives every function that asks the access manager exactly the role of the table", async () => {
    const { deployment } = await load();
    const all = await contractsOf(connection, deployment);
    const manager = await connection.ethers.getContractAt(
      "AccessManager",
      deployment.addresses.accessManager,
    );
    for (const contract of contracts) {
      const target = all[contract];
      const expected = new Map(rolesOf(contract).flatMap(([role, list]) => list.map((name) => [name, role])));
      expect([...expected.keys()].sort(), contract).to.deep.equal(await askingFunctions(target));
      for (const [signature, role] of expected) {
        const selector = id(signature).slice(0, 10);
        const found = await manager.getTargetFunctionRole(target, selector);
        expect(found, `${contract} ${signature}`).to.equal(roleIds[role as RoleName]);
      }
    }
  });

  it("X1 leaves no function for a role in contracts outside the table", async () => {
    const { deployment } = await load();
    const { addresses, assets } = deployment;
    const outside = {
      PaymentCollector: [addresses.paymentCollector, addresses.refundCollector],
      SpendMandate: [addresses.spendMandate],
      SolvencyLens: [addresses.solvencyLens],
      PledgeBook: assets.map(({ pledgeBook }) => pledgeBook),
    };
    for (const [name, list] of Object.entries(outside)) {
      for (const address of list) {
        const target = await connection.ethers.getContractAt(name, address ?? "");
        expect(await askingFunctions(target), name).to.deep.equal([]);
        expect(target.interface.hasFunction("authority"), name).to.equal(false);
      }
    }
  });

  it("X1 makes members of each role wait as long as the design says, and leaves the deployer nothing", async () => {
    const fresh = await hre.network.create();
    const { deployment, members } = await deployWholeSuite(fresh, { delays: productionDelays });
    const { addresses, deployer } = deployment;
    const manager = await fresh.ethers.getContractAt("AccessManager", addresses.accessManager);
    const settlement = await fresh.ethers.getContractAt("Settlement", addresses.settlement);
    for (const [role, member] of Object.entries(members)) {
      const name = role as RoleName;
      expect(await manager.hasRole(roleIds[name], deployer), name).to.deep.equal([false, 0n]);
      const delaySeconds = waiting[name] ?? 0n;
      expect(await manager.hasRole(roleIds[name], member.address), name).to.deep.equal([true, delaySeconds]);
    }
    expect(await settlement.changeDelaySeconds()).to.equal(86_400n);
    expect(deployment.startBlock).to.equal(1);

    const admin = members.ADMIN;
    const gate = settlement.interface.encodeFunctionData("setGate", [admin.address]);
    await expect(settlement.connect(admin).setGate(admin.address)).to.be.revertedWithCustomError(
      manager,
      "AccessManagerNotScheduled",
    );
    await manager.connect(admin).schedule(addresses.settlement, gate, 0);
    await fresh.networkHelpers.time.increase(259_199 - 1);
    await expect(settlement.connect(admin).setGate(admin.address)).to.be.revertedWithCustomError(
      manager,
      "AccessManagerNotReady",
    );
    await fresh.networkHelpers.time.increase(1);
    await settlement.connect(admin).setGate(admin.address);
    expect(await settlement.gate()).to.equal(admin.address);
    await fresh.close();
  });

  it("deploys payments alone when asked for nothing else", async () => {
    const fresh = await hre.network.create();
    const [deployer, other] = await fresh.ethers.getSigners();
    if (!deployer || !other) throw new Error("too few accounts");
    await ensurePermit2(fresh, other.address);
    const { addresses, assets, roles } = await deployTallystick(fresh, {
      admin: deployer.address,
      operators: {},
      refundOperators: [other.address],
      delays: productionDelays,
      outflowLimits: [{ token: other.address, capacity: 7n, windowSeconds: 9 }],
    });
    expect(Object.keys(addresses).sort()).to.deep.equal(
      ["accessManager", "escrow", "paymentCollector", "permit2", "refundCollector", "settlement"].sort(),
    );
    expect(addresses.permit2).to.equal(PERMIT2);
    expect(assets).to.deep.equal([]);
    expect(roles).to.deep.equal({ ADMIN: [deployer.address] });
    const settlement = await fresh.ethers.getContractAt("Settlement", addresses.settlement);
    expect(await settlement.gate()).to.equal(fresh.ethers.ZeroAddress);
    expect(await settlement.outflowLimit(other.address)).to.deep.equal([7n, 9n, 7n]);
    expect(await settlement.isRefundOperator(other.address)).to.equal(true);
    await fresh.close();
  });

  it("sends nothing to a chain that lacks Permit2, unless it deploys test money there", async () => {
    const fresh = await hre.network.create();
    const [deployer] = await fresh.ethers.getSigners();
    if (!deployer) throw new Error("too few accounts");
    const failed = await deployTallystick(fresh, {
      admin: deployer.address,
      operators: {},
      refundOperators: [],
      delays: productionDelays,
      outflowLimits: [],
    }).catch((error: Error) => error.message);
    expect(failed).to.equal(`Permit2 is not on this chain: ${PERMIT2} has no code`);
    expect(await fresh.ethers.provider.getBlockNumber()).to.equal(0);
    await fresh.close();
  });

  it("splits the wiring of many assets into transactions that fit, the last of which opens", async () => {
    const fresh = await hre.network.create();
    const [deployer] = await fresh.ethers.getSigners();
    if (!deployer) throw new Error("too few accounts");
    const suite = testDollarSuite(deployer.address);
    const [asset] = suite.assets;
    if (!asset) throw new Error("the test suite has an asset");
    const tokens = await Promise.all(
      Array.from({ length: ASSETS }, async () =>
        (await fresh.ethers.deployContract("PlainToken", [6])).getAddress(),
      ),
    );
    const assets = tokens.map((token, index) => ({ ...asset, token, symbol: `T${index}` }));
    const before = await fresh.ethers.provider.getBlockNumber();
    const { deployment } = await deployWholeSuite(fresh, { suite: { ...suite, assets } });
    const used = await gasOfWiring(fresh, deployment.addresses.accessManager, before);
    expect(used.length).to.be.greaterThan(1);
    for (const gas of used) expect(gas).to.be.lessThan(TRANSACTION_GAS);
    expect(deployment.assets).to.have.length(ASSETS);
    const settlement = await fresh.ethers.getContractAt("Settlement", deployment.addresses.settlement);
    for (const { token, earnVault } of deployment.assets) {
      expect(await settlement.earnVault(token)).to.equal(earnVault);
    }
    const escrow = await fresh.ethers.getContractAt("PaymentEscrow", deployment.addresses.escrow);
    const collectors = await escrow.queryFilter(escrow.filters.CollectorSet());
    // Permit2 comes after what is ours, in three.
    expect(new Set(collectors.map(({ blockNumber }) => blockNumber))).to.deep.equal(
      new Set([(await fresh.ethers.provider.getBlockNumber()) - 3]),
    );
    await fresh.close();
  });
});

/** Signatures of the functions that send a stranger to the access manager: with zeros for arguments, and for accounts
 *  under management and others of which a stranger is not the owner. */
async function askingFunctions(target: BaseContract): Promise<string[]> {
  const [, ...signers] = await connection.ethers.getSigners();
  const stranger = signers.at(-1);
  if (!stranger) throw new Error("too few accounts");
  const managed = signers.at(-2)?.address ?? "";
  if (target.interface.hasFunction("setManaged")) {
    const account = await connection.ethers.getSigner(managed);
    await target.connect(account).getFunction("setManaged")(true);
  }
  const asking: string[] = [];
  target.interface.forEachFunction((fragment) => {
    if (!fragment.constant && fragment.name !== MANAGER_ONLY) asking.push(fragment.format());
  });
  const results = await Promise.all(
    asking.map(async (signature) => {
      const fragment = target.interface.getFunction(signature);
      if (!fragment) throw new Error(`No function ${signature}`);
      const data = target.interface.encodeFunctionData(fragment, argumentsOf(fragment, managed));
      const call = { from: stranger.address, to: await target.getAddress(), data };
      const error = await connection.ethers.provider.call(call).then(
        () => "",
        (reason: { data?: string; message: string }) => `${reason.data ?? ""} ${reason.message}`,
      );
      return error.includes(DENIED) ? [signature] : [];
    }),
  );
  return results.flat().sort();
}

const argumentsOf = ({ inputs }: FunctionFragment, account: string): unknown[] =>
  inputs.map((input) => zeroOf(input, account));

function zeroOf(param: ParamType, account: string): unknown {
  if (param.isArray()) return [];
  if (param.isTuple()) return param.components.map((component) => zeroOf(component, account));
  switch (param.type) {
    case "address":
      return account;
    case "bool":
      return false;
    case "string":
      return "";
    case "bytes":
      return "0x";
    default:
      return param.type.startsWith("bytes") ? `0x${"0".repeat(2 * Number(param.type.slice(5)))}` : 0;
  }
}
