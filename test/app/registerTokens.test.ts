import { expect } from "chai";
import { registerTokens } from "../../src/app/registerTokens.ts";
import type { ListedToken } from "../../src/config/tokenList.ts";
import type { Database } from "../../src/db/database.ts";
import { SYSTEM, withTx } from "../../src/db/withTx.ts";
import type { Address } from "../../src/kernel/ids/chainIds.ts";
import { listAssets } from "../../src/modules/assets/index.ts";
import { freshDatabase } from "../fixtures/database.ts";
import { registerChain, startTestChain, type TestChain } from "../fixtures/testChain.ts";

describe("registerTokens", () => {
  let chain: TestChain;
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    chain = await startTestChain();
  });
  beforeEach(async () => {
    ({ database, drop } = await freshDatabase());
    await registerChain(database, chain, 6);
  });
  afterEach(() => drop());
  after(() => chain.close());

  const nobody = () => chain.wallets[0]?.address as Address;
  const offered = async () =>
    (await withTx(database, SYSTEM, listAssets)).map(({ token, decimals }) => ({ token, decimals }));
  const register = (order: { tokens?: Address[]; listed?: ListedToken[] }, rpc = chain.rpc) =>
    registerTokens(database, chain.chainId, { rpc, tokens: [], listed: [], ...order });

  it("offers what a list and the contract agree about, and leaves out the rest by name", async () => {
    const refused = await register({
      listed: [
        { address: chain.dollar, decimals: 6 },
        { address: chain.contracts.escrow, decimals: 18 },
        { address: nobody(), decimals: 18 },
      ],
    });
    expect(await offered()).to.deep.equal([{ token: chain.dollar, decimals: 6 }]);
    const [escrow, wallet] = [chain.contracts.escrow, nobody()];
    expect(refused.map(({ token }) => token)).to.have.members([escrow, wallet]);
    for (const { reason } of refused) expect(reason).to.match(/no ERC-20 token/);
  });

  it("never offers a token with other decimals than its list says", async () => {
    const refused = await register({ listed: [{ address: chain.dollar, decimals: 18 }] });
    expect(refused).to.deep.equal([
      { token: chain.dollar, reason: "the list says 18 decimals, the contract 6" },
    ]);
    expect(await offered()).to.deep.equal([]);
  });

  it("stops at a token that the settings name and that is none, or is listed otherwise", async () => {
    const wrong = { tokens: [chain.dollar], listed: [{ address: chain.dollar, decimals: 18 }] };
    for (const order of [wrong, { tokens: [nobody()] }]) {
      const failure = await register(order).catch((error: Error) => error);
      expect(String(failure)).to.match(/cannot be offered/);
    }
    expect(await offered()).to.deep.equal([]);
  });

  it("leaves nothing out because the node does not answer", async () => {
    const silent = Object.assign(Object.create(chain.rpc), {
      request: () => Promise.reject(new Error("the node is away")),
    });
    const failure = await register({ listed: [{ address: chain.dollar, decimals: 6 }] }, silent).catch(
      (error: Error) => error,
    );
    expect(String(failure)).to.contain("the node is away");
  });
});
