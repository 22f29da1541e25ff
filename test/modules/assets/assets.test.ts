import { expect } from "chai";
import type { Database } from "../../../src/db/database.ts";
import { type Address, type AssetId, assetIdOf, type Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import {
  listAssets,
  listChains,
  registerAsset,
  requireAsset,
  requireChain,
  type TokenReading,
  upsertChain,
} from "../../../src/modules/assets/index.ts";
import { freshDatabase } from "../../fixtures/database.ts";
import {
  asSystem,
  chainRow,
  codeOf,
  LIVE_CHAIN,
  makeChains,
  TEST_CHAIN,
} from "../merchants/merchantWorld.ts";

const TOKEN = "0x5FbDB2315678afecb367f032d93F642f64180aa3" as Address;
const READING: TokenReading = {
  symbol: "TUSD",
  name: "Test Dollar",
  decimals: 6,
  eip712Version: "1",
  gasless: ["EIP3009"],
};

describe("assets", () => {
  let database: Database;
  let drop: () => Promise<void>;
  before(async () => {
    ({ database, drop } = await freshDatabase());
    await makeChains(database);
  });
  after(() => drop());

  const register = (changes: Partial<Parameters<typeof registerAsset>[1]> = {}) =>
    asSystem(database, (tx) =>
      registerAsset(tx, {
        chainId: TEST_CHAIN,
        token: TOKEN,
        reading: READING,
        minimumUnits: 10_000n,
        enabled: true,
        ...changes,
      }),
    );
  const require = (assetId: AssetId, livemode: boolean) =>
    asSystem(database, (tx) => requireAsset(tx, { assetId, livemode }));

  it("keeps what the contract said, and settings that may change", async () => {
    const first = await register();
    expect(first).to.deep.include({ assetId: `eip155:31337/erc20:${TOKEN}`, symbol: "TUSD", decimals: 6 });
    const second = await register({ minimumUnits: 5n });
    expect(second.id).to.equal(first.id);
    const [asset, ...others] = await asSystem(database, listAssets);
    expect(asset?.minimumUnits).to.equal(5n);
    expect(others).to.deep.equal([]);
  });

  it("stops when a contract changes its decimals", async () => {
    await register();
    expect(await codeOf(register({ reading: { ...READING, decimals: 18 } }))).to.match(
      /6 decimals and now says 18/,
    );
    expect((await asSystem(database, listAssets))[0]?.decimals).to.equal(6);
  });

  it("offers an asset to its own mode, while it is enabled", async () => {
    const { assetId } = await register();
    expect((await require(assetId, false)).assetId).to.equal(assetId);
    expect(await codeOf(require(assetId, true))).to.equal("ASSET_WRONG_MODE");
    await register({ enabled: false });
    expect(await codeOf(require(assetId, false))).to.equal("ASSET_DISABLED");
    expect(await codeOf(require(assetIdOf(LIVE_CHAIN, TOKEN), true))).to.equal("ASSET_UNKNOWN");
  });

  it("says how far each chain was read, and refuses another chain under the same id", async () => {
    const hash = `0x${"ab".repeat(32)}`;
    await asSystem(database, (tx) =>
      tx
        .insertInto("indexer_checkpoints")
        .values({
          chain_id: TEST_CHAIN,
          block_number: 12,
          block_hash: hash,
          block_timestamp: 1,
          finalized_number: 6,
        })
        .execute(),
    );
    const chains = await asSystem(database, listChains);
    expect(chains.map(({ id, asOf }) => [id, asOf])).to.deep.equal([
      [TEST_CHAIN, { chainId: TEST_CHAIN, number: 12, hash, finalizedNumber: 6 }],
      [LIVE_CHAIN, null],
    ]);
    const impostor = { ...chainRow(TEST_CHAIN, false), genesisHash: `0x${"22".repeat(32)}` as Bytes32 };
    expect(await codeOf(asSystem(database, (tx) => upsertChain(tx, impostor)))).to.match(
      /another genesis block/,
    );
    const wrongMode = asSystem(database, (tx) => requireChain(tx, { chainId: TEST_CHAIN, livemode: true }));
    expect(await codeOf(wrongMode)).to.equal("ASSET_WRONG_MODE");
  });
});
