import { AbiCoder, decodeBytes32String, Interface, TypedDataEncoder, ZeroHash } from "ethers";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type Address, type ChainId, eip155Reference, ZERO_ADDRESS } from "../../kernel/ids/chainIds.ts";
import { RpcRefused } from "../rpc/rpc.errors.ts";
import type { Rpc } from "../rpc/rpcClient.ts";

/** What a token's contract says of itself; by shape assets' TokenReading. */
interface TokenReading {
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
  readonly eip712Version: string | null;
  readonly gasless: readonly "EIP3009"[];
}

const tokenAbi = new Interface([
  "function name() view returns (string)",
  "function symbol() view returns (string)",
  "function decimals() view returns (uint8)",
  "function version() view returns (string)",
  "function DOMAIN_SEPARATOR() view returns (bytes32)",
  "function authorizationState(address authorizer, bytes32 nonce) view returns (bool)",
]);

/** Asks ERC-20 contracts what they are, when an asset is registered. */
export class TokenReader {
  readonly #rpcOf: (chainId: ChainId) => Rpc;

  constructor(rpcOf: (chainId: ChainId) => Rpc) {
    this.#rpcOf = rpcOf;
  }

  /**
   * Reads a token. EIP-3009 is reported only when the contract has it and its domain separator is that of its name
   * and version: a payer's wallet must sign what the contract checks.
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
    const hasEip3009 = (await call("authorizationState", [ZERO_ADDRESS, ZeroHash])) !== undefined;
    return eip712Version !== undefined && hasEip3009
      ? { symbol, name, decimals, eip712Version, gasless: ["EIP3009"] }
      : { symbol, name, decimals, eip712Version: null, gasless: [] };
  }

  /** What the contract returned, at least one word; undefined when it has no such function. */
  async #call(order: { chainId: ChainId; token: Address; name: string; args: readonly unknown[] }) {
    const data = tokenAbi.encodeFunctionData(order.name, order.args);
    try {
      const answer = await this.#rpcOf(order.chainId).request("eth_call", [
        { to: order.token, data },
        "latest",
      ]);
      return typeof answer === "string" && answer.length >= 66 ? answer : undefined;
    } catch (error) {
      if (error instanceof RpcRefused) return undefined;
      throw error;
    }
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
