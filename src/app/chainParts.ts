import { join } from "node:path";
import { readDeployment } from "../chain/deployments/readDeployment.ts";
import { ChainReader } from "../chain/rpc/chainReader.ts";
import { RpcClient } from "../chain/rpc/rpcClient.ts";
import { openKeystore } from "../chain/signer/openKeystore.ts";
import type { Signer } from "../chain/signer/signer.ts";
import { TransactionSender } from "../chain/signer/transactionSender.ts";
import type { Config } from "../config/config.ts";
import { type Address, parseAddress } from "../kernel/ids/chainIds.ts";
import type { Chain } from "../modules/assets/index.ts";
import { LANES, type Lane, type TransactionGateway } from "../modules/transactions/index.ts";

/** One chain as the process uses it, wherever it comes from. */
export interface ChainParts {
  readonly chain: Chain;
  readonly rpc: RpcClient;
  readonly reader: ChainReader;
  readonly sender: TransactionGateway;
  /** Tokens to register. */
  readonly tokens: readonly Address[];
  close(): Promise<void>;
}

/** What an operator has to say about a chain besides its contracts. */
export type ChainFacts = Pick<
  Chain,
  "id" | "name" | "livemode" | "finalityDepth" | "contracts" | "startBlock"
>;

/**
 * Connects to the chain that the settings name.
 * @throws Error when the deployment or a keystore cannot be read; RpcUnreachable; Error for another chain's RPC
 */
export async function connectChain(config: Config): Promise<ChainParts> {
  const file = required(config.DEPLOYMENT_FILE);
  const deployment = await readDeployment(file).catch((cause: Error) => {
    throw new Error(`DEPLOYMENT_FILE ${file} cannot be used: ${cause.message}`, { cause });
  });
  const folder = required(config.KEYSTORE_DIR);
  const signers = await signersOf((lane) =>
    openKeystore(join(folder, `${lane}.json`), required(config.KEYSTORE_PASSWORD)),
  );
  const { chainId, startBlock, testDollar, ...addresses } = deployment;
  const listed = (config.TOKENS ?? "").split(",").filter((text) => text.trim() !== "");
  const tokens = listed.map((text) => parseAddress(text.trim()));
  return assembleChain({
    rpcUrl: required(config.RPC_URL),
    signers,
    tokens: testDollar && !tokens.includes(testDollar) ? [testDollar, ...tokens] : tokens,
    facts: {
      id: chainId,
      name: required(config.CHAIN_NAME),
      livemode: required(config.CHAIN_LIVE),
      finalityDepth: required(config.FINALITY_DEPTH),
      startBlock,
      contracts: {
        ...addresses,
        operator: signers.capture.address,
        feeReceiver: parseAddress(required(config.FEE_RECEIVER)),
      },
    },
    close: async () => undefined,
  });
}

/** Puts a chain's parts together and makes sure that the node serves that very chain. */
export async function assembleChain(given: {
  rpcUrl: string;
  facts: ChainFacts;
  signers: Readonly<Record<Lane, Signer>>;
  tokens: readonly Address[];
  close: () => Promise<void>;
}): Promise<ChainParts> {
  // At the start one try is enough: whoever waits in front of the terminal wants to know.
  await new ChainReader(given.facts.id, new RpcClient({ url: given.rpcUrl, attempts: 1 })).requireChain();
  const rpc = new RpcClient({ url: given.rpcUrl });
  const reader = new ChainReader(given.facts.id, rpc);
  const genesis = await reader.headerAt(0);
  if (!genesis) throw new Error(`${given.facts.id} has no genesis block`);
  const sender: TransactionGateway = new TransactionSender(reader, rpc, given.signers);
  const chain: Chain = { ...given.facts, genesisHash: genesis.hash };
  return { chain, rpc, reader, sender, tokens: given.tokens, close: given.close };
}

async function signersOf(open: (lane: Lane) => Promise<Signer>): Promise<Record<Lane, Signer>> {
  const opened = await Promise.all(LANES.map(async (lane) => [lane, await open(lane)] as const));
  return Object.fromEntries(opened) as Record<Lane, Signer>; // one entry per lane
}

/** Settings that readConfig has made sure of. */
function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("readConfig lets no chain through without this setting");
  return value;
}
