import { expect } from "chai";
import { ChainReader } from "../../src/chain/rpc/chainReader.ts";
import { finalHeight } from "../../src/chain/rpc/finalHeight.ts";
import { RpcRefused, RpcUnreachable } from "../../src/chain/rpc/rpc.errors.ts";
import type { Finality } from "../../src/kernel/facts/finality.ts";
import { chainIdOf } from "../../src/kernel/ids/chainIds.ts";

const TAG: Finality = { kind: "TAG", tag: "finalized" };

describe("finalHeight", () => {
  /** A node that answers every request so. */
  const node = (answer: () => unknown) => {
    const asked: unknown[] = [];
    const rpc = {
      async request(method: string, params?: readonly unknown[]) {
        asked.push([method, params]);
        return answer();
      },
    };
    return { asked, reader: new ChainReader(chainIdOf(1), rpc) };
  };
  const block = (number: number) => ({
    number: `0x${number.toString(16)}`,
    hash: `0x${"1".repeat(64)}`,
    parentHash: `0x${"2".repeat(64)}`,
    timestamp: "0x1",
    logsBloom: "0x",
  });

  it("counts down from the head where a depth decides, and asks nobody", async () => {
    const { reader, asked } = node(() => block(1));
    expect(await finalHeight(reader, { kind: "DEPTH", depth: 30 }, 100)).to.equal(70);
    expect(await finalHeight(reader, { kind: "DEPTH", depth: 30 }, 29)).to.equal(-1);
    expect(asked).to.deep.equal([]);
  });

  it("is the node's finalized block where the tag decides, but never above the head", async () => {
    const { reader, asked } = node(() => block(64));
    expect(await finalHeight(reader, TAG, 100)).to.equal(64);
    expect(await finalHeight(reader, TAG, 63)).to.equal(63);
    expect(asked[0]).to.deep.equal(["eth_getBlockByNumber", ["finalized", false]]);
  });

  for (const [what, answer] of [
    ["says null", () => null],
    [
      "refuses",
      () => {
        throw new RpcRefused("eth_getBlockByNumber", { code: -39_001, message: "Unknown block" });
      },
    ],
  ] as const) {
    it(`is below every block while the node ${what}`, async () => {
      expect(await finalHeight(node(answer).reader, TAG, 100)).to.equal(-1);
    });
  }

  it("is unknown while the node does not answer", async () => {
    const { reader } = node(() => {
      throw new RpcUnreachable("eth_getBlockByNumber", "no answer");
    });
    const error = await finalHeight(reader, TAG, 100).catch((failure) => failure);
    expect(error).to.be.instanceOf(RpcUnreachable);
  });
});
