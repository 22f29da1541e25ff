import { expect } from "chai";
import type { Signer } from "ethers";
import { loadSuite } from "../fixtures/loadSuite.js";
import type { Suite } from "../fixtures/suite.js";

const types = {
  SetManaged: [
    { name: "account", type: "address" },
    { name: "managed", type: "bool" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

describe("setManagedBySig", () => {
  let suite: Suite;
  let deadline: bigint;
  beforeEach(async () => {
    suite = await loadSuite();
    deadline = BigInt(await suite.connection.networkHelpers.time.latest()) + 1_000n;
  });

  async function sign(account: string, signer: Signer, nonce = 0n): Promise<string> {
    const { chainId } = await suite.ethers.provider.getNetwork();
    const verifyingContract = await suite.settlement.getAddress();
    const domain = { name: "Tallystick Settlement", version: "1", chainId, verifyingContract };
    return signer.signTypedData(domain, types, { account, managed: true, nonce, deadline });
  }
  const isManaged = async (account: string) => (await suite.settlement.merchantConfig(account)).flags === 1n;

  it("puts an account under management by its signature, once", async () => {
    const { settlement, merchant, stranger } = suite;
    const signature = await sign(merchant.address, merchant);
    await settlement.connect(stranger).setManagedBySig(merchant.address, true, deadline, signature);
    expect(await isManaged(merchant.address)).to.equal(true);
    await settlement.connect(merchant).setManaged(false);
    await expect(settlement.connect(stranger).setManagedBySig(merchant.address, true, deadline, signature))
      .to.be.revertedWithCustomError(settlement, "InvalidSignature")
      .withArgs(merchant.address);
    expect(await isManaged(merchant.address)).to.equal(false);
  });

  it("takes a smart wallet's signature", async () => {
    const { settlement, merchant, ethers } = suite;
    const wallet = await (await ethers.deployContract("OwnerWallet", [merchant.address])).getAddress();
    await settlement.setManagedBySig(wallet, true, deadline, await sign(wallet, merchant));
    expect(await isManaged(wallet)).to.equal(true);
  });

  it("refuses another signer, another content and a late signature", async () => {
    const { settlement, merchant, stranger, connection } = suite;
    const foreign = await sign(merchant.address, stranger);
    const own = await sign(merchant.address, merchant);
    await expect(
      settlement.setManagedBySig(merchant.address, true, deadline, foreign),
    ).to.be.revertedWithCustomError(settlement, "InvalidSignature");
    await expect(
      settlement.setManagedBySig(merchant.address, false, deadline, own),
    ).to.be.revertedWithCustomError(settlement, "InvalidSignature");
    await connection.networkHelpers.time.increaseTo(deadline + 1n);
    await expect(settlement.setManagedBySig(merchant.address, true, deadline, own))
      .to.be.revertedWithCustomError(settlement, "SignatureExpired")
      .withArgs(deadline);
    expect(await isManaged(merchant.address)).to.equal(false);
  });
});
