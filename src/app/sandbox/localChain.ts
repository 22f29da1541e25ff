import hre from "hardhat";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import type { NetworkConnection } from "hardhat/types/network";
import { startJsonRpcServer } from "./jsonRpcServer.ts";

/** A development chain inside this process, with a JSON-RPC server for everyone else. */
export interface LocalChain {
  readonly rpcUrl: string;
  /** The chain without HTTP between: what deployments and contract tests use. */
  readonly connection: NetworkConnection<"l1">;
  /**
   * Until this is called each transaction has a block of its own at once, as deployments like it. From then on a
   * block comes every `blockIntervalMs` with whatever is waiting; with 0 only when `evm_mine` is called.
   */
  startMining(blockIntervalMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** What of Hardhat's network some other chain has otherwise. */
export type LocalChainOverride = Pick<
  EdrNetworkUserConfig,
  "chainId" | "initialBaseFeePerGas" | "initialDate" | "blockGasLimit" | "mining"
>;

/** EIP-155 number that Hardhat, and every wallet, gives development chains. */
export const LOCAL_CHAIN_NUMBER = 31_337;

const BLOCK_INTERVAL_MS = 250;

/**
 * Starts an empty chain; its port is a free one unless given. Block times follow the clock: several blocks may
 * share a second. Needs the project's Hardhat configuration, so the working directory must be the project's.
 */
export async function startLocalChain(
  options: { port?: number; override?: LocalChainOverride } = {},
): Promise<LocalChain> {
  const connection = await hre.network.create({
    network: "default",
    chainType: "l1",
    override: {
      chainId: LOCAL_CHAIN_NUMBER,
      allowBlocksWithSameTimestamp: true,
      loggingEnabled: false,
      ...options.override,
    },
  });
  const { provider } = connection;
  const server = await startJsonRpcServer(provider, options.port ?? 0);
  return {
    rpcUrl: server.url,
    connection,
    async startMining(blockIntervalMs = BLOCK_INTERVAL_MS) {
      await provider.request({ method: "evm_setAutomine", params: [false] });
      await provider.request({ method: "evm_setIntervalMining", params: [blockIntervalMs] });
    },
    async close() {
      await server.close();
      await provider.request({ method: "evm_setIntervalMining", params: [0] });
      await connection.close();
    },
  };
}
