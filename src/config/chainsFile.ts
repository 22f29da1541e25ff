import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { Finality } from "../kernel/facts/finality.ts";
import { parseAddress, parseChainId } from "../kernel/ids/chainIds.ts";
import { ConfigError } from "./config.ts";
import { confirmationTiers } from "./confirmationTiers.ts";
import { type ListedToken, readTokenLists } from "./tokenList.ts";

/** What an operator decides about one chain; where the contracts are stands in the deployment file. */
export type ChainSettings = Readonly<z.infer<typeof chain>> & {
  /** What the token lists have for this chain. */
  readonly listed: readonly ListedToken[];
};

const address = z.string().transform((text, context) => {
  try {
    return parseAddress(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be an address with a right checksum" });
    return z.NEVER;
  }
});
const id = z.string().transform((text, context) => {
  try {
    return parseChainId(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be a CAIP-2 id such as eip155:8453" });
    return z.NEVER;
  }
});

const url = z.url({ protocol: /^https?$/, error: "must start with http:// or https://" });

const chain = z
  .strictObject({
    id,
    /** Shown to people. */
    name: z.string().min(1),
    /** Whether its money is real: then only live keys may use it. */
    live: z.boolean(),
    /** Asked in this order; a second provider stands in for the first. ${NAME} is replaced by the environment's NAME. */
    rpcUrls: z.array(url).min(1),
    /** What scripts/deploy.ts wrote, relative to this file. */
    deployment: z.string().min(1),
    /** Signs captures; the terms of new payments name it. */
    operator: address,
    /** Operators that terms of earlier payments name, whose keys still capture, void and refund those. */
    formerOperators: z.array(address).default([]),
    /** Keys behind eth_signTransaction, such as Web3Signer's; lanes without one use KEYSTORE_DIR. The first of a lane signs
     *  what is new, others finish what is their own. */
    signers: z
      .array(z.strictObject({ lane: z.enum(["capture", "payout", "admin", "sweep"]), address, url }))
      .default([]),
    /** Signs terms of credit behind eth_signTypedData; underwriter.json in KEYSTORE_DIR where it is missing. */
    underwriter: z.strictObject({ address, url }).optional(),
    /** Settlement account of the platform's fees. */
    feeReceiver: address,
    /** Blocks that must stand on a block before it counts as final; or else: the nodes' own word. */
    finalityDepth: z.int().min(1).max(10_000).optional(),
    finalityTag: z.literal("finalized").optional(),
    /** When an authorization counts, so that it can be captured: by its amount, ascending; the last tier has no limit. */
    confirmations: confirmationTiers,
    /** Tokens to offer; symbol, decimals and schemes are read from the contracts. */
    tokens: z.array(address),
    /** Files in the Uniswap token-list format, relative to this file; their tokens of this chain are offered too. */
    tokenLists: z.array(z.string().min(1)).default([]),
  })
  .superRefine(({ confirmations, finalityDepth, finalityTag }, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if ((finalityDepth === undefined) === (finalityTag === undefined))
      refuse([], "needs finalityDepth or finalityTag, one of the two");
    if (finalityDepth === undefined) return;
    const most = finalityDepth + 1;
    for (const [index, { blocks }] of confirmations.entries()) {
      if (blocks <= most) continue;
      const path = ["confirmations", index, "blocks"];
      refuse(path, `must be ${most} at most: with finalityDepth ${finalityDepth} the block is final then`);
    }
  })
  .transform(({ finalityDepth, finalityTag, ...settings }) => ({
    ...settings,
    finality: finalityOf(finalityDepth, finalityTag),
  }));

const file = z.strictObject({ chains: z.array(chain).min(1) }).superRefine(({ chains }, context) => {
  for (const [index, { id: own }] of chains.entries()) {
    if (chains.findIndex((other) => other.id === own) === index) continue;
    context.addIssue({ code: "custom", path: ["chains", index, "id"], message: "is there twice" });
  }
});

/**
 * Reads the chains that a process serves; a file may hold secrets only by name, as `${NAME}`.
 * @throws ConfigError naming everything that is wrong with the file at once
 */
export async function readChainsFile(
  path: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly ChainSettings[]> {
  const text = await readFile(path, "utf8").catch((cause: { code?: string }) => {
    throw new ConfigError(`CHAINS_FILE ${path} cannot be read (${cause.code})`);
  });
  const missing = new Set<string>();
  const filled = text.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    const value = env[name];
    if (!value) missing.add(name);
    return JSON.stringify(value ?? "").slice(1, -1);
  });
  if (missing.size > 0) {
    throw new ConfigError(`CHAINS_FILE ${path} names variables that are not set: ${[...missing].join(", ")}`);
  }
  const parsed = file.safeParse(parseJson(path, filled));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
    throw new ConfigError(
      `CHAINS_FILE ${path} cannot be used (an example is examples/chains.json):\n${lines.join("\n")}`,
    );
  }
  const fromHere = (file: string) => resolve(dirname(path), file);
  return Promise.all(
    parsed.data.chains.map(async (entry) => ({
      ...entry,
      deployment: fromHere(entry.deployment),
      listed: await readTokenLists(entry.tokenLists.map(fromHere), entry.id),
    })),
  );
}

/** One of them is given. */
function finalityOf(depth: number | undefined, tag: "finalized" | undefined): Finality {
  if (depth !== undefined) return { kind: "DEPTH", depth };
  if (tag !== undefined) return { kind: "TAG", tag };
  throw new Error("the schema asks for a depth or a tag");
}

/** The parser's own message would quote the file, and with it what the variables hold. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError(`CHAINS_FILE ${path} is not JSON`);
  }
}
