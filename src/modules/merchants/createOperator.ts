import type { Tx } from "../../db/withTx.ts";
import { readAllowedAddresses } from "./allowedAddresses.ts";
import { issueApiKey } from "./issueApiKey.ts";
import type { IssuedApiKey } from "./merchant.ts";

export interface CreateOperator {
  readonly label: string;
  /** IP addresses and CIDR ranges from which it shall work; from anywhere when absent or empty. */
  readonly allowedAddresses?: readonly string[];
  readonly now: Date;
}

/** Makes an operator's key. There is no door for this: it is run by whoever runs the machine. */
export async function createOperator(tx: Tx, command: CreateOperator): Promise<IssuedApiKey> {
  const allowedAddresses = readAllowedAddresses(command.allowedAddresses ?? []);
  return issueApiKey(tx, { ...command, allowedAddresses, merchantId: null, livemode: true, scopes: [] });
}
