import type { NetworkConnection } from "hardhat/types/network";
import { type GasBreakdown, gasBreakdown, type TraceStep } from "./gasBreakdown.js";

/** Yellow paper, appendix G, with EIP-2028. */
const TRANSACTION = 21_000;
const ZERO_BYTE = 4;
const OTHER_BYTE = 16;

type Chain = Pick<NetworkConnection, "ethers" | "provider">;

/** Explains the newest transaction of a chain. */
export async function explainLast(chain: Chain): Promise<GasBreakdown> {
  const block = await chain.ethers.provider.getBlock("latest");
  const hash = block?.transactions.at(-1);
  if (!hash) throw new Error("The newest block has no transaction");
  return explainTransaction(chain, hash);
}

/** Traces a mined transaction and says where its gas went. */
export async function explainTransaction({ ethers, provider }: Chain, hash: string): Promise<GasBreakdown> {
  const [transaction, receipt] = await Promise.all([
    ethers.provider.getTransaction(hash),
    ethers.provider.getTransactionReceipt(hash),
  ]);
  if (!transaction || !receipt) throw new Error(`${hash} was not mined`);
  const options = { disableStorage: true, disableMemory: true, disableStack: true };
  const trace = await provider.request({ method: "debug_traceTransaction", params: [hash, options] });
  // The node's answer, in the form that every client gives it.
  const { structLogs } = trace as { structLogs: TraceStep[] };
  return gasBreakdown(
    structLogs,
    TRANSACTION + calldataGas(ethers.getBytes(transaction.data)),
    Number(receipt.gasUsed),
  );
}

const calldataGas = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => sum + (byte === 0 ? ZERO_BYTE : OTHER_BYTE), 0);
