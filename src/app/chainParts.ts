import { readDeployment } from "../chain/deployments/readDeployment.ts";
import { type BlockSource, ChainReader } from "../chain/rpc/chainReader.ts";
import { finalHeight } from "../chain/rpc/finalHeight.ts";
import { QuorumReader } from "../chain/rpc/quorumReader.ts";
import { type Rpc, RpcClient } from "../chain/rpc/rpcClient.ts";
import { GuardedRpc, RpcProviders } from "../chain/rpc/rpcProviders.ts";
import type { TypedDataSigner } from "../chain/signer/signer.ts";
import { TransactionSender } from "../chain/signer/transactionSender.ts";
import { type ChainSettings, readChainsFile } from "../config/chainsFile.ts";
import { type Config, ConfigError } from "../config/config.ts";
import type { Role } from "../config/roles.ts";
import type { ListedToken } from "../config/tokenList.ts";
import type { Address } from "../kernel/ids/chainIds.ts";
import type { Chain } from "../modules/assets/index.ts";
import type { Lane, TransactionGateway } from "../modules/transactions/index.ts";
import { openKeystores, openUnderwriter, type Signers, signersOf, underwriterOf } from "./openSigners.ts";

/** What an operator and the deployment say about a chain. */
export type ChainFacts = Omit<Chain, "genesisHash">;

/** One chain as the process uses it, wherever it comes from. */
export interface ChainParts {
  readonly facts: ChainFacts;
  readonly rpc: Rpc;
  /** What the indexer believes: the providers' common answers. */
  readonly source: BlockSource;
  /** Null in processes that hold no key. */
  readonly sender: (TransactionGateway & Pick<TransactionSender<Lane>, "balanceOf">) | null;
  readonly signers: Signers | null;
  /** Signs terms of credit; null where nobody does. */
  readonly underwriter: TypedDataSigner | null;
  /** Tokens to register. */
  readonly tokens: readonly Address[];
  /** Tokens of lists, to register as far as their contracts agree. */
  readonly listed: readonly ListedToken[];
}

/**
 * The chains that the settings name, with keys only where the roles need them. Asks no node.
 * @throws ConfigError or Error when a file cannot be read, or when a signer is not the operator
 */
export async function openChains(
  file: string,
  config: Config,
  roles: readonly Role[],
): Promise<readonly ChainParts[]> {
  const chains = await readChainsFile(file);
  const keystores = roles.includes("worker") ? await openKeystores(config) : null;
  const underwriter = roles.includes("worker") ? await openUnderwriter(config) : null;
  return Promise.all(
    chains.map((chain) =>
      openChain(chain, {
        signers: keystores && signersOf(chain, keystores),
        underwriter: roles.includes("worker") ? underwriterOf(chain, underwriter) : null,
      }),
    ),
  );
}

async function openChain(
  chain: ChainSettings,
  keys: Pick<ChainParts, "signers" | "underwriter">,
): Promise<ChainParts> {
  const { id, name, live, finality, confirmations, operator, feeReceiver } = chain;
  const deployment = await readDeployment(chain.deployment).catch((cause: Error) => {
    throw new ConfigError(`The deployment file ${chain.deployment} cannot be used: ${cause.message}`);
  });
  const { chainId, startBlock, testDollar, ...addresses } = deployment;
  if (chainId !== id) {
    throw new ConfigError(`The deployment file ${chain.deployment} is of ${chainId}, not of ${id}`);
  }
  const contracts = { ...addresses, operator, feeReceiver };
  return assembleChain({
    rpcUrls: chain.rpcUrls,
    ...keys,
    listed: chain.listed,
    tokens: testDollar && !chain.tokens.includes(testDollar) ? [testDollar, ...chain.tokens] : chain.tokens,
    facts: { id, name, livemode: live, finality, confirmations, startBlock, contracts },
  });
}

/** Puts a chain's parts together; nothing is asked of its node yet. */
export function assembleChain(given: {
  rpcUrls: readonly string[];
  facts: ChainFacts;
  signers: Signers | null;
  underwriter?: TypedDataSigner | null;
  tokens: readonly Address[];
  listed?: readonly ListedToken[];
}): ChainParts {
  const { facts, tokens, listed = [], signers } = given;
  const providers = providersOf(given.rpcUrls);
  const rpc = new RpcProviders(providers);
  const reader = new ChainReader(facts.id, rpc);
  const source = new QuorumReader(providers.map((provider) => new ChainReader(facts.id, provider)));
  const finalNumberAt = (head: number) => finalHeight(source, facts.finality, head);
  const sender = signers && new TransactionSender(reader, rpc, signers, finalNumberAt);
  return {
    facts,
    rpc,
    source,
    tokens,
    listed,
    signers,
    underwriter: given.underwriter ?? null,
    sender,
  };
}

/** One that is alone is asked again; of several, another is asked instead. */
function providersOf(urls: readonly string[]): readonly Rpc[] {
  if (urls.length === 1) return urls.map((url) => new RpcClient({ url }));
  return urls.map((url) => new GuardedRpc(new RpcClient({ url, attempts: 1 })));
}

/** Says which of the chains with its id it is. */
export async function identifyChain({ facts, source }: ChainParts): Promise<Chain> {
  const genesis = await source.headerAt(0);
  if (!genesis) throw new Error(`${facts.id} has no genesis block`);
  return { ...facts, genesisHash: genesis.hash };
}
