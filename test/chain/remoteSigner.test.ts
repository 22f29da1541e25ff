import { expect } from "chai";
import { Transaction, Wallet } from "ethers";
import { RpcUnreachable } from "../../src/chain/rpc/rpc.errors.ts";
import { RpcClient } from "../../src/chain/rpc/rpcClient.ts";
import { RemoteSigner } from "../../src/chain/signer/remoteSigner.ts";
import { SignerMismatch, SignerRefused } from "../../src/chain/signer/signer.errors.ts";
import type { UnsignedTransaction } from "../../src/chain/signer/signer.ts";
import { type Hex, parseAddress } from "../../src/kernel/ids/chainIds.ts";
import { type SignerServer, startSignerServer } from "../fixtures/signerServer.ts";

const CONTRACT = parseAddress("0x00000000000000000000000000000000000000AA");
const key = `0x${"11".repeat(32)}` as Hex;
const address = parseAddress(new Wallet(key).address);
const unsigned: UnsignedTransaction = {
  chainNumber: 8453n,
  nonce: 7,
  to: CONTRACT,
  data: "0xa9059cbb01" as Hex,
  gasLimit: 90_000n,
  maxFeePerGas: 3_000_000_000n,
  maxPriorityFeePerGas: 1_000_000n,
};
const policy = { chainIds: [8453n], allowed: { [CONTRACT]: ["0xa9059cbb"] }, unitsPerDay: 0n };

describe("RemoteSigner", () => {
  let server: SignerServer;
  let signer: RemoteSigner;

  beforeEach(async () => {
    server = await startSignerServer([key], policy);
    signer = new RemoteSigner(address, new RpcClient({ url: server.url, backOffMs: 1, timeoutMs: 500 }));
  });
  afterEach(() => server.close());

  it("signs exactly what was asked for", async () => {
    const signed = Transaction.from(await signer.signTransaction(unsigned));
    expect(signed).to.include({ type: 2, chainId: 8453n, nonce: 7, to: CONTRACT, value: 0n, from: address });
    expect(signed).to.include({ data: "0xa9059cbb01", gasLimit: 90_000n, maxFeePerGas: 3_000_000_000n });
    expect(signed.maxPriorityFeePerGas).to.equal(1_000_000n);
  });

  it("asks again after a lost answer, and takes another signature of the same transaction", async () => {
    server.lose = 1;
    const raw = await signer.signTransaction(unsigned);
    const [lost, taken] = server.signed;
    expect(server.signed).to.have.length(2);
    expect(taken?.serialized).to.equal(raw);
    expect(lost?.hash).not.to.equal(taken?.hash);
    expect(lost?.unsignedHash).to.equal(taken?.unsignedHash);
  });

  it("says that nobody knows when no answer comes", async () => {
    server.lose = 3;
    expect(await failure(signer.signTransaction(unsigned))).to.be.instanceOf(RpcUnreachable);
  });

  const refusals: [string, Partial<UnsignedTransaction>][] = [
    ["another chain", { chainNumber: 1n }],
    ["another contract", { to: address }],
    ["another function", { data: "0x095ea7b3" as Hex }],
  ];
  for (const [name, change] of refusals) {
    it(`passes on what the policy refuses: ${name}`, async () => {
      const refusal = await failure(signer.signTransaction({ ...unsigned, ...change }));
      expect(refusal).to.be.instanceOf(SignerRefused);
      expect(refusal.message).to.contain("allowed");
      expect(server.signed).to.deep.equal([]);
    });
  }

  const lies: [string, Partial<Transaction>][] = [
    ["nonce", { nonce: 8 }],
    ["to", { to: address }],
    ["data", { data: "0xa9059cbb02" }],
    ["value", { value: 1n }],
    ["chainId", { chainId: 1n }],
    ["gas", { gasLimit: 1n }],
    ["maxFeePerGas", { maxFeePerGas: 3_000_000_001n }],
    ["maxPriorityFeePerGas", { maxPriorityFeePerGas: 1n }],
    ["accessList", { accessList: [{ address, storageKeys: [] }] }],
  ];
  for (const [field, lie] of lies) {
    it(`takes nothing with another ${field}`, async () => {
      server.tamper = (transaction) => void Object.assign(transaction, lie);
      const mismatch = await failure(signer.signTransaction(unsigned));
      expect(mismatch).to.be.instanceOf(SignerMismatch);
      expect(mismatch.message).to.contain(field);
    });
  }

  it("takes nothing that another key signed, or that is no transaction", async () => {
    const stranger = new Wallet(`0x${"22".repeat(32)}`);
    const { chainNumber, ...fields } = unsigned;
    const raw = await stranger.signTransaction({ type: 2, chainId: chainNumber, value: 0n, ...fields });
    const legacy = { to: CONTRACT, nonce: 7, data: unsigned.data, gasLimit: 90_000n, chainId: 8453n };
    for (const [result, difference] of [
      [await new Wallet(key).signTransaction({ ...legacy, type: 0, gasPrice: 3_000_000_000n }), "type"],
      [raw, "sender"],
      [{ raw, tx: {} }, "sender"],
      ["0x02", "no transaction"],
      [null, "no transaction"],
    ] as const) {
      const liar = new RemoteSigner(address, { request: async () => result });
      expect((await failure(liar.signTransaction(unsigned))).message).to.contain(difference);
    }
  });

  it("knows whether the service has its key", async () => {
    expect(await signer.hasKey()).to.equal(true);
    const other = new RemoteSigner(CONTRACT, new RpcClient({ url: server.url }));
    expect(await other.hasKey()).to.equal(false);
  });
});

const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail("it was signed"),
    (error: Error) => error,
  );
