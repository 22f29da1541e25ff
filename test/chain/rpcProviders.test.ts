import { expect } from "chai";
import { RpcRefused, RpcUnreachable } from "../../src/chain/rpc/rpc.errors.ts";
import type { Rpc } from "../../src/chain/rpc/rpcClient.ts";
import { GuardedRpc, RpcProviders } from "../../src/chain/rpc/rpcProviders.ts";

/** A provider that answers with its name, or fails; counts how often it was asked. */
class FakeRpc implements Rpc {
  asked = 0;
  failure: Error | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async request(): Promise<unknown> {
    this.asked += 1;
    if (this.failure) throw this.failure;
    return this.name;
  }
}

describe("RpcProviders", () => {
  const silence = new RpcUnreachable("eth_test", "no answer");
  let first: FakeRpc;
  let second: FakeRpc;
  let rpc: RpcProviders;
  beforeEach(() => {
    first = new FakeRpc("first");
    second = new FakeRpc("second");
    rpc = new RpcProviders([new GuardedRpc(first), new GuardedRpc(second)]);
  });
  const outcome = () =>
    rpc.request("eth_test").then(
      (answer) => answer,
      (error) => error,
    );

  it("asks the first one only, as long as it answers", async () => {
    expect([await outcome(), await outcome()]).to.deep.equal(["first", "first"]);
    expect(second.asked).to.equal(0);
  });

  it("falls back, and soon leaves a provider that never answers alone", async () => {
    first.failure = silence;
    for (let i = 0; i < 10; i++) expect(await outcome()).to.equal("second");
    expect(first.asked).to.equal(3);
  });

  it("takes a refusal for an answer", async () => {
    first.failure = new RpcRefused("eth_test", { code: 3, message: "execution reverted" });
    expect(await outcome()).to.equal(first.failure);
    expect(second.asked).to.equal(0);
  });

  it("says that nobody answered, also while nobody may be asked", async () => {
    first.failure = silence;
    second.failure = silence;
    for (let i = 0; i < 5; i++) expect(await outcome()).to.be.instanceOf(RpcUnreachable);
    expect([first.asked, second.asked]).to.deep.equal([3, 3]);
  });
});
