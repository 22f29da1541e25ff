import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readChainsFile } from "../../src/config/chainsFile.ts";
import { ConfigError } from "../../src/config/config.ts";

const EXAMPLE = new URL("../../examples/chains.json", import.meta.url);

describe("readChainsFile", () => {
  let folder: string;
  let path: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tallystick-chains-"));
    path = join(folder, "chains.json");
  });
  after(() => rm(folder, { recursive: true }));

  const example = async () => JSON.parse(await readFile(EXAMPLE, "utf8"));

  async function refusal(content: string, env: NodeJS.ProcessEnv = { BASE_RPC_KEY: "k" }): Promise<string> {
    await writeFile(path, content);
    try {
      await readChainsFile(path, env);
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigError);
      return String(error);
    }
    throw new Error("expected a ConfigError");
  }

  it("reads the example, with secrets from the environment and paths from where the file is", async () => {
    await writeFile(path, JSON.stringify(await example()));
    const [base, ...others] = await readChainsFile(path, { BASE_RPC_KEY: 'k"1' });
    expect(others).to.deep.equal([]);
    expect(base?.rpcUrls[0]).to.equal('https://base.example.com/k"1');
    expect(base?.deployment).to.equal(join(folder, "../src/chain/deployments/8453.json"));
    expect(base?.finalityDepth).to.equal(30);
  });

  it("names every mistake at once, and the place of each", async () => {
    const { chains } = await example();
    const wrong = { ...chains[0], id: "base", rpcUrls: [], operator: "0x12", finality: 3, finalityDepth: 0 };
    const text = await refusal(JSON.stringify({ chains: [wrong] }));
    expect(text).to.contain("chains.0.id must be a CAIP-2 id");
    expect(text).to.contain("chains.0.operator must be an address");
    for (const place of ["chains.0.rpcUrls", "chains.0.finalityDepth", "finality"]) {
      expect(text).to.contain(place);
    }
  });

  it("refuses a chain that is there twice", async () => {
    const { chains } = await example();
    expect(await refusal(JSON.stringify({ chains: [...chains, ...chains] }))).to.contain(
      "chains.1.id is there twice",
    );
  });

  it("names a variable that is not set, and shows no part of the file", async () => {
    const text = await refusal(JSON.stringify(await example()), {});
    expect(text).to.contain("BASE_RPC_KEY");
    expect(await refusal('{"chains": hunter2')).not.to.contain("hunter2");
    expect(String(await readChainsFile(join(folder, "none.json")).catch((error: Error) => error))).to.contain(
      "cannot be read (ENOENT)",
    );
  });
});
