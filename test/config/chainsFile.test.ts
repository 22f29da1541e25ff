import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { readChainsFile } from "../../src/config/chainsFile.ts";
import { ConfigError } from "../../src/config/config.ts";

const EXAMPLE = new URL("../../examples/chains.json", import.meta.url);

/** Hundreds of tokens on a dozen chains. */
const UNISWAP = fileURLToPath(import.meta.resolve("@uniswap/default-token-list"));
const BASE_USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";

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
    expect(base?.finality).to.deep.equal({ kind: "DEPTH", depth: 30 });
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

  it("reads confirmations by amount, and lets a payment count in its block without them", async () => {
    const { chains } = await example();
    const { confirmations, ...plain } = chains[0];
    expect(confirmations).to.deep.equal([
      { below: "1000", blocks: 1 },
      { below: "50000", blocks: 5 },
      { blocks: 15 },
    ]);
    const most = { ...plain, confirmations: [{ below: "0.5", blocks: 30 }, { blocks: 31 }] };
    await writeFile(
      path,
      JSON.stringify({ chains: [chains[0], { ...plain, id: "eip155:1" }, { ...most, id: "eip155:2" }] }),
    );
    const read = await readChainsFile(path, { BASE_RPC_KEY: "k" });
    expect(read.map((chain) => chain.confirmations)).to.deep.equal([
      [
        { below: "1000", blocks: 1 },
        { below: "50000", blocks: 5 },
        { below: null, blocks: 15 },
      ],
      [{ below: null, blocks: 1 }],
      [
        { below: "0.5", blocks: 30 },
        { below: null, blocks: 31 },
      ],
    ]);
  });

  it("takes a chain's tokens from token lists, each once", async () => {
    const { chains } = await example();
    const list = JSON.parse(await readFile(UNISWAP, "utf8")) as { tokens: { chainId: number }[] };
    await writeFile(
      path,
      JSON.stringify({
        chains: [
          { ...chains[0], tokenLists: [UNISWAP, UNISWAP] },
          { ...chains[0], id: "eip155:1", tokenLists: [UNISWAP] },
          { ...chains[0], id: "eip155:2" },
        ],
      }),
    );
    const [base, mainnet, without] = await readChainsFile(path, { BASE_RPC_KEY: "k" });
    const countOf = (chainId: number) => list.tokens.filter((token) => token.chainId === chainId).length;
    expect(countOf(1)).to.be.above(100);
    expect(base?.listed).to.have.length(countOf(8453));
    expect(mainnet?.listed).to.have.length(countOf(1));
    expect(without?.listed).to.deep.equal([]);
    expect(base?.listed).to.deep.include({ address: BASE_USDC, decimals: 6 });
  });

  for (const [what, content, expected] of [
    ["is not there", undefined, "cannot be read (ENOENT)"],
    ["is not JSON", "{", "is not a token list"],
    ["has no tokens", "{}", "is not a token list: name"],
    [
      "has a broken address",
      listText([{ address: "0x12", decimals: 6 }]),
      "tokens.0.address is not an address",
    ],
    ["has decimals that are none", listText([{ address: BASE_USDC, decimals: 6.5 }]), "tokens.0.decimals"],
    [
      "contradicts itself",
      listText([
        { address: BASE_USDC, decimals: 6 },
        { address: BASE_USDC, decimals: 18 },
      ]),
      `gives ${BASE_USDC} 18 decimals, another entry 6`,
    ],
  ] as const) {
    it(`refuses a token list that ${what}`, async () => {
      const { chains } = await example();
      if (content !== undefined) await writeFile(join(folder, "list.json"), content);
      const tokenLists = [content === undefined ? "missing.json" : "list.json"];
      expect(await refusal(JSON.stringify({ chains: [{ ...chains[0], tokenLists }] }))).to.contain(expected);
    });
  }

  for (const [what, confirmations, expected] of [
    ["no tiers", [], "confirmations must end with a tier without below"],
    ["no open tier", [{ below: "100", blocks: 1 }], "confirmations must end with a tier without below"],
    ["two open tiers", [{ blocks: 1 }, { blocks: 2 }], "confirmations.0.below is missing"],
    [
      "tiers out of order",
      [{ below: "100", blocks: 1 }, { below: "20", blocks: 6 }, { blocks: 9 }],
      "confirmations.1.below must be above that of the tier before",
    ],
    [
      "a tier twice",
      [{ below: "100", blocks: 1 }, { below: "100.0", blocks: 6 }, { blocks: 9 }],
      "confirmations.1.below must be above that of the tier before",
    ],
    ["an empty tier", [{ below: "0.00", blocks: 1 }, { blocks: 2 }], "confirmations.0.below must be above 0"],
    ["a number", [{ below: 100, blocks: 1 }, { blocks: 2 }], "confirmations.0.below"],
    [
      "an odd amount",
      [{ below: "1e3", blocks: 1 }, { blocks: 2 }],
      "confirmations.0.below must be an amount",
    ],
    ["no block", [{ blocks: 0 }], "confirmations.0.blocks"],
    ["half a block", [{ blocks: 1.5 }], "confirmations.0.blocks"],
    [
      "more than final",
      [{ below: "5", blocks: 31 }, { blocks: 32 }],
      "confirmations.1.blocks must be 31 at most: with finalityDepth 30",
    ],
  ] as const) {
    it(`refuses confirmations with ${what}`, async () => {
      const { chains } = await example();
      const text = await refusal(JSON.stringify({ chains: [{ ...chains[0], confirmations }] }));
      expect(text).to.contain(`chains.0.${expected}`);
    });
  }

  it("takes the nodes' word for what is final instead of a depth, and any confirmations with it", async () => {
    const { chains } = await example();
    const { finalityDepth, ...rest } = chains[0];
    const byTag = { ...rest, finalityTag: "finalized", confirmations: [{ blocks: 500 }] };
    await writeFile(path, JSON.stringify({ chains: [byTag] }));
    const [read] = await readChainsFile(path, { BASE_RPC_KEY: "k" });
    expect(read?.finality).to.deep.equal({ kind: "TAG", tag: "finalized" });
    expect(read?.confirmations).to.deep.equal([{ below: null, blocks: 500 }]);

    const oneOf = "chains.0 needs finalityDepth or finalityTag, one of the two";
    expect(await refusal(JSON.stringify({ chains: [rest] }))).to.contain(oneOf);
    expect(await refusal(JSON.stringify({ chains: [{ ...byTag, finalityDepth }] }))).to.contain(oneOf);
    const safe = JSON.stringify({ chains: [{ ...rest, finalityTag: "safe" }] });
    expect(await refusal(safe)).to.contain("chains.0.finalityTag");
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

function listText(tokens: readonly { address: string; decimals: number }[]): string {
  return JSON.stringify({ name: "List", tokens: tokens.map((token) => ({ chainId: 8453, ...token })) });
}
