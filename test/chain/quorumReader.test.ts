import { expect } from "chai";
import type { BlockHeader, BlockSource, ChainLog } from "../../src/chain/rpc/chainReader.ts";
import { QuorumReader } from "../../src/chain/rpc/quorumReader.ts";
import { ProvidersDisagree, RpcRefused, RpcUnreachable, WrongChain } from "../../src/chain/rpc/rpc.errors.ts";
import { type Bytes32, chainIdOf, type Hex } from "../../src/kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../src/kernel/time/clock.ts";

const CHAIN = chainIdOf(31_337);

const hashOf = (text: string) => `0x${Buffer.from(text).toString("hex").padEnd(64, "0")}` as Bytes32;
const headerOf = (number: number, fork = "honest"): BlockHeader => ({
  number,
  hash: hashOf(`${fork} ${number}`),
  parentHash: hashOf(`${fork} ${number - 1}`),
  timestamp: (1_700_000_000 + number) as UnixSeconds,
  logsBloom: "0x" as Hex,
});
const logOf = (blockNumber: number) => ({ blockNumber, logIndex: 0 }) as ChainLog;

/** A node with a chain of this height; each test changes how it behaves. */
class FakeSource implements BlockSource {
  readonly chainId = CHAIN;
  height = 10;
  fork = "honest";
  finalized: number | null = 4;
  logs: ChainLog[] = [logOf(3)];
  failure: Error | null = null;

  async #answer<T>(value: T): Promise<T> {
    if (this.failure) throw this.failure;
    return value;
  }
  requireChain = () => this.#answer(undefined);
  head = () => this.#answer(headerOf(this.height, this.fork));
  finalizedNumber = () => this.#answer(this.finalized);
  headerAt = (number: number) =>
    this.#answer(number <= this.height ? headerOf(number, this.fork) : undefined);
  logsBetween = () => this.#answer(this.logs);
  logsOfBlock = () => this.#answer(this.logs);
  transfersBetween = () => this.#answer(this.logs);
  transfersOfBlock = () => this.#answer(this.logs);
}

describe("QuorumReader", () => {
  let sources: [FakeSource, FakeSource];
  let now: number;
  let reader: QuorumReader;
  beforeEach(() => {
    sources = [new FakeSource(), new FakeSource()];
    now = 0;
    reader = new QuorumReader(sources, () => now);
  });

  const range = { from: 1, to: 5, contracts: [] };
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => "it went through",
      (error) => error,
    );

  it("says what both say", async () => {
    expect(await reader.head()).to.deep.equal(headerOf(10));
    expect(await reader.headerAt(4)).to.deep.equal(headerOf(4));
    expect(await reader.headerAt(11)).to.equal(undefined);
    expect(await reader.logsBetween(range)).to.deep.equal([logOf(3)]);
  });

  it("goes only as far as the provider that is behind", async () => {
    sources[1].height = 7;
    expect(await reader.head()).to.deep.equal(headerOf(7));
  });

  it("calls final what all of them call so, and nothing while one has no final block", async () => {
    expect(await reader.finalizedNumber(), "before the first head").to.equal(4);
    await reader.head();
    sources[1].finalized = 3;
    expect(await reader.finalizedNumber()).to.equal(3);
    sources[1].finalized = 9;
    expect(await reader.finalizedNumber()).to.equal(4);
    sources[0].finalized = null;
    expect(await reader.finalizedNumber()).to.equal(null);
    sources[0].failure = new RpcUnreachable("eth_getBlockByNumber", "no answer");
    expect(await refusal(reader.finalizedNumber())).to.be.instanceOf(RpcUnreachable);
  });

  it("asks for the final block only who moves", async () => {
    await reader.head();
    sources[0].height = 50;
    sources[0].finalized = 44;
    now = 60_000;
    await reader.head();
    expect(await reader.finalizedNumber()).to.equal(44);
  });

  it("does not wait for a provider that stands still while the other moves", async () => {
    await reader.head();
    sources[0].height = 50;
    now = 59_999;
    expect((await reader.head()).number).to.equal(10);
    now = 60_000;
    expect((await reader.head()).number).to.equal(50);
    expect(await reader.headerAt(50)).to.deep.equal(headerOf(50));
    sources[1].height = 51;
    expect((await reader.head()).number, "it moves again, and has a vote again").to.equal(50);
  });

  it("leaves nobody out where the chain itself stands still", async () => {
    await reader.head();
    now = 600_000;
    sources[1].fork = "other";
    expect(await refusal(reader.head())).to.be.instanceOf(ProvidersDisagree);
  });

  it("believes neither where two differ: blocks, and logs that one hides or invents", async () => {
    sources[1].fork = "other";
    expect(await refusal(reader.headerAt(4))).to.be.instanceOf(ProvidersDisagree);
    sources[1].fork = "honest";
    for (const logs of [[], [logOf(3), logOf(4)]]) {
      sources[1].logs = logs;
      expect(await refusal(reader.logsBetween(range))).to.be.instanceOf(ProvidersDisagree);
      expect(await refusal(reader.logsOfBlock(hashOf("honest 3"), []))).to.be.instanceOf(ProvidersDisagree);
    }
  });

  it("believes two against one", async () => {
    const liar = new FakeSource();
    liar.fork = "other";
    liar.logs = [];
    const three = new QuorumReader([liar, ...sources], () => now);
    expect(await three.headerAt(4)).to.deep.equal(headerOf(4));
    expect(await three.logsBetween(range)).to.deep.equal([logOf(3)]);
  });

  it("believes no provider alone because the other missed an answer", async () => {
    await reader.head();
    sources[0].failure = new RpcUnreachable("eth_getLogs", "no answer");
    sources[1].logs = [];
    sources[1].height = 11;
    now = 59_999;
    expect(await refusal(reader.head())).to.be.instanceOf(RpcUnreachable);
    expect(await refusal(reader.headerAt(4))).to.be.instanceOf(RpcUnreachable);
    expect(await refusal(reader.logsBetween(range))).to.be.instanceOf(RpcUnreachable);
  });

  it("starts with those that answer", async () => {
    sources[0].failure = new RpcUnreachable("eth_chainId", "no answer");
    await reader.requireChain();
    expect(await reader.headerAt(0)).to.deep.equal(headerOf(0));
    expect(await reader.head()).to.deep.equal(headerOf(10));
    sources[0].failure = null;
    sources[0].height = 9;
    expect((await reader.head()).number, "who came later has a vote from then on").to.equal(9);
  });

  it("goes on with one while the other is down for long, and fails when both are", async () => {
    await reader.head();
    sources[0].failure = new RpcUnreachable("eth_getLogs", "no answer");
    sources[1].height = 11;
    await refusal(reader.head());
    now = 60_000;
    expect(await reader.head()).to.deep.equal(headerOf(11));
    expect(await reader.logsBetween(range)).to.deep.equal([logOf(3)]);
    sources[1].failure = new RpcUnreachable("eth_getLogs", "no answer");
    expect(await refusal(reader.logsBetween(range))).to.be.instanceOf(RpcUnreachable);
  });

  it("passes on a refusal, so that a range is cut for both, and another chain", async () => {
    sources[1].failure = new RpcRefused("eth_getLogs", { code: -32_005, message: "range too large" });
    expect(await refusal(reader.logsBetween(range))).to.be.instanceOf(RpcRefused);
    sources[1].failure = new WrongChain("eip155:1", "eip155:2");
    expect(await refusal(reader.requireChain())).to.be.instanceOf(WrongChain);
  });
});
