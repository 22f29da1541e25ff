import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import type { EIP1193Provider } from "hardhat/types/providers";
import { productionDelays } from "../../../ignition/deployment.settings.js";
import { testMoneyId } from "../../../ignition/journaledStartBlock.js";
import { toRecord } from "../../../scripts/deploymentRecord.js";
import { forgetEndedChain } from "../../../scripts/forgetEndedChain.js";
import { isAsConfigured } from "../../../scripts/verify/checks.js";
import { compareDeployment } from "../../../scripts/verify/compareDeployment.js";
import { startJsonRpcServer } from "../../../src/app/sandbox/jsonRpcServer.js";
import { deployWholeSuite } from "../fixtures/wholeSuite.js";

/** Nobody else's, so that the journal is the test's own. */
const CHAIN_ID = 424_242_017;
const JOURNALS = [`chain-${CHAIN_ID}`, testMoneyId(BigInt(CHAIN_ID))].map((id) =>
  fileURLToPath(new URL(`../../../ignition/deployments/${id}/`, import.meta.url)),
);
const removeJournals = () => {
  for (const journal of JOURNALS) rmSync(journal, { recursive: true, force: true });
};
/** Of the 24 transactions of the whole suite. */
const SENT_BEFORE = 13;
const OUT_OF_SERVICE = "the node is out of service";

/** A node that answers nothing any more after so many transactions. */
interface FickleNode {
  readonly connection: NetworkConnection;
  sent(): number;
  allow(transactions: number): void;
  close(): Promise<void>;
}

async function startFickleNode(): Promise<FickleNode> {
  const chain = await hre.network.create({
    network: "default",
    chainType: "l1",
    override: { chainId: CHAIN_ID },
  });
  let [sent, allowed] = [0, 1];
  const provider: Pick<EIP1193Provider, "request"> = {
    async request(call) {
      if (sent >= allowed) throw new Error(OUT_OF_SERVICE);
      if (call.method === "eth_sendTransaction") sent += 1;
      return chain.provider.request(call);
    },
  };
  // The server calls request alone; a provider's listeners are for subscriptions.
  const server = await startJsonRpcServer(provider as EIP1193Provider, 0);
  const connection = await hre.network.create({ network: "localnode", override: { url: server.url } });
  return {
    connection,
    sent: () => sent,
    allow(transactions) {
      allowed = sent + transactions;
    },
    async close() {
      await connection.close();
      await server.close();
      await chain.close();
    },
  };
}

describe("deployment: resuming", function () {
  this.timeout(120_000);
  let node: FickleNode;
  beforeEach(async () => {
    removeJournals();
    node = await startFickleNode();
  });
  afterEach(async () => {
    await node.close();
    removeJournals();
  });

  it("goes on where an interrupted deployment stopped, opens nothing before, and is then as configured", async () => {
    const { connection } = node;
    const { ethers } = connection;
    node.allow(SENT_BEFORE);
    const failed = await deployWholeSuite(connection, { delays: productionDelays }).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(failed).to.include(OUT_OF_SERVICE);
    expect(node.sent()).to.equal(SENT_BEFORE);

    node.allow(1_000);
    expect(await ethers.provider.getBlockNumber()).to.equal(SENT_BEFORE);
    const { deployment } = await deployWholeSuite(connection, { delays: productionDelays });
    const whole = node.sent();
    expect(await ethers.provider.getTransactionCount(deployment.deployer)).to.equal(whole);
    expect(deployment.startBlock).to.equal(1);
    const escrow = await ethers.getContractAt("PaymentEscrow", deployment.addresses.escrow);
    const opened = await escrow.queryFilter(escrow.filters.CollectorSet());
    // Wiring is the last of ours; Permit2 and its deployer's money follow.
    const wired = whole - 2;
    expect(opened.map(({ blockNumber }) => blockNumber)).to.deep.equal([wired, wired, wired]);
    const rows = await compareDeployment(connection, hre.artifacts, JSON.parse(toRecord(deployment)));
    expect(rows.filter((row) => !isAsConfigured(row))).to.deep.equal([]);

    const again = await deployWholeSuite(connection, { delays: productionDelays });
    expect(node.sent()).to.equal(whole);
    expect(again.deployment).to.deep.equal(deployment);
  });

  it("forgets the journal of a local node that was started anew, and no other", async () => {
    node.allow(1_000);
    const { deployment } = await deployWholeSuite(node.connection);
    expect(await forgetEndedChain(node.connection, BigInt(CHAIN_ID))).to.equal(false);
    await node.close();

    node = await startFickleNode();
    node.allow(1_000);
    expect(await forgetEndedChain(node.connection, BigInt(CHAIN_ID))).to.equal(true);
    const anew = await deployWholeSuite(node.connection);
    expect(await node.connection.ethers.provider.getCode(anew.deployment.addresses.escrow)).not.to.equal(
      "0x",
    );
    expect(anew.deployment.addresses).to.deep.equal(deployment.addresses);
  });
});
