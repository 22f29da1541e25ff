import { AbiCoder, decodeBytes32String, Interface, TypedDataEncoder } from "ethers";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type Address, type ChainId, eip155Reference } from "../../kernel/ids/chainIds.ts";
import { callAnswer } from "../rpc/callAnswer.ts";
import type { Rpc } from "../rpc/rpcClient.ts";
import { probeSchemes, type TokenScheme } from "./probeSchemes.ts";

/** What a token's contract says of itself; by shape assets' TokenReading. */
interface TokenReading {
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
  readonly eip712Version: string | null;
  readonly gasless: readonly TokenScheme[];
}

const tokenAbi = new Interface([
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
  "function version() view returns (string)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
]);

/** Asks ERC-20 contracts what they are, when an asset is registered. */
export class TokenReader {
  readonly #rpcOf: (chainId: ChainId) => Rpc;

  constructor(rpcOf: (chainId: ChainId) => Rpc) {
    this.#rpcOf = rpcOf;
  }

  /**
   * Reads a token. Schemes are reported only when the contract's domain separator is that of its name and version, and
   * when it takes a right signature and no wrong one: a payer's wallet must sign what the contract checks.
   * @throws ASSET_UNKNOWN when there is no ERC-20 token; RpcUnreachable
   */
  async readToken(chainId: ChainId, token: Address): Promise<TokenReading> {
    const call = (name: string, args: readonly unknown[] = []) => this.#call({ chainId, token, name, args });
    const [nameData, symbolData, decimalsData] = await Promise.all([
      call("name"),
      call("symbol"),
      call("decimals"),
    ]);
    const decimals = decimalsData === undefined ? undefined : Number(BigInt(decimalsData.slice(0, 66)));
    if (decimals === undefined || decimals > 77) {
      throw new DomainError("ASSET_UNKNOWN", "There is no ERC-20 token at this address.", {
        evidence: { chainId, token },
      });
    }
    const name = textOf(nameData) ?? token;
    const symbol = textOf(symbolData) ?? "?";
    const separator = await call("DOMAIN_SEPARATOR");
    const versions = [textOf(await call("version")), "1", "2"];
    const eip712Version = versions.find(
      (version) => version !== undefined && separator === separatorOf({ chainId, token, name, version }),
    );
    if (eip712Version === undefined) return { symbol, name, decimals, eip712Version: null, gasless: [] };
    const gasless = await probeSchemes(
      { chainId, address: token, name, version: eip712Version },
      "account",
      this.#rpcOf(chainId),
    );
    return { symbol, name, decimals, eip712Version: gasless.length > 0 ? eip712Version : null, gasless };
  }

  /** What the contract returned, at least one word; undefined when it has no such function. */
  async #call(order: { chainId: ChainId; token: Address; name: string; args: readonly unknown[] }) {
    const data = tokenAbi.encodeFunctionData(order.name, order.args);
    const answer = await callAnswer(this.#rpcOf(order.chainId), { to: order.token, data });
    return answer !== undefined && answer.length >= 66 ? answer : undefined;
  }
}

/** A string, or the bytes32 of tokens older than the standard's final form. */
function textOf(data: string | undefined): string | undefined {
  if (data === undefined) return undefined;
  try {
    return data.length === 66
      ? decodeBytes32String(data)
      : String(AbiCoder.defaultAbiCoder().decode(["string"], data)[0]);
  } catch {
    return undefined;
  }
}

function separatorOf(domain: { chainId: ChainId; token: Address; name: string; version: string }): string {
  const { chainId, token, name, version } = domain;
  const chainNumber = eip155Reference(chainId);
  return TypedDataEncoder.hashDomain({ name, version, chainId: chainNumber, verifyingContract: token });
}
