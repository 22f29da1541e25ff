import { expect } from "chai";
import { type Interface, id } from "ethers";
import hre from "hardhat";
import { productionDelays } from "../../../ignition/deployment.settings.js";
import { deployTallystick } from "../../../ignition/deployTallystick.js";
import { roleFunctions, roleIds } from "../../../ignition/roles.js";
import { loadSuite } from "../fixtures/loadSuite.js";

/** Functions that the contracts mark restricted and that belong to ADMIN, by signature. */
const adminFunctions = {
  settlement: [
    "setGate(address)",
    "addEscrow(address)",
    "addRefundOperator(address)",
    "addFactory(address)",
    "addCreditLine(address)",
    "setTreasury(address)",
    "setEarnVault(address,address)",
    "dropLien(address,address)",
  ],
  escrow: ["setGate(address)", "addCollector(address)"],
} as const;

describe("deployment: roles and delays", () => {
  it("X1 gives every restricted function exactly the role of the table", async () => {
    const suite = await loadSuite();
    for (const contract of ["settlement", "escrow"] as const) {
      const target = suite[contract];
      const abi: Interface = target.interface;
      const expected = new Map<string, bigint>(adminFunctions[contract].map((name) => [name, roleIds.ADMIN]));
      for (const [role, signatures] of Object.entries(roleFunctions[contract])) {
        for (const signature of signatures) expected.set(signature, roleIds[role as keyof typeof roleIds]);
      }
      for (const [signature, role] of expected) {
        const selector = id(signature).slice(0, 10);
        expect(abi.getFunction(selector), signature).to.not.equal(null);
        expect(await suite.accessManager.getTargetFunctionRole(target, selector), signature).to.equal(role);
      }
    }
  });

  it("hands ADMIN over with its delay and leaves the deployer nothing", async () => {
    const connection = await hre.network.create();
    const [deployer, admin, risk, feeManager, settler] = await connection.ethers.getSigners();
    if (!deployer || !admin || !risk || !feeManager || !settler) throw new Error("too few accounts");
    const { addresses, startBlock, roles } = await deployTallystick(connection, {
      admin: admin.address,
      deployer: deployer.address,
      operators: { RISK: [risk.address], FEE_MANAGER: [feeManager.address], SETTLER: [settler.address] },
      refundOperators: [settler.address],
      delays: productionDelays,
      outflowLimits: [{ token: settler.address, capacity: 7n, windowSeconds: 9 }],
    });
    const manager = await connection.ethers.getContractAt("AccessManager", addresses.accessManager);
    const settlement = await connection.ethers.getContractAt("Settlement", addresses.settlement);
    expect(await manager.hasRole(roleIds.ADMIN, deployer.address)).to.deep.equal([false, 0n]);
    expect(await manager.hasRole(roleIds.ADMIN, admin.address)).to.deep.equal([true, 259_200n]);
    expect(await manager.hasRole(roleIds.RISK, risk.address)).to.deep.equal([true, 86_400n]);
    expect(await manager.hasRole(roleIds.FEE_MANAGER, feeManager.address)).to.deep.equal([true, 86_400n]);
    expect(await manager.hasRole(roleIds.SETTLER, settler.address)).to.deep.equal([true, 0n]);
    expect(await settlement.changeDelaySeconds()).to.equal(86_400n);
    expect(await settlement.outflowLimit(settler.address)).to.deep.equal([7n, 9n, 7n]);
    expect(await settlement.escrow()).to.equal(addresses.escrow);
    expect(await settlement.isRefundOperator(settler.address)).to.equal(true);
    expect(startBlock).to.equal(1);
    expect(roles.ADMIN).to.deep.equal([admin.address]);

    const gate = settlement.interface.encodeFunctionData("setGate", [settler.address]);
    await expect(settlement.connect(admin).setGate(settler.address)).to.be.revertedWithCustomError(
      manager,
      "AccessManagerNotScheduled",
    );
    await manager.connect(admin).schedule(addresses.settlement, gate, 0);
    await connection.networkHelpers.time.increase(259_200);
    await settlement.connect(admin).setGate(settler.address);
    expect(await settlement.gate()).to.equal(settler.address);
    await connection.close();
  });
});
