import { expect } from "chai";
import hre from "hardhat";
import { productionDelays } from "../../../ignition/deployment.settings.js";
import { roleIds } from "../../../ignition/roles.js";
import { toRecord } from "../../../scripts/deploymentRecord.js";
import { isAsConfigured } from "../../../scripts/verify/checks.js";
import { compareDeployment } from "../../../scripts/verify/compareDeployment.js";
import { type WholeActors, withActors } from "../fixtures/wholeActors.js";
import { deployWholeSuite, type WholeSuite } from "../fixtures/wholeSuite.js";

const connection = await hre.network.create();
const load = (): Promise<WholeSuite> => connection.networkHelpers.loadFixture(deployHere);
const deployHere = (): Promise<WholeSuite> => deployWholeSuite(connection);

/** What differs from the record, after it went through its file. */
async function differences({ deployment }: Pick<WholeSuite, "deployment">): Promise<string[]> {
  const record = JSON.parse(toRecord(deployment));
  const rows = await compareDeployment(connection, hre.artifacts, record);
  return rows.filter((row) => !isAsConfigured(row)).map(({ what }) => what);
}

/** One thing broken after the deployment, and the rows that tell. */
const faults: Readonly<Record<string, { break: (suite: WholeActors) => Promise<unknown>; rows: string[] }>> =
  {
    "a revoked role": {
      break: ({ accessManager, admin, settler }) =>
        accessManager.connect(admin).revokeRole(roleIds.SETTLER, settler.address),
      rows: ["role SETTLER members"],
    },
    "a member too many": {
      break: ({ accessManager, admin, stranger }) =>
        accessManager.connect(admin).grantRole(roleIds.RISK, stranger.address, 0),
      rows: ["role RISK members"],
    },
    "a role that no table knows": {
      break: ({ accessManager, admin, stranger }) =>
        accessManager.connect(admin).grantRole(77n, stranger.address, 0),
      rows: ["role 77 members"],
    },
    "another delay": {
      break: ({ accessManager, admin, risk }) =>
        accessManager.connect(admin).grantRole(roleIds.RISK, risk.address, 5),
      rows: ["role RISK members"],
    },
    "a function of another role": {
      break: ({ accessManager, admin, line }) => {
        const { selector } = line.interface.getFunction("writeOff");
        return accessManager.connect(admin).setTargetFunctionRole(line, [selector], roleIds.KEEPER);
      },
      rows: ["creditLine TUSD writeOff is for"],
    },
    "a closed contract": {
      break: ({ accessManager, admin, pool }) => accessManager.connect(admin).setTargetClosed(pool, true),
      rows: ["creditPool TUSD closed"],
    },
    "another gate": {
      break: ({ escrow, admin, stranger }) => escrow.connect(admin).setGate(stranger.address),
      rows: ["escrow gate"],
    },
    "a missing collector": {
      break: ({ escrow, sentinel, mandates }) => escrow.connect(sentinel).removeCollector(mandates),
      rows: ["escrow collectors"],
    },
    "a collector too many": {
      break: async ({ escrow, admin, ethers }) =>
        escrow
          .connect(admin)
          .addCollector(await ethers.deployContract("SpendMandate", [await escrow.getAddress()])),
      rows: ["escrow collectors"],
    },
    "a missing factory": {
      break: ({ settlement, sentinel, factory }) => settlement.connect(sentinel).removeFactory(factory),
      rows: ["settlement creditors"],
    },
    "a refund operator too many": {
      break: ({ settlement, admin, stranger }) =>
        settlement.connect(admin).addRefundOperator(stranger.address),
      rows: ["settlement refund operators"],
    },
    "another treasury": {
      break: ({ settlement, admin, stranger }) => settlement.connect(admin).setTreasury(stranger.address),
      rows: ["settlement treasury"],
    },
    "a lower outflow limit": {
      break: ({ settlement, sentinel, token }) =>
        settlement.connect(sentinel).lowerOutflowLimit(token, 1n, 86_400n),
      rows: ["settlement outflow limits"],
    },
    "a retired credit line": {
      break: ({ pool, sentinel }) => pool.connect(sentinel).retireCreditLine(),
      rows: ["creditPool TUSD creditLine"],
    },
    "another credit limit": {
      break: async ({ line, risk }) => {
        const [globalPrincipal, borrowerDebt, lineLimit] = await line.limits();
        const secondSignatureAbove = 1n;
        return line
          .connect(risk)
          .setLimits({ globalPrincipal, borrowerDebt, lineLimit, secondSignatureAbove });
      },
      rows: ["creditLine TUSD secondSignatureAbove"],
    },
    "another buffer": {
      break: ({ earn, sentinel }) => earn.connect(sentinel).raiseBuffer(2_000),
      rows: ["earnVault TUSD buffer"],
    },
    "another fee": {
      break: ({ pool, feeManager }) => pool.connect(feeManager).setPerformanceFee(7),
      rows: ["creditPool TUSD fee"],
    },
    "a missing underwriter": {
      break: ({ policy, sentinel, underwriter }) =>
        policy.connect(sentinel).removeUnderwriter(underwriter.address),
      rows: ["creditPolicy underwriters"],
    },
    "a verifier too many": {
      break: ({ policy, admin, escrow }) => policy.connect(admin).addVerifier(`0x${"11".repeat(32)}`, escrow),
      rows: ["creditPolicy verifiers"],
    },
    "an oracle too many": {
      break: async ({ gate, accessManager, admin, ethers }) => {
        const oracle = await ethers.deployContract("SwitchOracle");
        const call = gate.interface.encodeFunctionData("addOracle", [await oracle.getAddress()]);
        await accessManager.connect(admin).grantRole(roleIds.COMPLIANCE, admin.address, 0);
        await admin.sendTransaction({ to: await gate.getAddress(), data: call });
        await accessManager.connect(admin).revokeRole(roleIds.COMPLIANCE, admin.address);
      },
      rows: ["complianceGate oracles"],
    },
    "other code": {
      break: async ({ connection: { networkHelpers }, ethers, lens, book }) => {
        const code = await ethers.provider.getCode(book);
        await networkHelpers.setCode(await lens.getAddress(), code);
      },
      rows: ["solvencyLens code", "solvencyLens settlement", "solvencyLens positions TUSD"],
    },
  };

describe("verify-deployment", () => {
  it("finds everything as recorded, with and without delays", async () => {
    const suite = await load();
    expect(await differences(suite)).to.deep.equal([]);
    await connection.networkHelpers.mine();
    expect(await differences(await deployWholeSuite(connection, { delays: productionDelays }))).to.deep.equal(
      [],
    );
  });

  for (const [name, fault] of Object.entries(faults)) {
    it(`tells ${name} and nothing else`, async () => {
      const suite = await load();
      await fault.break(await withActors(suite));
      expect(await differences(suite)).to.deep.equal(fault.rows);
    });
  }
});
