import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { isBps } from "../../kernel/money/bps.ts";
import type { Merchant } from "./merchant.ts";
import { insertMerchant } from "./merchants.store.ts";

export interface CreateMerchant {
  readonly name: string;
  /** Basis points of each capture that the platform keeps. */
  readonly feeBps: number;
  readonly now: Date;
}

/** Opens a merchant, without keys or accounts.
 *  @throws INVALID_INPUT for an empty or long name, FEE_OUT_OF_RANGE */
export async function createMerchant(tx: Tx, command: CreateMerchant): Promise<Merchant> {
  const name = command.name.trim();
  if (name.length < 1 || name.length > 200) {
    throw new DomainError("INVALID_INPUT", "A name has 1 to 200 characters.", { path: ["input", "name"] });
  }
  if (!isBps(command.feeBps)) {
    throw new DomainError("FEE_OUT_OF_RANGE", "A fee lies between 0 and 10,000 basis points.", {
      path: ["input", "feeBps"],
    });
  }
  const merchant: Merchant = { id: newId("Merchant"), name, feeBps: command.feeBps, createdAt: command.now };
  await insertMerchant(tx, merchant);
  return merchant;
}
