import type { Tx } from "../../db/withTx.ts";
import type { ContractCall, CreditContracts } from "../../kernel/facts/contractCall.ts";
import type { Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import { isUnderWay, planTransaction } from "../transactions/index.ts";
import type { LinePlace } from "./credit.ports.ts";

export interface Duty {
  /** Name of the contract's function. */
  readonly purpose: string;
  readonly call: ContractCall;
}

/** Says what anybody may do for credit lines now. Every method asks the network. */
export interface KeeperGateway {
  /** What is due of a line whose grace may be over. */
  dutyOf(line: LinePlace): Promise<Duty | null>;
  /** Brings repayments from Settlement to the pool. */
  collection(credit: CreditContracts): Promise<Duty | null>;
  stalePledges(credit: CreditContracts, line: LinePlace, payments: readonly Bytes32[]): Promise<Duty | null>;
}

/**
 * Asks for a duty to be done through the admin lane, unless the same call is under way. Twice does no harm: the contract
 * refuses what is done already.
 */
export async function planDuty(
  tx: Tx,
  { chainId, duty, at }: { chainId: ChainId; duty: Duty; at: Date },
): Promise<boolean> {
  const { purpose, call } = duty;
  if (await isUnderWay(tx, call)) return false;
  await planTransaction(tx, { chainId, lane: "admin", purpose, call, at });
  return true;
}
