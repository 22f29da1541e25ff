import { expect } from "chai";
import { Wallet } from "ethers";
import { type LocalChain, startLocalChain } from "../../../src/app/sandbox/localChain.ts";
import { RpcClient } from "../../../src/chain/rpc/rpcClient.ts";
import { PayerReader } from "../../../src/chain/wallets/payerReader.ts";
import { CONTRACTS } from "../../fixtures/shop.ts";
import { type DoorWorld, openDoors } from "../doorWorld.ts";
import { signingIn } from "./walletWorld.ts";

describe("signing in with a contract wallet (ERC-1271)", function () {
  this.timeout(60_000);

  let chain: LocalChain;
  let world: DoorWorld;
  let page: ReturnType<typeof signingIn>;
  let contract: { address: string };
  const owner = new Wallet(`0x${"21".repeat(32)}`);
  const stranger = new Wallet(`0x${"22".repeat(32)}`);
  before(async () => {
    chain = await startLocalChain();
    const deployed = await chain.connection.ethers.deployContract("OwnerWallet", [owner.address]);
    contract = { address: await deployed.getAddress() };
    const rpc = new RpcClient({ url: chain.rpcUrl });
    world = await openDoors({ walletGateway: new PayerReader(() => ({ rpc, contracts: CONTRACTS })) });
    page = signingIn(world);
  });
  after(async () => {
    await world.close();
    await chain.close();
  });

  it("opens a session for the contract, on its word", async () => {
    const message = await page.message(contract);
    const signature = await owner.signMessage(message);
    const prefixed = `0x00${signature.slice(2)}`; // 66 bytes, which no key signs
    const { account, userErrors } = await page.verify({ message, signature: prefixed });
    expect({ account, userErrors }).to.deep.equal({
      account: `eip155:31337:${contract.address}`,
      userErrors: [],
    });
  });

  it("refuses what the contract does not take for its own, and uses nothing up", async () => {
    const message = await page.message(contract);
    const ofOwner = await page.message(owner);
    const before = await page.rows();
    const signature = await owner.signMessage(message);
    const wrong: { message: string; signature: string }[] = [
      { message, signature: await stranger.signMessage(message) },
      { message, signature: await owner.signMessage(`${message} `) },
      { message, signature: "0x" },
      { message: message.replace(contract.address, owner.address), signature },
      { message: ofOwner, signature: await stranger.signMessage(ofOwner) },
    ];
    for (const input of wrong) {
      expect(await page.verify(input)).to.deep.equal({
        sessionToken: null,
        account: null,
        expiresAt: null,
        userErrors: [{ code: "SIGN_IN_SIGNATURE_INVALID", path: ["input", "signature"], retryable: false }],
      });
    }
    expect(await page.rows()).to.deep.equal(before);
    expect((await page.verify({ message, signature })).userErrors).to.deep.equal([]);
  });

  it("never is a failure of ours", () => {
    expect(world.failures).to.deep.equal([]);
  });
});
