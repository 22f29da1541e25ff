import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { bloomOf } from "../../src/chain/rpc/logsBloom.ts";
import { RpcRefused } from "../../src/chain/rpc/rpc.errors.ts";
import { readBroadcastRefusal } from "../../src/chain/signer/broadcastAnswer.ts";
import { openKeystore } from "../../src/chain/signer/openKeystore.ts";
import { TransactionSender } from "../../src/chain/signer/transactionSender.ts";
import { TokenReader } from "../../src/chain/tokens/tokenReader.ts";
import { DomainError } from "../../src/kernel/errors/domainError.ts";
import type { Lane } from "../../src/modules/transactions/index.ts";
import { signed } from "../fixtures/signed.ts";
import { startTestChain, type TestChain, transferCall } from "../fixtures/testChain.ts";

describe("TransactionSender and readers", () => {
  let chain: TestChain;
  let sender: TransactionSender<Lane>;
  const folders: string[] = [];

  before(async () => {
    chain = await startTestChain();
    sender = new TransactionSender<Lane>(chain.reader, chain.rpc, chain.laneSigners, async () => -1);
  });
  after(async () => {
    await chain.close();
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  });

  it("calls only a contract's own refusal a revert", async () => {
    const refused = await sender.simulate(
      chain.signers.payout.address,
      transferCall(chain, chain.contracts.escrow, 1n),
    );
    expect(refused).to.deep.equal({ outcome: "REVERTS", reason: "ERC20InsufficientBalance" });
    const missing = {
      ...transferCall(chain, chain.contracts.escrow, 1n),
      data: "0x12345678" as const,
    } as never;
    expect(await sender.simulate(chain.signers.payout.address, missing)).to.deep.equal({
      outcome: "REVERTS",
      reason: "reverted without a reason",
    });
  });

  it("tells an unfunded signer from a failed call, and sends nothing twice", async () => {
    const { signer: poor } = await keystoreSigner();
    const signers = { ...chain.laneSigners, admin: [poor] as const };
    const poorSender = new TransactionSender<Lane>(chain.reader, chain.rpc, signers, async () => -1);
    const payout = chain.signers.payout.address;
    const order = {
      call: transferCall(chain, chain.contracts.escrow, 0n),
      nonce: 0,
      gasLimit: 60_000n,
      fees: await sender.fees(),
    };
    const { raw } = await signed(poorSender, poor.address, order);
    expect((await poorSender.broadcast(raw)).outcome).to.equal("NOT_TAKEN");

    const nonce = await sender.nonceAt(payout, await sender.head());
    const good = await signed(sender, payout, { ...order, nonce });
    expect((await sender.broadcast(good.raw)).outcome).to.equal("TAKEN");
    expect((await sender.broadcast(good.raw)).outcome).to.equal("TAKEN");
    const { maxFeePerGas, maxPriorityFeePerGas } = order.fees;
    const fees = { maxFeePerGas: maxFeePerGas + 1n, maxPriorityFeePerGas: maxPriorityFeePerGas + 1n };
    const hairDearer = await signed(sender, payout, { ...order, nonce, fees });
    expect((await sender.broadcast(hairDearer.raw)).outcome).to.equal("UNDERPRICED");
    await chain.mine();
    expect((await sender.broadcast(good.raw)).outcome).to.equal("TAKEN");
    expect(await sender.nonceAt(payout, await sender.head())).to.equal(nonce + 1);
  });

  it("reads the answers of other nodes", () => {
    const outcomeOf = (message: string) =>
      readBroadcastRefusal(new RpcRefused("eth_sendRawTransaction", { code: -32_000, message })).outcome;
    for (const message of [
      "already known",
      "AlreadyKnown",
      "nonce too low: next nonce 8, tx nonce 7",
      "OldNonce",
      "already imported",
    ]) {
      expect(outcomeOf(message), message).to.equal("TAKEN");
    }
    for (const message of [
      "replacement transaction underpriced",
      "transaction underpriced",
      "FeeTooLow",
      "max fee per gas less than block base fee",
    ]) {
      expect(outcomeOf(message), message).to.equal("UNDERPRICED");
    }
    for (const message of [
      "insufficient funds for gas * price + value",
      "exceeds block gas limit",
      "txpool is full",
    ]) {
      expect(outcomeOf(message), message).to.equal("NOT_TAKEN");
    }
  });

  it("reads a token as its contract describes it", async () => {
    const tokens = new TokenReader(() => chain.rpc);
    expect(await tokens.readToken(chain.chainId, chain.dollar)).to.deep.equal({
      symbol: "TUSD",
      name: "Test Dollar",
      decimals: 6,
      eip712Version: "1",
      gasless: ["EIP3009", "EIP2612"],
    });
    const error = await tokens
      .readToken(chain.chainId, chain.contracts.escrow)
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(DomainError).and.to.have.property("code", "ASSET_UNKNOWN");
    const nobody = await tokens
      .readToken(chain.chainId, chain.signers.admin.address)
      .catch((thrown: unknown) => thrown);
    expect(nobody).to.have.property("code", "ASSET_UNKNOWN");
  });

  it("finds in a bloom what is in the block", async () => {
    await chain.mine();
    const silent = await chain.reader.head();
    expect(bloomOf(silent.logsBloom)(chain.dollar)).to.equal(false);
    const first = await chain.reader.headerAt(chain.startBlock);
    const logs = first ? await chain.reader.logsOfBlock(first.hash, [chain.dollar]) : [];
    expect(logs).not.to.deep.equal([]);
    expect(bloomOf(first?.logsBloom ?? ("0x" as never))(chain.dollar)).to.equal(true);
  });

  it("opens a keystore with its password only", async () => {
    const { wallet, signer, file } = await keystoreSigner();
    expect(signer.address).to.equal(wallet.address);
    const error = await openKeystore(file, "guess").catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
    expect(String(error)).not.to.contain("guess");
  });

  async function keystoreSigner() {
    const wallet = new Wallet(`0x${"42".repeat(32)}`);
    const folder = await mkdtemp(join(tmpdir(), "keystore-"));
    folders.push(folder);
    const file = join(folder, "admin.json");
    await writeFile(file, wallet.encryptSync("open sesame"));
    return { wallet, file, signer: await openKeystore(file, "open sesame") };
  }
});
