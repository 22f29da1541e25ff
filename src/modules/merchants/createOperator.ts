import type { Tx } from "../../db/withTx.ts";
import { issueApiKey } from "./issueApiKey.ts";
import type { IssuedApiKey } from "./merchant.ts";

export interface CreateOperator {
  readonly label: string;
  readonly now: Date;
}

/** Makes an operator's key. There is no door for this: it is run by whoever runs the machine. */
export async function createOperator(tx: Tx, command: CreateOperator): Promise<IssuedApiKey> {
  return issueApiKey(tx, { ...command, merchantId: null, livemode: true, scopes: [] });
}
