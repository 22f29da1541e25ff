import { CHAINS, SimChain } from "./simChain.ts";
import { type Databases, openDatabases } from "./simDatabase.ts";

/** What seeds share, one after another. */
export interface SimWorld {
  readonly chains: readonly SimChain[];
  readonly databases: Databases;
  close(): Promise<void>;
}

export async function openSimWorld(server: string | undefined): Promise<SimWorld> {
  const chains: SimChain[] = [];
  for (const settings of CHAINS) chains.push(await SimChain.start(settings));
  const databases = await openDatabases(server);
  return {
    chains,
    databases,
    async close() {
      await databases.close();
      for (const chain of chains) await chain.close();
    },
  };
}
