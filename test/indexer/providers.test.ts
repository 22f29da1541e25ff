import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { assembleChain } from "../../src/app/chainParts.ts";
import type { ChainFollower } from "../../src/indexer/sync/followChain.ts";
import { type RpcProxy, startRpcProxy } from "../e2e/support/rpcProxy.ts";
import { databaseKind } from "../fixtures/database.ts";
import { startTestChain, type TestChain } from "../fixtures/testChain.ts";
import { FINALITY_DEPTH, type FollowWorld, openFollowWorld, preApproval } from "./followWorld.ts";

const PATIENCE_MS = 30_000;
const BLOCKS = 4;

describe(`Two providers of one chain (${databaseKind})`, function () {
  this.timeout(90_000);
  let chain: TestChain;
  let world: FollowWorld;
  let proxies: [RpcProxy, RpcProxy];
  let follower: ChainFollower;
  let salt = 0n;

  before(async () => {
    chain = await startTestChain();
  });
  after(() => chain.close());
  beforeEach(async () => {
    proxies = [await startRpcProxy(chain.local.rpcUrl), await startRpcProxy(chain.local.rpcUrl)];
    world = await openFollowWorld(chain);
    const facts = { ...world.context().chain };
    const rpcUrls = proxies.map(({ url }) => url);
    const { source } = assembleChain({ rpcUrls, facts, signers: null, tokens: [] });
    follower = world.follower({ source });
    await chain.mine(FINALITY_DEPTH + 1);
    await followed();
  });
  afterEach(async () => {
    await world.drop();
    for (const proxy of proxies) await proxy.close();
  });

  /** Blocks with a fact each; what the chain itself says of them, asked without the providers. */
  async function trade(): Promise<void> {
    const [payer] = chain.wallets;
    if (!payer) throw new Error("there are wallets");
    for (let block = 0; block < BLOCKS; block++) {
      salt += 1n;
      await chain.send(payer, preApproval(chain, payer.address, salt));
      await chain.mine();
    }
  }
  async function truth(): Promise<string[]> {
    const { number: to } = await chain.reader.head();
    const contracts = [chain.contracts.paymentCollector];
    const logs = await chain.reader.logsBetween({ from: 0, to, contracts });
    return logs.map(({ blockNumber, txHash }) => `${blockNumber} ${txHash}`);
  }
  async function told(): Promise<string[]> {
    return (await world.standing()).map(({ blockNumber, txHash }) => `${blockNumber} ${txHash}`);
  }
  /** Steps, whatever a step throws, until the program knows the head; how long that takes is not the point. */
  async function followed(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    const { hash } = await chain.reader.head();
    while (follower.status().asOf?.hash !== hash) {
      if (Date.now() > end) throw new Error(`it does not get on: ${follower.status().lastError}`);
      const more = await follower.step().catch(() => false);
      if (!more) await pause(50);
    }
  }
  /** As often as it takes to see that it does not go on. */
  async function attempts(): Promise<void> {
    for (let attempt = 0; attempt < 6; attempt++) await follower.step().catch(() => false);
  }

  it("believes neither of them when one lies about a block, and both again when it stops", async () => {
    const before = await told();
    const { number } = await chain.reader.head();
    proxies[0].tamper(({ method, params }, result) =>
      method === "eth_getBlockByNumber" && params[0] === `0x${(number + 1).toString(16)}`
        ? { ...(result as object), hash: `0x${"ab".repeat(32)}` }
        : result,
    );
    await trade();
    await attempts();
    expect(await told()).to.deep.equal(before);
    proxies[0].tamper(null);
    await followed();
    expect(await told()).to.deep.equal(await truth());
  });

  it("loses nothing when one hides its logs", async () => {
    const before = await told();
    proxies[1].tamper(({ method }, result) => (method === "eth_getLogs" ? [] : result));
    await trade();
    await attempts();
    expect(await told()).to.deep.equal(before);
    proxies[1].tamper(null);
    await followed();
    expect(await told()).to.deep.equal(await truth());
  });

  it("goes as far as both are when one lags", async () => {
    await trade();
    const { number } = await chain.reader.head();
    const behind = await chain.rpc.request("eth_getBlockByNumber", [`0x${(number - 2).toString(16)}`, false]);
    proxies[0].tamper(({ method, params }, result) =>
      method === "eth_getBlockByNumber" && params[0] === "latest" ? behind : result,
    );
    await attempts();
    expect(follower.status().asOf?.number).to.equal(number - 2);
    proxies[0].tamper(null);
    await followed();
    expect(await told()).to.deep.equal(await truth());
  });

  it("asks for shorter ranges when both limit them", async () => {
    for (const proxy of proxies) {
      proxy.tamper(({ method, params }, result) => {
        const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock?: string; toBlock?: string };
        if (method !== "eth_getLogs" || Number(toBlock) - Number(fromBlock) < 2) return result;
        throw new Error("block range is too wide");
      });
    }
    await trade();
    await chain.mine(FINALITY_DEPTH);
    await followed();
    expect(await told()).to.deep.equal(await truth());
    expect(world.notices.map(({ kind }) => kind)).to.include("RANGE_SHRUNK");
  });

  it("loses nothing to 429 with Retry-After, nor to cut connections", async () => {
    let calls = 0;
    proxies[0].refuse(() => {
      calls += 1;
      return calls % 5 === 0 ? { status: 429, headers: { "retry-after": "1" } } : undefined;
    });
    proxies[1].refuse(() => {
      calls += 1;
      return calls % 7 === 0 ? "CUT" : undefined;
    });
    await trade();
    await followed();
    expect(calls).to.be.greaterThan(7);
    expect(await told()).to.deep.equal(await truth());
  });
});
