import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { encryptKeystoreJson, Wallet } from "ethers";
import { openChains } from "../../src/app/chainParts.ts";
import { openKeystores, requireRemoteKeys, signersOf } from "../../src/app/openSigners.ts";
import { type ChainSettings, readChainsFile } from "../../src/config/chainsFile.ts";
import { readConfig } from "../../src/config/config.ts";
import { type Address, type Hex, parseAddress } from "../../src/kernel/ids/chainIds.ts";
import { startSignerServer } from "../fixtures/signerServer.ts";

const keyOf = (digit: string) => `0x${digit.repeat(64)}` as Hex;
const addressOf = (key: Hex) => parseAddress(new Wallet(key).address);
const [operator, payout, admin, former] = ["1", "2", "3", "4"].map((digit) => addressOf(keyOf(digit))) as [
  Address,
  Address,
  Address,
  Address,
];

describe("signers of a chain", () => {
  let folder: string;
  const config = () => readConfig({ KEYSTORE_DIR: folder, KEYSTORE_PASSWORD: "pass" });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tallystick-signers-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("come from keystores, former operators' keys behind the present one", async () => {
    await keystore("capture-2025", "4");
    await keystore("capture", "1");
    await keystore("payout", "2");
    await keystore("admin", "3");
    const signers = signersOf(await settings({ formerOperators: [former] }), await openKeystores(config()));
    expect(signers.capture.map(({ address }) => address)).to.deep.equal([operator, former]);
    expect(signers.payout.map(({ address }) => address)).to.deep.equal([payout]);
    expect(signers.admin.map(({ address }) => address)).to.deep.equal([admin]);
  });

  it("come from services for the lanes that name one, and from keystores for the others", async () => {
    await keystore("admin", "3");
    const chain = await settings({ signers: [remote("capture", operator), remote("payout", payout)] });
    const signers = signersOf(chain, await openKeystores(config()));
    expect(Object.values(signers).map((ofLane) => ofLane.map(({ address }) => address))).to.deep.equal([
      [operator],
      [payout],
      [admin],
      [], // anybody may sweep
    ]);
  });

  it("are each named when they are missing, all at once", async () => {
    await keystore("admin", "3");
    const chain = await settings({ formerOperators: [former] });
    expect(await complaint(chain)).to.equal(
      [
        "The capture lane of eip155:31337 has no key: put capture.json into KEYSTORE_DIR, or name a signer in CHAINS_FILE.",
        `eip155:31337 names the former operator ${former}, whose key is missing: put capture-*.json into KEYSTORE_DIR, or name a signer in CHAINS_FILE.`,
        "The payout lane of eip155:31337 has no key: put payout.json into KEYSTORE_DIR, or name a signer in CHAINS_FILE.",
      ].join("\n"),
    );
  });

  it("must be the operator for captures, and another key for each lane", async () => {
    await keystore("capture", "4");
    await keystore("payout", "3");
    await keystore("admin", "3");
    expect(await complaint(await settings({}))).to.equal(
      [
        `eip155:31337 names the operator ${operator}, but the capture signer is ${former}`,
        `${admin} signs for two lanes of eip155:31337: each needs a key of its own`,
      ].join("\n"),
    );
  });

  it("are looked for in their services; one that is silent is told of and hinders nobody", async () => {
    const server = await startSignerServer([keyOf("1")], { chainIds: [], allowed: {}, unitsPerDay: 0n });
    await keystore("admin", "3");
    const here = { ...remote("capture", operator), url: server.url };
    const silent: string[] = [];
    const ask = async (payoutUrl: string) => {
      const chain = await settings({ signers: [here, { ...remote("payout", payout), url: payoutUrl }] });
      const signers = signersOf(chain, await openKeystores(config()));
      return requireRemoteKeys(signers, ({ lane }) => silent.push(lane)).then(String, String);
    };
    expect(await ask("http://127.0.0.1:1")).to.equal("undefined");
    expect(silent).to.deep.equal(["payout"]);
    expect(await ask(server.url)).to.contain(`The payout lane's signer service has no key of ${payout}`);
    await server.close();
  });

  it("are never opened in processes that do not send", async () => {
    const chains = await file({ signers: [remote("capture", operator)] });
    const nowhere = readConfig({
      KEYSTORE_DIR: join(folder, "missing"),
      KEYSTORE_PASSWORD: "pass",
      CHAINS_FILE: chains,
      SECRET_KEY: "ab".repeat(32),
    });
    const [chain] = await openChains(chains, nowhere, ["api", "indexer"]);
    expect([chain?.signers, chain?.sender]).to.deep.equal([null, null]);
    const failure = await openChains(chains, nowhere, ["worker"]).then(String, String);
    expect(failure).to.contain("ENOENT");
  });

  const remote = (lane: "capture" | "payout", address: Address) => ({
    lane,
    address,
    url: "http://signer.test",
  });

  async function keystore(name: string, digit: string): Promise<void> {
    const account = { address: addressOf(keyOf(digit)), privateKey: keyOf(digit) };
    const json = await encryptKeystoreJson(account, "pass", { scrypt: { N: 1024, r: 8, p: 1 } });
    await writeFile(join(folder, `${name}.json`), json);
  }

  async function complaint(chain: ChainSettings): Promise<string> {
    const keystores = await openKeystores(config());
    try {
      signersOf(chain, keystores);
      return "no complaint";
    } catch (error) {
      return (error as Error).message;
    }
  }

  async function settings(change: object): Promise<ChainSettings> {
    const [chain] = await readChainsFile(await file(change));
    if (!chain) throw new Error("the file has a chain");
    return chain;
  }

  async function file(change: object): Promise<string> {
    const addresses = {
      escrow: payout,
      paymentCollector: payout,
      refundCollector: payout,
      settlement: payout,
      permit2: payout,
    };
    await writeFile(
      join(folder, "deployment"),
      JSON.stringify({ chainId: "31337", startBlock: 0, addresses }),
    );
    const entry = {
      id: "eip155:31337",
      name: "Local",
      live: false,
      rpcUrls: ["http://127.0.0.1:1"],
      deployment: "deployment",
      operator,
      feeReceiver: payout,
      finalityDepth: 1,
      tokens: [],
      ...change,
    };
    const path = join(folder, "chains");
    await writeFile(path, JSON.stringify({ chains: [entry] }));
    return path;
  }
});
