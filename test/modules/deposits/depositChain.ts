import { ContractFactory } from "ethers";
import type { DevelopmentAccount } from "../../../src/chain/signer/developmentAccounts.ts";
import { type Address, type Bytes32, type Hex, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import type { TestChain } from "../../fixtures/testChain.ts";

export function walletOf(chain: TestChain, index: number): DevelopmentAccount {
  const wallet = chain.wallets[index];
  if (!wallet) throw new Error(`there is no wallet ${index}`);
  return wallet;
}

/** The operator owns the test dollars. */
export function operatorOf(chain: TestChain): DevelopmentAccount {
  const { capture } = chain.signers;
  return { address: capture.address, signer: capture } as DevelopmentAccount; // of an account these are used to send
}

export async function timeOf(chain: TestChain): Promise<Date> {
  return new Date((await chain.reader.head()).timestamp * 1000);
}

/** Deploys a contract of the tests from the operator's account. Returns its address. */
export async function deploy(chain: TestChain, name: string, args: readonly unknown[]): Promise<Address> {
  const artifact = await chain.local.connection.ethers.getContractFactory(name);
  const { data } = await new ContractFactory(artifact.interface, artifact.bytecode).getDeployTransaction(
    ...args,
  );
  const hash = (await chain.rpc.request("eth_sendTransaction", [
    { from: chain.contracts.operator, data: data as Hex, gas: "0x4c4b40" },
  ])) as Bytes32;
  await chain.mine();
  const receipt = (await chain.rpc.request("eth_getTransactionReceipt", [hash])) as {
    contractAddress: string;
  };
  return parseAddress(receipt.contractAddress);
}

/** How the sweep lane sends in these tests. */
export const SENDING = {
  maxInFlight: 16,
  bumpAfterMs: 30_000,
  rebroadcastAfterMs: 10_000,
  refusalGraceMs: 0,
  refusalRetryMs: 10_000,
  gasMarginBps: 10_000,
  bumpBps: 2_000,
  maxFeeMultiple: 5,
  maxFeePerGasCap: 500n * 10n ** 9n,
};
