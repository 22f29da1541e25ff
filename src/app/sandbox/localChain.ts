import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

/** A development chain inside this process, with a JSON-RPC server for everyone else. */
export interface LocalChain {
  readonly rpcUrl: string;
  /** Hardhat's view of the same chain, over that server: what deployments and contract tests use. */
  readonly connection: NetworkConnection<"l1">;
  close(): Promise<void>;
}

/** EIP-155 number that Hardhat, and every wallet, gives development chains. */
export const LOCAL_CHAIN_NUMBER = 31_337;

/**
 * Starts a chain that mines a block every `blockIntervalMs` with whatever is waiting, or, with 0, only when
 * `evm_mine` is called. Block times follow the clock: several blocks may share a second.
 * The port is a free one unless given.
 */
export async function startLocalChain(options: { port?: number; blockIntervalMs?: number } = {}): Promise<LocalChain> {
  const server = await hre.network.createServer(
    {
      network: "default",
      chainType: "l1",
      override: {
        chainId: LOCAL_CHAIN_NUMBER,
        allowBlocksWithSameTimestamp: true,
        loggingEnabled: false,
        mining: { auto: false, interval: options.blockIntervalMs ?? 250 },
      },
    },
    "127.0.0.1",
    options.port ?? 0,
  );
  const { port } = await server.listen();
  const rpcUrl = `http://127.0.0.1:${port}`;
  const connection = await hre.network.create({
    network: "localnode",
    chainType: "l1",
    override: { url: rpcUrl },
  });
  return {
    rpcUrl,
    connection,
    async close() {
      // The server's own chain has no handle to close: a chain that mines nothing costs nothing.
      await connection.provider.request({ method: "evm_setIntervalMining", params: [0] });
      await connection.close();
      await server.close();
    },
  };
}
