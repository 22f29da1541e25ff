import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type Address, type ChainId, chainIdOf, parseAddress } from "../kernel/ids/chainIds.ts";
import { ConfigError } from "./config.ts";

/** A token as a list describes it. What its contract says counts; the list is compared with it. */
export interface ListedToken {
  readonly address: Address;
  readonly decimals: number;
}

/** The parts of a token list that are used. @see https://uniswap.org/tokenlist.schema.json */
const tokenList = z.object({
  name: z.string(),
  tokens: z.array(
    z.object({ chainId: z.int().positive(), address: z.string(), decimals: z.int().min(0).max(255) }),
  ),
});

/**
 * The tokens of one chain in lists of the Uniswap format, each once. Tokens of other chains are passed over.
 * @throws ConfigError when a file is no such list, or when two of them tell different decimals of a token
 */
export async function readTokenLists(
  paths: readonly string[],
  chainId: ChainId,
): Promise<readonly ListedToken[]> {
  const found = new Map<Address, ListedToken>();
  for (const path of paths) {
    for (const token of await readTokenList(path, chainId)) {
      const earlier = found.get(token.address);
      if (earlier && earlier.decimals !== token.decimals) {
        throw new ConfigError(
          `Token list ${path} gives ${token.address} ${token.decimals} decimals, another entry ${earlier.decimals}`,
        );
      }
      found.set(token.address, token);
    }
  }
  return [...found.values()];
}

async function readTokenList(path: string, chainId: ChainId): Promise<readonly ListedToken[]> {
  const text = await readFile(path, "utf8").catch((cause: { code?: string }) => {
    throw new ConfigError(`Token list ${path} cannot be read (${cause.code})`);
  });
  const parsed = tokenList.safeParse(parsedJson(text));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw new ConfigError(`${path} is not a token list: ${first?.path.join(".")} ${first?.message}`);
  }
  return parsed.data.tokens.flatMap(({ chainId: chainNumber, address, decimals }, index) =>
    chainIdOf(chainNumber) === chainId ? [{ address: addressAt(address, { path, index }), decimals }] : [],
  );
}

/** Undefined, which is no list, for what is not JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function addressAt(text: string, { path, index }: { path: string; index: number }): Address {
  try {
    return parseAddress(text);
  } catch {
    throw new ConfigError(
      `Token list ${path}: tokens.${index}.address is not an address with a right checksum`,
    );
  }
}
