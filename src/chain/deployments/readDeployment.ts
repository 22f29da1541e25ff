import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { CreditContracts } from "../../kernel/facts/contractCall.ts";
import { type Address, type ChainId, chainIdOf, parseAddress } from "../../kernel/ids/chainIds.ts";

/** Where our contracts are on one chain, as the deployment script recorded it. */
export interface Deployment {
  readonly chainId: ChainId;
  /** No event of these contracts is in an earlier block. */
  readonly startBlock: number;
  readonly escrow: Address;
  readonly paymentCollector: Address;
  readonly refundCollector: Address;
  readonly settlement: Address;
  readonly permit2: Address;
  /** Of the whole suite only. */
  readonly depositFactory: Address | undefined;
  readonly testDollar: Address | undefined;
  /** Absent where payments alone are deployed. */
  readonly ledgerAnchor?: Address;
  readonly solvencyLens?: Address;
  /** Empty where payments alone are deployed. */
  readonly credit: readonly CreditContracts[];
}

const address = z.string().transform(parseAddress);

const recorded = z.object({
  chainId: z.string().regex(/^[1-9][0-9]*$/),
  startBlock: z.int().nonnegative(),
  addresses: z.object({
    escrow: address,
    paymentCollector: address,
    refundCollector: address,
    settlement: address,
    permit2: address,
    depositFactory: address.optional(),
    testDollar: address.optional(),
    ledgerAnchor: address.optional(),
    solvencyLens: address.optional(),
  }),
  assets: z
    .array(z.object({ token: address, creditLine: address, creditPool: address, pledgeBook: address }))
    .default([]),
});

/** Reads a file that scripts/deploy.ts wrote. @throws Error when it is missing or not such a file */
export async function readDeployment(file: string): Promise<Deployment> {
  return deploymentOf(JSON.parse(await readFile(file, "utf8")));
}

/** The same from what the script returns, for chains that live no longer than this process. */
export function deploymentOf(record: unknown): Deployment {
  const { chainId, startBlock, addresses, assets } = recorded.parse(record);
  const { ledgerAnchor, solvencyLens, depositFactory, testDollar, ...payments } = addresses;
  return {
    chainId: chainIdOf(BigInt(chainId)),
    startBlock,
    ...payments,
    testDollar,
    depositFactory,
    ...(ledgerAnchor && { ledgerAnchor }),
    ...(solvencyLens && { solvencyLens }),
    credit: assets,
  };
}
